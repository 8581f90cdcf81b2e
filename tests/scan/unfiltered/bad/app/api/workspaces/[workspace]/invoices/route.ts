import { auth } from "@/auth";
import { prisma } from "@/lib/prisma";

export async function GET() {
  const session = await auth();
  if (!session) return new Response(null, { status: 401 });
  const invoices = await prisma.invoice.findMany(); // expect OG3203
  const open = await prisma.invoice.findMany({ // expect OG3203
    where: { status: "open" },
    orderBy: { number: "asc" },
  });
  return Response.json({ invoices, open });
}

export async function POST() {
  await auth();
  await prisma.note.updateMany({ data: { read: true } }); // expect OG3203
  return new Response(null, { status: 204 });
}
