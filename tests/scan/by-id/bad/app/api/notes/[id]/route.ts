import { getServerSession } from "next-auth";
import { authOptions } from "@/lib/auth";
import { db } from "@/lib/db";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const session = await getServerSession(authOptions);
  if (!session?.user) return new Response(null, { status: 401 });
  const note = await db.note.findUnique({ where: { id: (await params).id } }); // expect OG3204
  if (note === null || note.status !== "done") return new Response(null, { status: 404 });
  console.log(session.user.id, note.id);
  return Response.json(note);
}
