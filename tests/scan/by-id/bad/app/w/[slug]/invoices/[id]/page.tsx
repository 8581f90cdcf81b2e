import { db } from "@/lib/db";
import { invoices } from "@/lib/schema";
import { eq } from "drizzle-orm";

export default async function Invoice(props: { params: Promise<{ id: string }> }) {
  const params = await props.params;
  const invoice = await db.query.invoices.findFirst({ where: eq(invoices.id, params.id) }); // expect OG3204
  return <h1>{invoice?.number}</h1>;
}
