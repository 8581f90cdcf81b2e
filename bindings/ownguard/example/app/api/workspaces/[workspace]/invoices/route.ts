// Invoices of a workspace: all, and a new one.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("invoice.list", { load: ({ params }) => db.invoices(params.workspace) });

export const POST = og.route("invoice.create", {}, (_, { columns }) => db.createInvoice(columns));
