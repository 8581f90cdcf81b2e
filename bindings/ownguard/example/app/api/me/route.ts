// The invoices of whoever asks: one address for everybody, which no cache may keep.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("invoice.list", { load: ({ session }) => db.invoicesOf(session.subject) });
