// Sources whose tokens the core itself finds and verifies: Clerk, Supabase, any issuer of JWTs.
// Nothing is asked of the provider but its public keys, and those are kept.

import { OwnguardError } from "../core/errors.js";
import type { SessionSource } from "../guard/types.js";
import { broken, fromVariable, source, type Given, type Tokens } from "./identity.js";

/** What {@link clerk} takes. */
export interface ClerkOptions extends Tokens {
  /**
   * The publishable key `pk_…`, or the URL of the Frontend API. Unless given, of the variable
   * `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` or `CLERK_PUBLISHABLE_KEY`.
   */
  readonly publishableKey?: Given;
  /** The app's origins, which `azp` of a token must be: `["https://app.example.com"]`. */
  readonly parties: Given | readonly Given[];
}

/**
 * Sessions of Clerk: `Authorization: Bearer`, or the cookie `__session` (with the app's suffix, where
 * there is one). The active organisation is the tenant, its role without `org:` the role. Tokens of
 * sessions that are not complete (`sts: "pending"`) count as suspended; impersonation is refused.
 *
 * @example
 * ```ts
 * const og = createGuard({ model, session: clerk({ parties: ["https://app.example.com"] }) });
 * ```
 */
export function clerk(options: ClerkOptions): SessionSource {
  need("clerk", options, "parties", `the app's origins: \`parties: ["https://app.example.com"]\``);
  const { parties } = options;
  const variables = ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_PUBLISHABLE_KEY"] as const;
  const project = "publishableKey" in options ? options.publishableKey : fromVariable(variables);
  const foreign = (typeof parties === "object" ? parties : [parties]).find((party) => party && !isParty(party));
  if (foreign) return unusable(`\`${foreign}\` in \`parties\` of \`clerk()\``, originMend(foreign));
  if (project && !/^(env:|pk_|https?:)/.test(project)) {
    return unusable("`publishableKey` of `clerk()`", "give the key that begins with `pk_`, or the URL of the Frontend API");
  }
  return source("clerk", "publishableKey", { project, parties }, options);
}

/** What {@link supabase} takes. */
export interface SupabaseOptions extends Tokens {
  /**
   * The project's URL, `https://<ref>.supabase.co`. Unless given, of the variable
   * `NEXT_PUBLIC_SUPABASE_URL` or `SUPABASE_URL`.
   */
  readonly url?: Given;
  /**
   * For projects that still sign with a shared secret (HS256): the variable that holds it, as
   * `"env:SUPABASE_JWT_SECRET"`. Public keys are then not asked for.
   */
  readonly secret?: `env:${string}`;
}

/**
 * Sessions of Supabase: `Authorization: Bearer`, or the cookies that `@supabase/ssr` writes, in parts
 * or whole. An anonymous sign-in is a guest. Status, staff roles and plan are read from
 * `app_metadata`, never from `user_metadata`, which people can edit; memberships from where the model's
 * `facts` say.
 *
 * @example
 * ```ts
 * const og = createGuard({ model, session: supabase({ url: process.env.NEXT_PUBLIC_SUPABASE_URL }) });
 * ```
 */
export function supabase(options: SupabaseOptions = {}): SessionSource {
  const variables = ["NEXT_PUBLIC_SUPABASE_URL", "SUPABASE_URL"] as const;
  const project = "url" in options ? options.url : fromVariable(variables);
  if (project && !isOrigin(project.replace(/\/$/, ""))) {
    return unusable("`url` of `supabase()`", "give the project's URL without a path: `https://<ref>.supabase.co`");
  }
  return source("supabase", "url", { project, ...secret("supabase", options.secret) }, shared("supabase", options));
}

/** What {@link jwt} takes. */
export interface JwtOptions extends Tokens {
  /** What `iss` of a token must be. */
  readonly issuer: Given;
  /** What `aud` of a token must name: one of these. */
  readonly audience: Given | readonly Given[];
  /** Where the issuer publishes its public keys; this or `secret`. */
  readonly jwks?: Given;
  /** The variable that holds the shared secret, as `"env:JWT_SECRET"`; HS256 unless `algorithms` says otherwise. */
  readonly secret?: `env:${string}`;
  /** What `azp` of a token must be: one of these. */
  readonly parties?: Given | readonly Given[];
}

/**
 * Tokens of any other issuer: `Authorization: Bearer`, and the `cookies` and `headers` that are named.
 *
 * @example
 * ```ts
 * const og = createGuard({
 *   model,
 *   session: jwt({
 *     issuer: "https://login.example.com",
 *     audience: "https://api.example.com",
 *     jwks: "https://login.example.com/.well-known/jwks.json",
 *     cookies: "session",
 *   }),
 * });
 * ```
 */
export function jwt(options: JwtOptions): SessionSource {
  need("jwt", options, "issuer", "what `iss` of a token must be");
  need("jwt", options, "audience", "what `aud` of a token must name: without it tokens for any other app would pass");
  if (options.secret === undefined) {
    need("jwt", options, "jwks", "where the issuer publishes its keys, or `secret: \"env:JWT_SECRET\"`");
  }
  const parties = "parties" in options ? { parties: options.parties } : {};
  return source("jwt", "issuer", { ...secret("jwt", options.secret), ...parties }, shared("jwt", options));
}

/** With a secret, only what it signs is accepted unless said otherwise: no key set is asked for. */
function shared(call: string, options: Tokens & { readonly secret?: string }): Tokens {
  const { algorithms = [], secret } = options;
  const symmetric = (typeof algorithms === "string" ? [algorithms] : algorithms).find((one) => one.startsWith("HS"));
  if (symmetric !== undefined && secret === undefined) {
    const text = `\`${symmetric}\` in \`algorithms\` of \`${call}()\` needs a shared secret, never a published key`;
    throw new OwnguardError("session_refused", text, 'give `secret: "env:JWT_SECRET"`, or name an algorithm such as `ES256`');
  }
  return secret === undefined ? options : { algorithms: "HS256", ...options };
}

function secret(call: string, given: string | undefined): { readonly secret?: string } {
  if (given === undefined) return {};
  if (given.startsWith("env:")) return { secret: given };
  throw new OwnguardError(
    "bad_setting",
    `\`secret\` of \`${call}()\` holds something else than the name of a variable`,
    "name the variable that holds it: `secret: \"env:JWT_SECRET\"`",
  );
}

/** What TypeScript asks for, asked of JavaScript too. */
function need(call: string, options: object, name: string, what: string): void {
  if (name in options) return;
  throw new OwnguardError("session_refused", `\`${call}()\` needs \`${name}\``, `say ${what}`);
}

/** A setting that is there and cannot be what it says. */
function unusable(what: string, mend: string): SessionSource {
  return broken(new OwnguardError("bad_setting", `${what} is not usable`, mend));
}

/** Whether it is an origin as browsers write them, or the name of a variable. */
function isOrigin(text: string): boolean {
  return text.startsWith("env:") || (URL.canParse(text) && new URL(text).origin === text);
}

/** Clerk writes the origin of the page into `azp`, which a browser extension has too. */
function isParty(text: string): boolean {
  return isOrigin(text) || (text.includes("://") && !/^https?:/.test(text));
}

/** The origin that was meant: with a path behind it nobody would be let in. */
function originMend(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  return origin === "null" ? "write scheme and host: `https://app.example.com`" : `write \`${origin}\``;
}
