import { prisma } from "./prisma";

export async function plans() {
  "use cache";
  return prisma.plan.findMany();
}

export async function mine(userId: string) {
  "use cache: private";
  return prisma.note.findMany({ where: { userId } });
}
