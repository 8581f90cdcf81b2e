import { timingSafeEqual } from "node:crypto";
import { digest } from "@/lib/digest";

export async function GET(request: Request) {
  const given = Buffer.from(request.headers.get("authorization") ?? "");
  const wanted = Buffer.from(`Bearer ${process.env.CRON_SECRET}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return new Response(null, { status: 401 });
  return Response.json(await digest());
}
