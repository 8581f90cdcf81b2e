import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { requireWorkspaceMember } from "@/lib/access";
import { guard } from "@/lib/ownguard";

type Context = { params: Promise<{ workspace: string; id: string }> };

export async function GET(request: Request, { params }: Context) {
  const session = await auth();
  const { id } = await params;
  const invoice = await prisma.invoice.findFirst({ where: { id, createdBy: session.user.id } });
  return Response.json(invoice);
}

export async function PATCH(request: Request, { params }: Context) {
  const { id, workspace } = await params;
  await requireWorkspaceMember(workspace, "admin");
  const { total } = await request.json();
  return Response.json(await prisma.invoice.update({ where: { id }, data: { total } }));
}

export async function DELETE(request: Request, { params }: Context) {
  const { id } = await params;
  const row = await prisma.invoice.findUnique({ where: { id } });
  await guard.decide("invoice.delete", row);
  await prisma.invoice.delete({ where: { id } });
  return new Response(null, { status: 204 });
}
