"use client";

import { createClient } from "@supabase/supabase-js";
import { upload } from "@/app/actions";
import type { Secret } from "@/lib/secrets";

const supabase = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY!);

export function Upload({ secret }: { secret: Secret }) {
  const key = process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY;
  return <form action={upload}>{String(secret)}{key}{String(supabase)}</form>;
}
