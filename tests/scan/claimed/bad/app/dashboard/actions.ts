import { headers } from "next/headers";
import { prisma } from "@/lib/prisma";

export async function create(form: FormData) {
  "use server";
  const workspaceId = String(form.get("workspace"));
  await prisma.invoice.create({ data: { number: "1", workspaceId } }); // expect OG3208
}

export async function mine() {
  "use server";
  const user = (await headers()).get("x-user-id");
  return prisma.note.findMany({ where: { userId: user! } }); // expect OG3208
}
