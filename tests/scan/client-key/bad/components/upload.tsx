"use client";

import { createClient } from "@supabase/supabase-js";
import { openai } from "@/lib/openai";
import type { Secret } from "@/lib/secrets";

const supabase = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env.SUPABASE_SERVICE_ROLE_KEY!); // expect OG3205

export function Upload({ secret }: { secret: Secret }) {
  return <button onClick={() => supabase.storage.from("files").upload(String(secret), openai())}>Upload</button>;
}
