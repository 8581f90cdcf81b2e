// A mistake, kept to show what becomes of it: "my invoices" are kept under a key that does
// not say whose. The guard inside refuses to run there.
import { unstable_cache } from "next/cache";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export default async function Mine() {
  const { subject } = await og.session();
  const mine = unstable_cache(async () => {
    const [workspace] = subject ? await db.workspacesOf(subject) : [];
    return og.filter("invoice.list", () => db.invoices(String(workspace?.["id"])));
  }, ["my-invoices"]);
  const invoices = await mine();
  return <main className="alone">{invoices.map(({ id, number, customerName }) => <p key={id}>{`${number} ${customerName}`}</p>)}</main>;
}
