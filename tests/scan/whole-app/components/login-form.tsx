"use client";

import { useState } from "react";
import { createClient } from "@/lib/supabase/client";

export function LoginForm() {
  const [email, setEmail] = useState("");
  const supabase = createClient();
  return (
    <form onSubmit={() => supabase.auth.signInWithOtp({ email })}>
      <input value={email} onChange={(event) => setEmail(event.target.value)} />
      {/* the key of the browser is public: sk_live_ and the like never stand here */}
      <button>Send a link</button>
    </form>
  );
}
