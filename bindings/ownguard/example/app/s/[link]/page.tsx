// An invoice for whoever holds its link, signed in or not: only what the model shows outside.
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Status } from "@/components/invoice-table";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";
import { date, money } from "@/lib/format";
import { keyOf } from "@/lib/link";

export const metadata: Metadata = { title: "Invoice", robots: { index: false } };

export default async function Shared({ params }: PageProps<"/s/[link]">) {
  const { link } = await params;
  const access = (await og.session()).withLink(link);
  const invoice = access.redact("invoice.read", await db.invoice(keyOf(link))) ?? notFound();
  return (
    <main className="alone">
      <p className="soft">Folio · shared with you</p>
      <article className="card sheet">
        <div className="row spread">
          <h1>{invoice.number}</h1>
          <Status of={invoice.status} />
        </div>
        <p className="total">{money(invoice.total)}</p>
        <dl className="facts">
          <div>
            <dt>Customer</dt>
            <dd>{invoice.customerName}</dd>
          </div>
          <div>
            <dt>Due</dt>
            <dd>{date(invoice.dueOn)}</dd>
          </div>
          {invoice.customerEmail && (
            <div>
              <dt>E-mail</dt>
              <dd>{invoice.customerEmail}</dd>
            </div>
          )}
        </dl>
        {invoice.internalNotes && <p className="note bad">{invoice.internalNotes}</p>}
      </article>
    </main>
  );
}
