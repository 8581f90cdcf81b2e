// All invoices of the workspace, or those of one status.
import type { Metadata } from "next";
import Link from "next/link";
import { InvoiceTable } from "@/components/invoice-table";
import { place } from "ownguard";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const metadata: Metadata = { title: "Invoices" };

const STATUSES = ["open", "late", "paid", "draft"];

export default async function Invoices({ params, searchParams }: PageProps<"/w/[workspace]/invoices">) {
  const { workspace: slug } = await params;
  const { status } = await searchParams;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  const invoices = await og.filter("invoice.list", () => db.invoices(workspace.id));
  const mayCreate = await og.can("invoice.create", place({ tenant: workspace.id }));
  const shown = invoices.filter((invoice) => !status || invoice.status === status);
  const here = `/w/${slug}/invoices`;
  return (
    <main className="page stack">
      <header>
        <div>
          <h1>Invoices</h1>
          <p>
            {invoices.length} of {workspace.name}
          </p>
        </div>
        {mayCreate && (
          <Link className="button primary" href={`${here}/new`} prefetch={false}>
            New invoice
          </Link>
        )}
      </header>
      <nav className="chips" aria-label="Status">
        {[undefined, ...STATUSES].map((each) => (
          <Link key={each ?? "all"} href={each ? `${here}?status=${each}` : here} aria-current={each === status ? "page" : undefined} prefetch={false}>
            {each ?? "all"}
          </Link>
        ))}
      </nav>
      <section className="card">
        <InvoiceTable base={`/w/${slug}`} invoices={shown} />
      </section>
    </main>
  );
}
