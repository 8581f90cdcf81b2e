import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";
import { supabaseAdmin } from "@/lib/supabase";
import { track } from "@/lib/analytics";

export async function GET(request: Request) {
  const { user } = await auth();
  const workspaceId = new URL(request.url).searchParams.get("workspace")!;
  track(user.id, workspaceId);
  return Response.json(await prisma.invoice.findMany({ where: { workspaceId, status: "open" } })); // expect OG3208
}

export async function DELETE(request: Request) {
  const { workspace } = await request.json();
  return Response.json(await supabaseAdmin.from("invoices").delete().eq("workspace_id", workspace)); // expect OG3208
}
