import { prisma } from "@/lib/prisma";
import { createClient } from "@/lib/supabase/server";

export async function GET(request: Request) {
  const { searchParams } = new URL(request.url);
  const userId = searchParams.get("userId");
  const notes = await prisma.note.findMany({ where: { userId: userId! } }); // expect OG3208
  return Response.json(notes);
}

export async function POST(request: Request) {
  const body = await request.json();
  const supabase = await createClient();
  await supabase.from("notes").insert({ body: body.text, user_id: body.userId }); // expect OG3208
  return new Response(null, { status: 201 });
}
