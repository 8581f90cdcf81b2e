// Signs out, and has the browser forget what it kept.
import { cookies } from "next/headers";
import { COOKIE } from "@/lib/session";

export async function POST(): Promise<Response> {
  (await cookies()).delete(COOKIE);
  return new Response(null, { status: 303, headers: { location: "/sign-in", "clear-site-data": '"cache"' } });
}
