"use server";
// Everything that a form of the app changes. Each action is decided before its code runs: on
// the row as it is stored, on the fields that are written, on who asks. What the browser sends,
// ids included, is only ever a wish.
import { redirect } from "next/navigation";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { db } from "./db";
import { og } from "./guard";
import { mint } from "./link";

const invoice = z.object({
  number: z.string().min(1),
  status: z.enum(["draft", "open", "paid"]).optional(),
  customerName: z.string().min(1),
  customerEmail: z.email(),
  total: z.coerce.number().int().min(0),
  dueOn: z.iso.date(),
  internalNotes: z.string().optional(),
});
const key = z.object({ id: z.string() });

export const create = og.action("invoice.create", { input: invoice }, async ({ columns }) => {
  const row = await db.createInvoice(columns);
  redirect(`${await home(row)}/invoices/${String(row["id"])}`);
});

export const save = og.action(
  "invoice.update",
  { input: invoice.extend(key.shape), load: ({ input }) => db.invoice(input.id) },
  async ({ row, columns }) => {
    await db.updateInvoice(row.id, columns);
    redirect(`${await home(row)}/invoices/${row.id}`);
  },
);

export const remove = og.action(
  "invoice.delete",
  { input: key, load: ({ input }) => db.invoice(input.id) },
  async ({ row }) => {
    await db.deleteInvoice(row.id);
    redirect(`${await home(row)}/invoices`);
  },
);

export const share = og.action(
  "invoice.share",
  { input: key, load: ({ input }) => db.invoice(input.id) },
  async ({ row }) => {
    await db.updateInvoice(row.id, { visibility: "unlisted" });
    return `/s/${mint("invoice", row.id, row.workspaceId)}`;
  },
);

export const setSeats = og.action(
  "subscription.update",
  { input: key.extend({ seats: z.coerce.number().int().min(1).max(99) }), load: ({ input }) => db.subscription(input.id) },
  async ({ row, columns }) => {
    await db.updateSubscription(row.id, columns);
    revalidatePath(`${await home(row)}/billing`);
  },
);

export const startThread = og.action("thread.create", { input: z.object({ title: z.string() }) }, async ({ columns }) => {
  const thread = await db.createThread(columns);
  redirect(`${await home(thread)}/chat/${String(thread["id"])}`);
});

async function home(row: { readonly workspaceId?: unknown }): Promise<string> {
  const workspace = await db.workspaceById(String(row.workspaceId));
  return `/w/${String(workspace?.["slug"])}`;
}
