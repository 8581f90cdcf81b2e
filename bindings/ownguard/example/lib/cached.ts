// What is kept for everybody: rows by workspace, before anybody is asked about. The guard
// stands behind the cache, at the page; inside it, it would refuse (see app/mistakes).
import { cacheLife } from "next/cache";
import { db } from "./db";

export async function latestInvoices(workspace: string) {
  "use cache";
  cacheLife("seconds");
  return (await db.invoices(workspace)).slice(0, 4);
}
