import { createClient } from "@/lib/supabase/server";

export default async function Dashboard() {
  const supabase = await createClient();
  const { data } = await supabase.from("invoices").select("id, number");
  return <pre>{JSON.stringify(data)}</pre>;
}
