import { prisma } from "@/lib/prisma";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // expect-next OG3200
  // ownguard-ignore: OG3204
  const one = await prisma.note.findUnique({ where: { id } }); // expect OG3204
  // expect-next OG3200
  // ownguard-ignore: because I say so
  return Response.json(one);
}
