import { Suspense } from "react";
import { prisma } from "@/lib/prisma";
import { requireTeam } from "@/lib/session";

export default async function Team({ params, searchParams }: { params: Promise<{ team: string }>; searchParams: Promise<{ q?: string }> }) {
  const { team } = await requireTeam((await params).team);
  const { q } = await searchParams;
  const projects = await prisma.project.findMany({
    where: { teamId: team.id, ...(q ? { name: { contains: q, mode: "insensitive" } } : {}) },
    select: { id: true, name: true },
  });
  return <Suspense>{projects.map((project) => <p key={project.id}>{project.name}</p>)}</Suspense>;
}
