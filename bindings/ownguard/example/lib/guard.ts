// The guard of the app: who asks, what the model says, and what the app knows of them. An app
// of your own needs `createGuard` alone; `switchable` is here so that you can see the leaks.
import { jwt } from "ownguard";
import { guardTools } from "ownguard/ai";
import { createGuard } from "ownguard/next";
import { model } from "@/ownguard.gen";
import { db } from "./db";
import { COOKIE } from "./session";
import { isGuarded, switchable } from "./switch";

const guard = createGuard({
  model,
  signIn: "/sign-in",
  session: jwt({
    issuer: "https://folio.example",
    audience: "folio",
    secret: "env:SESSION_SECRET",
    cookies: COOKIE,
    claims: { status: "status", guest: "guest", verified: "email_verified", staff: "staff" },
  }),
  facts: async (subject) => ({ memberships: await db.membershipsOf(subject) }),
});

export const og = switchable(guard);

/** Who asks, and what they may do. */
export type Session = Awaited<ReturnType<typeof og.session>>;

/** Makes tools of the `ai` package that act for the caller, in one workspace. */
export function ownTools(session: Session, tenant: string) {
  const own = guardTools(guard, session, { tenant });
  return isGuarded() ? own : (((_: string, tool: unknown) => tool) as typeof own);
}
