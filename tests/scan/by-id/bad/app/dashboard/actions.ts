"use server";

import { createClient } from "@supabase/supabase-js";
import { prisma } from "@/lib/prisma";

const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_SERVICE_ROLE_KEY!);

export async function remove(id: string) {
  await supabase.from("notes").delete().eq("id", id); // expect OG3204
}

export const rename = async (form: FormData) => {
  const id = form.get("id") as string;
  await prisma.note.update({ where: { id }, data: { body: String(form.get("body")) } }); // expect OG3204
};
