import { createClient } from "@/lib/supabase/server";

export async function invoices() {
  const supabase = await createClient();
  const { data } = await supabase.from("invoices").select("id, number, total").order("number");
  return data;
}

export async function plans() {
  const supabase = await createClient();
  return supabase.from("plans").select("*");
}

export async function count() {
  const supabase = await createClient();
  return supabase.from("invoices").select("*", { count: "exact", head: true });
}

export async function text(pool: { query(text: string): unknown }) {
  const label = "select * invoices from the list";
  return pool.query("select count(*) from invoices") ?? label;
}

export const help = "Multiply a * b, then select one from invoices";
