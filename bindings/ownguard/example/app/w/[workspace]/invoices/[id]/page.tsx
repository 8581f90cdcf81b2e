// One invoice, with what this person may do to it.
import type { Metadata } from "next";
import Link from "next/link";
import { ActionForm } from "@/components/action-form";
import { Status } from "@/components/invoice-table";
import { ShareBox } from "@/components/share-box";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";
import { date, money } from "@/lib/format";
import { remove } from "@/lib/actions";

export const metadata: Metadata = { title: "Invoice" };

export default async function Invoice({ params }: PageProps<"/w/[workspace]/invoices/[id]">) {
  const { workspace: slug, id } = await params;
  const row = await db.invoice(id);
  const invoice = await og.own("invoice.read", () => row);
  const [mayUpdate, mayShare, mayDelete] = await Promise.all([
    og.can("invoice.update", row),
    og.can("invoice.share", row),
    og.can("invoice.delete", row),
  ]);
  return (
    <main className="page">
      <header>
        <div>
          <Link className="soft small" href={`/w/${slug}/invoices`} prefetch={false}>
            ← Invoices
          </Link>
          <h1>{invoice.number}</h1>
        </div>
        <div className="row">
          {mayDelete && (
            <ActionForm action={remove} id={id}>
              <button className="button danger">Delete</button>
            </ActionForm>
          )}
          {mayUpdate && (
            <Link className="button primary" href={`/w/${slug}/invoices/${id}/edit`} prefetch={false}>
              Edit
            </Link>
          )}
        </div>
      </header>
      <div className="two">
        <article className="card sheet">
          <div className="row spread">
            <div>
              <p className="soft small">Total</p>
              <p className="total">{money(invoice.total)}</p>
            </div>
            <Status of={invoice.status} />
          </div>
          <dl className="facts">
            <div>
              <dt>Customer</dt>
              <dd>{invoice.customerName}</dd>
            </div>
            <div>
              <dt>E-mail</dt>
              <dd>{invoice.customerEmail ?? "–"}</dd>
            </div>
            <div>
              <dt>Due</dt>
              <dd>{date(invoice.dueOn)}</dd>
            </div>
          </dl>
          <table className="list plain">
            <thead>
              <tr>
                <th>Position</th>
                {invoice.lines?.some(({ cost }) => cost !== undefined) && <th className="amount">Cost</th>}
                <th className="amount">Amount</th>
              </tr>
            </thead>
            <tbody>
              {invoice.lines?.map((line) => (
                <tr key={line.id}>
                  <td>{line.text}</td>
                  {line.cost !== undefined && <td className="amount soft">{money(line.cost)}</td>}
                  <td className="amount">{money(line.amount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </article>
        <aside className="stack">
          {invoice.internalNotes !== undefined && (
            <section className="card pad">
              <h2>Internal notes</h2>
              <p className="soft">{invoice.internalNotes || "None."}</p>
            </section>
          )}
          {mayShare && <ShareBox id={id} />}
        </aside>
      </div>
    </main>
  );
}
