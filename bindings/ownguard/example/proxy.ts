// Before every page: sends the signed-out to the door, and keeps answers out of caches. It is
// no wall: each page, route and action asks the guard for itself.
import { og } from "@/lib/guard";

export const proxy = og.proxy({ signIn: "/sign-in", public: ["/", "/sign-in", "/s/*", "/session/*"] });

export const config = { matcher: "/((?!_next/static).*)" };
