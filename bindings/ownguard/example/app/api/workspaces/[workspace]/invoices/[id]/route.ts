// One invoice. `load` finds it as any code would; whose it is, the guard asks.
import type { Params } from "ownguard/next";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

const load = ({ params }: { params: Params }) => db.invoice(params.id);

export const GET = og.route("invoice.read", { load, link: ({ search }) => search.get("link") });

export const PATCH = og.route("invoice.update", { load }, (_, { row, columns }) => db.updateInvoice(row.id, columns));

export const DELETE = og.route("invoice.delete", { load }, async (_, { row }) => {
  await db.deleteInvoice(row.id);
  return new Response(null, { status: 204 });
});
