import { prisma } from "@/lib/prisma";
import { requireTeam } from "@/lib/session";

type Context = { params: Promise<{ team: string; id: string }> };

async function scoped({ params }: Context) {
  const { team: slug, id } = await params;
  const { team } = await requireTeam(slug);
  return { id, teamId: team.id };
}

export async function GET(_: Request, context: Context) {
  const where = await scoped(context);
  const project = await prisma.project.findFirst({ where, select: { id: true, name: true } });
  return project ? Response.json(project) : new Response(null, { status: 404 });
}

export async function PATCH(request: Request, context: Context) {
  const { id, teamId } = await scoped(context);
  const { name } = await request.json();
  return Response.json(await prisma.project.update({ where: { id_teamId: { id, teamId } }, data: { name } }));
}

export async function DELETE(_: Request, context: Context) {
  const { id, teamId } = await scoped(context);
  const { count } = await prisma.project.deleteMany({ where: { AND: [{ id }, { teamId }] } });
  return new Response(null, { status: count === 1 ? 204 : 404 });
}
