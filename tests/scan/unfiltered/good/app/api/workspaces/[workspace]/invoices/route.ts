import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { guard } from "ownguard/next";

export async function GET() {
  const session = await auth();
  const mine = await prisma.invoice.findMany({ where: { createdBy: session.user.id } });
  const where = { workspaceId: session.user.workspaceId, status: "open" };
  const open = await prisma.invoice.findMany({ where });
  const plans = await prisma.plan.findMany();
  return Response.json({ mine, open, plans });
}

export const POST = guard("invoice.create", async () => {
  const all = await prisma.invoice.findMany();
  return Response.json(all);
});
