// A mistake, kept to show what becomes of it: rows are checked inside a cache that is shared
// by everybody, so that the first caller's answer is everybody's. The guard refuses that,
// loudly. `lib/cached.ts` shows how it is done.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

async function invoicesFor(workspace: string) {
  "use cache";
  return og.filter("invoice.list", () => db.invoices(workspace));
}

export default async function UseCache({ params }: PageProps<"/mistakes/use-cache/[workspace]">) {
  const { workspace } = await params;
  const invoices = await invoicesFor(workspace);
  return <main className="alone">{invoices.map(({ id, number, customerName }) => <p key={id}>{`${number} ${customerName}`}</p>)}</main>;
}
