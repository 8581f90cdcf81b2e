import { NextRequest, NextResponse } from "next/server";
import { withTeam } from "@/lib/ownguard";
import { prisma } from "@/lib/prisma";

export const GET = withTeam("project.list", async (request: NextRequest, { where, select }) => {
  const page = Number(request.nextUrl.searchParams.get("page") ?? 1);
  const rows = await prisma.project.findMany({ where, select, skip: (page - 1) * 50, take: 50 });
  return NextResponse.json(rows, { headers: { "Cache-Control": "no-store" } });
});

export const POST = withTeam("project.create", async (request, { tenant, user }) => {
  const { name } = await request.json();
  return NextResponse.json(await prisma.project.create({ data: { name, teamId: tenant, createdBy: user.id } }), { status: 201 });
});
