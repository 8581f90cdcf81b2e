import { verifyProof } from "ownguard/origin";
import { prisma } from "@/lib/prisma";

export async function GET(request: Request) {
  const { sub } = await verifyProof(request);
  const memberships = await prisma.teamMember.findMany({ where: { userId: sub }, select: { teamId: true, role: true } });
  return Response.json({ v: 1, memberships });
}
