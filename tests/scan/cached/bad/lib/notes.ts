import { prisma } from "./prisma";
import { cookies } from "next/headers";

export async function notes(userId: string) {
  "use cache"; // expect OG3212
  return prisma.note.findMany({ where: { userId } });
}

export async function theme() {
  "use cache"; // expect OG3212
  return (await cookies()).get("theme");
}
