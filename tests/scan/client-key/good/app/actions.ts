"use server";

export async function upload() {
  return process.env.SUPABASE_SERVICE_ROLE_KEY;
}
