// Makes an invoice.
import type { Metadata } from "next";
import { ActionForm } from "@/components/action-form";
import { InvoiceFields } from "@/components/invoice-form";
import { create } from "@/lib/actions";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const metadata: Metadata = { title: "New invoice" };

export default async function New({ params }: PageProps<"/w/[workspace]/invoices/new">) {
  const { workspace: slug } = await params;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  await og.require("invoice.create", { tenant: workspace.id });
  return (
    <main className="page">
      <header>
        <h1>New invoice</h1>
      </header>
      <section className="card pad">
        <ActionForm action={create} className="stack">
          <InvoiceFields />
        </ActionForm>
      </section>
    </main>
  );
}
