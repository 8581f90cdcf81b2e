// A mistake, kept to show what becomes of it: a page with somebody's rows is made once and
// served to everybody for a minute. The guard refuses to make it.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const revalidate = 60;
export const generateStaticParams = () => [];

export default async function Static({ params }: PageProps<"/mistakes/isr/[workspace]">) {
  const { workspace } = await params;
  const invoices = await og.filter("invoice.list", () => db.invoices(workspace));
  return <main className="alone">{invoices.map(({ id, number, customerName }) => <p key={id}>{`${number} ${customerName}`}</p>)}</main>;
}
