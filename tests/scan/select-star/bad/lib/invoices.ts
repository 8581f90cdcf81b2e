import { createClient } from "@/lib/supabase/server";

export async function invoices() {
  const supabase = await createClient();
  const { data } = await supabase.from("invoices").select("*").order("number"); // expect OG3202
  return data;
}

export async function notes(sql: (parts: TemplateStringsArray, ...values: unknown[]) => unknown, user: string) {
  return sql`SELECT * FROM notes WHERE user_id = ${user}`; // expect OG3202
}

export async function joined(pool: { query(text: string): unknown }) {
  return pool.query("select w.name, i.* from invoices i join workspaces w on w.id = i.workspace_id"); // expect OG3202
}

export async function all() {
  const supabase = await createClient();
  return supabase // expect OG3202
    .from("workspaces")
    .select();
}
