import { prisma } from "@/lib/prisma";

// The path binds the workspace, and the gate decides on it.
export async function GET(request: Request, { params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return Response.json(await prisma.invoice.findMany({ where: { workspaceId: workspace } }));
}
