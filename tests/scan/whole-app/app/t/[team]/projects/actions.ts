"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { prisma } from "@/lib/prisma";
import { requireTeam } from "@/lib/session";
import { createClient } from "@/lib/supabase/server";

const Rename = z.object({ id: z.string().uuid(), name: z.string().min(1).max(120) });

export async function rename(slug: string, form: FormData) {
  const { team } = await requireTeam(slug);
  const { id, name } = Rename.parse(Object.fromEntries(form));
  await prisma.project.update({ where: { id, teamId: team.id }, data: { name } });
  revalidatePath(`/t/${slug}`);
}

export async function create(slug: string, form: FormData) {
  const { team, user } = await requireTeam(slug);
  const name = String(form.get("name") ?? "");
  return prisma.project.create({ data: { name, teamId: team.id, createdBy: user.id }, select: { id: true } });
}

export async function toggle(id: string, done: boolean) {
  const supabase = await createClient();
  const { error } = await supabase.from("tasks").update({ done }).eq("id", id);
  if (error) throw new Error("could not be saved");
}
