import { notFound } from "next/navigation";
import { prisma } from "@/lib/prisma";

export default async function Shared({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await prisma.shareLink.findUnique({ where: { token, expiresAt: { gt: new Date() } }, include: { project: { select: { name: true } } } });
  if (!link) notFound();
  return <h1>{link.project.name}</h1>;
}
