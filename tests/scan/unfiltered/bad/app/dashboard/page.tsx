import { createAdminClient } from "@/lib/supabase/admin";

export default async function Dashboard() {
  const admin = createAdminClient();
  const { data } = await admin.from("invoices").select("id, number"); // expect OG3203
  return <pre>{JSON.stringify(data)}</pre>;
}
