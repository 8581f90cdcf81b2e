import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const session = await auth();
  const note = await prisma.note.findUnique({ where: { id: (await params).id } });
  if (!note || note.userId !== session?.user.id) return new Response(null, { status: 404 });
  return Response.json(note);
}
