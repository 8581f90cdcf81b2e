import { auth } from "@/auth";
import { membershipOf } from "@/lib/access";
import { prisma } from "@/lib/prisma";
import { createClient } from "@/lib/supabase/server";

export async function GET(request: Request) {
  const session = await auth();
  const workspaceId = new URL(request.url).searchParams.get("workspace")!;
  const member = await prisma.workspaceMember.findFirst({ where: { workspaceId, userId: session.user.id } });
  if (!member) return new Response(null, { status: 404 });
  return Response.json(await prisma.invoice.findMany({ where: { workspaceId } }));
}

export async function PATCH(request: Request) {
  const { user } = await auth();
  const { workspaceId, number } = await request.json();
  if (!(await membershipOf(user.id, workspaceId))) return new Response(null, { status: 404 });
  return Response.json(await prisma.invoice.create({ data: { workspaceId, number } }));
}

export async function DELETE(request: Request) {
  const supabase = await createClient();
  const { workspace } = await request.json();
  return Response.json(await supabase.from("invoices").delete().eq("workspace_id", workspace));
}
