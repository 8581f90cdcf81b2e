// Sessions that the app itself verified: `claims(fn)` takes what its own `auth()` returns. Which
// member says who it is is told from the shape; what cannot be told is refused, never guessed.

import { Denied, OwnguardError } from "../core/errors.js";
import type { SessionSource } from "../guard/types.js";
import { type ClaimPaths } from "./identity.js";

/** What {@link claims} takes besides. */
export interface ClaimsOptions {
  /** Where in what the function returns facts stand. */
  readonly claims?: ClaimPaths;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Sessions that the app verifies itself. The function gets the request's headers and returns what is
 * known of the caller, or `null` where nobody is signed in:
 * - claims with a `sub`, as they are;
 * - what `auth()` of Auth.js, `auth()` of Clerk, or `getSession` of Better Auth returns: the person is
 *   `user.id` or `userId`, and the session ends with it.
 *
 * What the function throws denies every check of the request.
 *
 * @example
 * ```ts
 * const og = createGuard({ model, session: claims(() => auth()) });
 *
 * const other = createGuard({
 *   model,
 *   session: claims(async (headers) => {
 *     const user = await userOf(headers.get("x-api-key"));
 *     return user ? { sub: user.id, workspaces: user.workspaces } : null;
 *   }),
 * });
 * ```
 */
export function claims(
  read: (headers: Headers) => Promise<object | null | undefined> | object | null | undefined,
  options: ClaimsOptions = {},
): SessionSource {
  if (typeof read !== "function") {
    throw new OwnguardError("session_refused", "`claims()` needs a function", "write `claims(() => auth())`");
  }
  const named = options.claims?.sub !== undefined;
  const known = async (headers: Headers): Promise<Claims | null> => {
    const found = await read(headers);
    return found === null || found === undefined ? null : vouched(found, named);
  };
  return { kind: "claims", read: known, ...meaning(options.claims) };
}

/** The table that says what claims mean. None, and the model's own says it. */
export function meaning(paths: ClaimPaths | undefined): { readonly identity?: Claims } {
  // The preset whose tokens the core does not read; the secret is never looked up for claims.
  return paths === undefined ? {} : { identity: { preset: "authjs", secret: "env:AUTH_SECRET", claims: paths } };
}

/** Rule 24: who acts for somebody else is not that somebody. */
export function refuseActor(claims: Claims): void {
  if (claims["act"] !== undefined && claims["act"] !== null) throw invalid();
}

/** A credential that is there and does not hold. */
export function invalid(): Denied {
  return new Denied({ reason: "token_invalid", status: 401, missing: [] });
}

function vouched(found: unknown, named: boolean): Claims | null {
  if (!isRecord(found)) {
    throw unclear("what the function of `claims()` returned is not an object", "return claims with a `sub`, or null");
  }
  if ("userId" in found && "sessionClaims" in found) return ofClerk(found);
  refuseActor(found);
  if (named || typeof found["sub"] === "string") return found;
  const { sub, user, session } = found;
  if (sub === undefined && (user === null || (user === undefined && session === null))) return null;
  const id = subject(sub ?? (isRecord(user) ? user["id"] : undefined));
  if (id === undefined) {
    throw unclear(
      "the session that the function of `claims()` returned does not say who it is",
      "return `sub`; with Auth.js put it there in the `session` callback: `session.user.id = token.sub`; " +
        "or say where it stands: `claims(fn, { claims: { sub: \"user.uid\" } })`",
    );
  }
  const ends = found["expires"] ?? (isRecord(session) ? session["expiresAt"] : undefined);
  return { ...found, sub: id, ...(ends === undefined ? {} : { exp: seconds(ends) }) };
}

/** What Clerk's `auth()` returns: its claims are those of the token. */
function ofClerk(auth: Claims): Claims | null {
  const { userId, sessionClaims } = auth;
  if (userId === null || userId === undefined) return null;
  if (!isRecord(sessionClaims) || sessionClaims["sub"] !== userId) throw invalid();
  refuseActor(sessionClaims);
  return sessionClaims;
}

function subject(id: unknown): string | undefined {
  if (typeof id === "string" && id !== "") return id;
  const whole = typeof id === "bigint" || (typeof id === "number" && Number.isSafeInteger(id));
  return whole ? String(id) : undefined;
}

function seconds(ends: unknown): number {
  const at = ends instanceof Date ? ends.getTime() : typeof ends === "string" ? Date.parse(ends) : NaN;
  if (Number.isFinite(at)) return Math.floor(at / 1000);
  throw unclear(
    "when the session ends, which the function of `claims()` returned, is not a time",
    "return `exp` in unix seconds, or leave it out",
  );
}

function unclear(text: string, mend: string): OwnguardError {
  return new OwnguardError("claims_refused", text, mend);
}

export function isRecord(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
