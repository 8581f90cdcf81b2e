// Signs somebody in, and out again (`/session/end`). Plain forms, so that leaving loads a new
// document: nothing of the last person stays in the memory of the page.
import { cookies } from "next/headers";
import { isPerson, people } from "@/lib/people";
import { COOKIE, LIFETIME, sign } from "@/lib/session";

export async function POST(request: Request): Promise<Response> {
  const person = (await request.formData()).get("person");
  if (!isPerson(person)) return new Response("nobody of that name", { status: 400 });
  (await cookies()).set(COOKIE, await sign(people[person].id), {
    httpOnly: true,
    sameSite: "lax",
    secure: request.headers.get("x-forwarded-proto") === "https",
    path: "/",
    maxAge: LIFETIME,
  });
  return new Response(null, { status: 303, headers: { location: `/w/${people[person].workspace}` } });
}
