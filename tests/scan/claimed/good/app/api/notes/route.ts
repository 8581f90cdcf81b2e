import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { createClient } from "@/lib/supabase/server";

export async function GET(request: Request) {
  const session = await auth();
  const { searchParams } = new URL(request.url);
  const notes = await prisma.note.findMany({ where: { userId: session.user.id, topic: searchParams.get("topic")! } });
  return Response.json(notes);
}

export async function POST(request: Request) {
  const body = await request.json();
  const supabase = await createClient();
  const { data: { user } } = await supabase.auth.getUser();
  await supabase.from("notes").insert({ body: body.text, user_id: user!.id });
  return new Response(null, { status: 201 });
}
