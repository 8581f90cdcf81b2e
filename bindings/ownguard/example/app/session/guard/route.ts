// Turns the guard of the whole example off and on. No app of yours has such a route.
import { revalidatePath } from "next/cache";
import { toggleGuard } from "@/lib/switch";

export async function POST(request: Request): Promise<Response> {
  toggleGuard();
  revalidatePath("/", "layout"); // what was cached unguarded must not outlive the switch
  const from = request.headers.get("referer");
  const path = from ? new URL(from).pathname : "/";
  return new Response(null, { status: 303, headers: { location: path } });
}
