import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { createClient } from "@/lib/supabase/server";

export default async function Dashboard({ searchParams }: { searchParams: Promise<{ note?: string }> }) {
  const session = await auth();
  const me = await prisma.note.findUnique({ where: { id: session.user.lastNoteId } });
  const supabase = await createClient();
  const { note } = await searchParams;
  const { data } = await supabase.from("notes").select("id, body").eq("id", note).single();
  const plan = await prisma.plan.findUnique({ where: { id: note } });
  return <pre>{JSON.stringify([me, data, plan])}</pre>;
}
