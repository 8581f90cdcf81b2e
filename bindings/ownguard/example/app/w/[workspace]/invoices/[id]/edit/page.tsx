// Changes an invoice.
import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { ActionForm } from "@/components/action-form";
import { InvoiceFields } from "@/components/invoice-form";
import { save } from "@/lib/actions";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const metadata: Metadata = { title: "Edit invoice" };

export default async function Edit({ params }: PageProps<"/w/[workspace]/invoices/[id]/edit">) {
  const { id } = await params;
  const row = await db.invoice(id);
  const invoice = await og.own("invoice.read", () => row);
  if (!(await og.can("invoice.update", row))) forbidden();
  return (
    <main className="page">
      <header>
        <h1>Edit {invoice.number}</h1>
      </header>
      <section className="card pad">
        <ActionForm action={save} id={id} className="stack">
          <InvoiceFields invoice={invoice} />
        </ActionForm>
      </section>
    </main>
  );
}
