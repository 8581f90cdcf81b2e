import "server-only";
import { cache } from "react";
import { redirect } from "next/navigation";
import { prisma } from "./prisma";
import { createClient } from "./supabase/server";

export const requireUser = cache(async () => {
  const supabase = await createClient();
  const { data } = await supabase.auth.getUser();
  if (!data.user) redirect("/login");
  return data.user;
});

export async function requireTeam(slug: string) {
  const user = await requireUser();
  const membership = await prisma.teamMember.findFirst({ where: { userId: user.id, team: { slug } }, include: { team: true } });
  if (!membership) redirect("/");
  return { user, team: membership.team, role: membership.role };
}
