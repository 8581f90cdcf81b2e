import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { z } from "zod";

type Context = { params: Promise<{ workspace: string; id: string }> };

export async function GET(request: Request, { params }: Context) {
  const session = await auth();
  if (!session) return new Response(null, { status: 401 });
  const { id } = await params;
  const invoice = await prisma.invoice.findUnique({ where: { id } }); // expect OG3204
  return Response.json(invoice);
}

export const PATCH = async (request: Request, context: Context) => {
  const { id } = z.object({ id: z.string().uuid() }).parse(await context.params);
  const data = await request.json();
  return Response.json(await prisma.invoice.update({ where: { id: String(id) }, data: { total: data.total } })); // expect OG3204
};

export async function DELETE(request: Request, context: Context) {
  const params = await context.params;
  await prisma.invoice.delete({ // expect OG3204
    where: { id: params.id },
  });
  return new Response(null, { status: 204 });
}
