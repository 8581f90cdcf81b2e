import { getServerSession } from "next-auth";
import * as z from "zod";
import { authOptions } from "@/lib/auth";
import { db } from "@/lib/db";

const contextSchema = z.object({ params: z.object({ id: z.string() }) });

export async function GET(request: Request, context: z.infer<typeof contextSchema>) {
  const session = await getServerSession(authOptions);
  const { params } = contextSchema.parse(context);
  const note = await db.note.findUnique({ where: { id: params.id }, include: { author: true } });
  if (!note || note.author.id !== session?.user.id) return new Response(null, { status: 404 });
  return Response.json(note);
}

export async function PATCH(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const session = await getServerSession(authOptions);
  if (!session?.user.isAdmin) return new Response(null, { status: 403 });
  const { body } = await request.json();
  return Response.json(await db.note.update({ where: { id: (await params).id }, data: { body } }));
}

export async function DELETE(request: Request, context: z.infer<typeof contextSchema>) {
  const { params } = contextSchema.parse(context);
  if (!(await verifyCurrentUserHasAccessToNote(params.id))) return new Response(null, { status: 403 });
  await db.note.delete({ where: { id: params.id as string } });
  return new Response(null, { status: 204 });
}

async function verifyCurrentUserHasAccessToNote(id: string) {
  const session = await getServerSession(authOptions);
  const count = await db.note.count({ where: { id, userId: session?.user.id } });
  return count > 0;
}
