// Signing in and out: a signed token in a cookie. ownguard only ever checks it; what it
// must look like stands in `[identity]` of ownguard.toml.
import { SignJWT } from "jose";

export const COOKIE = "session";
export const LIFETIME = 8 * 60 * 60;

/** A token that says who somebody is. It says nothing of workspaces: those are asked for. */
export function sign(subject: string): Promise<string> {
  const secret = process.env["SESSION_SECRET"];
  if (!secret) throw new Error("`SESSION_SECRET` is not set; write it into `.env`");
  return new SignJWT({ email_verified: true })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setIssuer("https://folio.example")
    .setAudience("folio")
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME}s`)
    .sign(new TextEncoder().encode(secret));
}
