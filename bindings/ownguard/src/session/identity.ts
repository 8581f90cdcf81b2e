// The `[identity]` table that a token source hands to the core, out of the options of its preset.
// Text is passed on as it is, also `env:NAME`; what was meant and is not there is a fault.

import { OwnguardError } from "../core/errors.js";
import type { TokenSource, ClaimSource } from "../guard/types.js";

/**
 * A setting: its text, or `env:` and the name of the variable that holds it. `undefined` is what
 * `process.env.NAME` gives where NAME is not set: every check then denies, and the error names it.
 */
export type Given = string | undefined;

/** A signature algorithm. */
export type Algorithm = "HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "EdDSA";

/**
 * Where in a token (or in what `claims(fn)` returns) facts stand: paths such as `app_metadata.status`.
 * Paths to what the person can edit (`user_metadata`, `unsafe_metadata`) are refused.
 */
export interface ClaimPaths {
  /** The person's id, which owner columns hold; `sub` unless given. */
  readonly sub?: string;
  /** `active`, or the person is suspended. */
  readonly status?: string;
  /** What marks a guest: a claim that is true, or one that equals a text. */
  readonly guest?: string | { readonly claim: string; readonly equals: string };
  /** Whether the e-mail address is verified. */
  readonly verified?: string;
  /** Staff roles: a list, or one. */
  readonly staff?: string;
  /** The person's plan, in an app without tenancy. */
  readonly plan?: string;
  /** The tenant that is active in the session; together with `role`. */
  readonly tenant?: string;
  /** The role in that tenant. */
  readonly role?: string;
  /** The name of the service, in a service's token. */
  readonly service?: string;
}

/** What every source of tokens can be told besides. */
export interface Tokens {
  /** What `iss` must be, where the preset would say otherwise. */
  readonly issuer?: Given;
  /** What `aud` must name: one of these. */
  readonly audience?: Given | readonly Given[];
  /** Where the issuer publishes its public keys, where the preset would say otherwise. */
  readonly jwks?: Given;
  /** The only algorithms that are accepted. */
  readonly algorithms?: Algorithm | readonly Algorithm[];
  /** More cookies that hold the token itself. */
  readonly cookies?: string | readonly string[];
  /** Request headers whose whole value is the token, beside `Authorization: Bearer`. */
  readonly headers?: string | readonly string[];
  /** The longest time from `iat` to `exp`, such as `"1h"`. */
  readonly maxLifetime?: string;
  /** How far the issuer's clock may differ, such as `"30s"`; at most a minute. */
  readonly skew?: string;
  /** Where facts stand in the token. */
  readonly claims?: ClaimPaths;
}

/** Settings of a preset beside those of {@link Tokens}, by their key in the table. */
type Own = Readonly<Record<string, Given | readonly Given[]>>;

/**
 * The source, or one that says what is not set whenever somebody asks. `project` is what the preset
 * calls the key of that name.
 */
export function source(preset: string, project: string, own: Own, given: Tokens): TokenSource | ClaimSource {
  const settings: Own = { ...own, ...picked(given, ["issuer", "audience", "jwks"]) };
  for (const [key, value] of Object.entries(settings)) {
    const values: readonly Given[] = typeof value === "object" ? value : [value];
    if (values.length === 0 || values.some((text) => text === undefined || text === "")) {
      return broken(unset(preset, key === "project" ? project : key));
    }
  }
  const { algorithms, cookies, headers, maxLifetime, skew, claims } = given;
  const rest = { algorithms, cookies, headers, max_lifetime: maxLifetime, skew, claims };
  const stated = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { kind: "tokens", identity: { preset, ...settings, ...Object.fromEntries(stated) } };
}

/** A source that is set up wrongly: nobody is let in, and whoever asks is told why. */
export function broken(error: OwnguardError): ClaimSource {
  return { kind: "claims", read: () => Promise.reject(error) };
}

/** What the caller of a preset names although it is not there. */
export function unset(call: string, name: string): OwnguardError {
  return new OwnguardError(
    "unset",
    `\`${name}\` of \`${call}()\` is not set`,
    `set the variable that it is read from where the app runs, or write \`${name}: "env:NAME"\` so that the error names it`,
  );
}

/** The members that were given, also as `undefined`. */
function picked<T extends object, K extends keyof T & string>(from: T, keys: readonly K[]): Own {
  const entries = keys.filter((key) => key in from).map((key) => [key, from[key]] as const);
  return Object.fromEntries(entries) as Own;
}

/** The value of a variable of this process; nothing where there is no process. */
export function variable(name: string): string | undefined {
  const value = typeof process === "undefined" ? undefined : process.env?.[name];
  return value === "" ? undefined : value;
}

/** `env:` and the first of the names that is set; the first where none is. */
export function fromVariable(names: readonly [string, ...string[]]): `env:${string}` {
  return `env:${names.find((name) => variable(name) !== undefined) ?? names[0]}`;
}
