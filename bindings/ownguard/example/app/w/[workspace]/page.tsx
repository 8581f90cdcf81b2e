// The overview: sums that the database makes under the guard's condition, and the latest
// invoices out of a shared cache, guarded behind it.
import { InvoiceTable } from "@/components/invoice-table";
import { latestInvoices } from "@/lib/cached";
import { og } from "@/lib/guard";
import { db, sql } from "@/lib/db";
import { money } from "@/lib/format";
import { nameOf } from "@/lib/people";

export default async function Overview({ params }: PageProps<"/w/[workspace]">) {
  const { workspace: slug } = await params;
  const workspace = await og.own("workspace.read", () => db.workspace(slug));
  const where = (await og.where("invoice.list", { tenant: workspace.id })).sql();
  const sums = await sql<{ status: string; sum: number }>(
    `select status, sum(total)::int as sum from invoices where ${where.text} group by status`,
    where.params,
  );
  const latest = await og.filter("invoice.list", () => latestInvoices(workspace.id));
  const { subject } = await og.session();
  const sumOf = (...statuses: string[]) =>
    money(sums.filter(({ status }) => statuses.includes(status)).reduce((total, { sum }) => total + sum, 0));
  return (
    <main className="page stack">
      <header>
        <div>
          <h1>Hello {nameOf(subject).split(" ")[0]}</h1>
          <p>What {workspace.name} is owed, and what came in.</p>
        </div>
      </header>
      <dl className="figures">
        <div className="card">
          <dt>Open</dt>
          <dd>{sumOf("open", "late")}</dd>
        </div>
        <div className="card">
          <dt>Overdue</dt>
          <dd>{sumOf("late")}</dd>
        </div>
        <div className="card">
          <dt>Paid</dt>
          <dd>{sumOf("paid")}</dd>
        </div>
      </dl>
      <section className="card">
        <div className="pad" style={{ paddingBottom: 6 }}>
          <h2>Latest invoices</h2>
        </div>
        <InvoiceTable base={`/w/${slug}`} invoices={latest} />
      </section>
    </main>
  );
}
