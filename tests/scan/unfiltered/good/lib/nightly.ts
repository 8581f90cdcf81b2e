import { prisma } from "./prisma";

export async function remind() {
  return prisma.invoice.findMany({ where: { status: "past_due" } });
}
