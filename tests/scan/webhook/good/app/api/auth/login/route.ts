import { prisma } from "@/lib/prisma";

export async function POST(request: Request) {
  const { email } = await request.json();
  return Response.json(await prisma.user.findUnique({ where: { email } }));
}
