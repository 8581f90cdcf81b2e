import { prisma } from "@/lib/prisma";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // ownguard-ignore: OG3204 the notes of the manual are for everybody
  const one = await prisma.note.findUnique({ where: { id } });
  const two = await prisma.note.findFirst({ where: { id } }); // ownguard-ignore: lookup-by-id as above
  return Response.json([one, two]);
}
