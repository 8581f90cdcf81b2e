import { prisma } from "@/lib/prisma";
import { requireUser } from "@/lib/session";

export async function GET() {
  const user = await requireUser();
  return Response.json(await prisma.profile.findUnique({ where: { id: user.id } }));
}

export async function PATCH(request: Request) {
  const user = await requireUser();
  const { fullName } = await request.json();
  return Response.json(await prisma.profile.update({ where: { id: user.id }, data: { fullName } }));
}
