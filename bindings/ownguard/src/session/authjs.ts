// Sessions of Auth.js (NextAuth): a JWE in a cookie, decrypted with the app's own secret. The
// decryption is jose's, loaded when the first such cookie comes; what was decrypted is kept.

import { Denied, OwnguardError } from "../core/errors.js";
import type { SessionSource } from "../guard/types.js";
import { invalid, isRecord, meaning, refuseActor } from "./claims.js";
import { sessionCookie } from "./cookie.js";
import { unset, variable, type ClaimPaths, type Given } from "./identity.js";
import { Keep } from "./keep.js";

/** What {@link authjs} takes. */
export interface AuthjsOptions {
  /**
   * The secret that sessions are encrypted with, or several while it is changed, the newest first.
   * Unless given, of the variable `AUTH_SECRET` (and `AUTH_SECRET_1` … `AUTH_SECRET_3`) or
   * `NEXTAUTH_SECRET`.
   */
  readonly secret?: Given | readonly Given[];
  /** The name of the session cookie, where the app changed it. */
  readonly cookie?: string;
  /** 5 (`next-auth@5`, `@auth/*`) unless given; 4 for `next-auth@4`. */
  readonly version?: 4 | 5;
  /** Only the cookie `__Secure-…` (`true`) or only the one without (`false`); both unless given. */
  readonly secure?: boolean;
  /** Where facts stand in the token that the `jwt` callback makes. */
  readonly claims?: ClaimPaths;
}

type Payload = Readonly<Record<string, unknown>>;

/** How a version writes its cookie. */
interface Version {
  readonly cookie: string;
  readonly enc: "A256CBC-HS512" | "A256GCM";
  readonly keyBytes: number;
  salt(cookie: string): string;
  info(cookie: string): string;
}

const VERSIONS: Readonly<Record<4 | 5, Version>> = {
  5: {
    cookie: "authjs.session-token",
    enc: "A256CBC-HS512",
    keyBytes: 64,
    salt: (cookie) => cookie,
    info: (cookie) => `Auth.js Generated Encryption Key (${cookie})`,
  },
  4: {
    cookie: "next-auth.session-token",
    enc: "A256GCM",
    keyBytes: 32,
    salt: () => "",
    info: () => "NextAuth.js Generated Encryption Key",
  },
};

/**
 * Sessions of Auth.js with the strategy `jwt`, of version 5 and 4, in parts or whole. The person is the
 * token's `sub`; what else the `jwt` callback puts there can be named in `claims`. With the strategy
 * `database` the cookie holds nothing that could be checked: use `claims(() => auth())`.
 *
 * @example
 * ```ts
 * const og = createGuard({ model, session: authjs({ secret: process.env.AUTH_SECRET }) });
 * const old = createGuard({ model, session: authjs({ version: 4, claims: { role: "role", tenant: "team" } }) });
 * ```
 */
export function authjs(options: AuthjsOptions = {}): SessionSource {
  const version = VERSIONS[options.version ?? 5];
  if (version === undefined) {
    throw new OwnguardError("session_refused", "`version` of `authjs()` is neither 4 nor 5", "leave it out for `next-auth@5`");
  }
  let sessions: readonly Sessions[] | undefined;
  // By all cookies of a request, which seldom change from one to the next, before by the session's.
  const kept = new Keep<Payload>();
  const read = async (headers: Headers): Promise<Payload | null> => {
    const header = headers.get("cookie");
    const known = header === null ? undefined : kept.get(header);
    if (known !== undefined) return known;
    sessions ??= names(version, options).map((name) => new Sessions(name, version, secrets(options)));
    const found = header === null ? null : await one(sessions, header);
    if (found !== null && header !== null) kept.put(header, found);
    return found;
  };
  return { kind: "claims", read, ...meaning(options.claims) };
}

/** The session of a request, the first where two are of one person (rule 24). */
async function one(sessions: readonly Sessions[], header: string): Promise<Payload | null> {
  let first: Payload | null = null;
  for (const session of sessions) {
    const found = await session.in(header);
    if (found !== null && first !== null && found["sub"] !== first["sub"]) {
      throw new Denied({ reason: "two_subjects", status: 400, missing: [] });
    }
    first ??= found;
  }
  return first;
}

function names(version: Version, { cookie, secure }: AuthjsOptions): readonly string[] {
  if (cookie !== undefined) return [cookie];
  return [`__Secure-${version.cookie}`, version.cookie].filter((_, at) => secure === undefined || secure === (at === 0));
}

/** Looked up when the first request comes: what starts an app may still be reading its variables. */
function secrets(options: AuthjsOptions): readonly string[] {
  if (!("secret" in options)) {
    const current = variable("AUTH_SECRET") ?? variable("NEXTAUTH_SECRET");
    const others = ["AUTH_SECRET_1", "AUTH_SECRET_2", "AUTH_SECRET_3"].map(variable);
    const found = [current, ...others].filter((secret) => secret !== undefined);
    if (found.length > 0) return found;
    throw new OwnguardError(
      "unset",
      "`AUTH_SECRET` is not set",
      "set it where the app runs to what Auth.js uses, or give `authjs({ secret })`",
    );
  }
  const given = typeof options.secret === "object" ? options.secret : [options.secret];
  const usable = given.filter((secret): secret is string => secret !== undefined && secret !== "");
  if (usable.length === 0 || usable.length < given.length) throw unset("authjs", "secret");
  return usable;
}

/** The sessions in the cookie of one name. */
class Sessions {
  readonly #name: string;
  readonly #version: Version;
  readonly #secrets: readonly string[];
  readonly #kept = new Keep<Payload>();
  #keys: Promise<readonly Uint8Array[]> | undefined;

  constructor(name: string, version: Version, secrets: readonly string[]) {
    this.#name = name;
    this.#version = version;
    this.#secrets = secrets;
  }

  /** What the cookie says, `null` where there is none. */
  async in(header: string): Promise<Payload | null> {
    const token = sessionCookie(header, this.#name);
    if (token === undefined) return null;
    const kept = this.#kept.get(token);
    if (kept !== undefined) return kept;
    const payload = read(await this.#decrypted(token));
    this.#kept.put(token, payload);
    return payload;
  }

  async #decrypted(token: string): Promise<Uint8Array> {
    const { compactDecrypt } = await import("jose/jwe/compact/decrypt");
    this.#keys ??= Promise.all(this.#secrets.map((secret) => derived(secret, this.#name, this.#version)));
    const options = {
      keyManagementAlgorithms: ["dir" as const],
      contentEncryptionAlgorithms: [this.#version.enc],
      maxDecompressedLength: 0,
    };
    for (const key of await this.#keys) {
      try {
        return (await compactDecrypt(token, key, options)).plaintext;
      } catch {
        // Another secret may fit; which one failed, and how, is nobody's business.
      }
    }
    throw invalid();
  }
}

/** The key of a secret, as Auth.js derives it (RFC 5869). */
async function derived(secret: string, cookie: string, version: Version): Promise<Uint8Array> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", bytes(secret), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: bytes(version.salt(cookie)), info: bytes(version.info(cookie)) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, version.keyBytes * 8));
}

/** The claims of a session. Auth.js always says when one was made and when it ends. */
function read(plaintext: Uint8Array): Payload {
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
  } catch {
    throw invalid();
  }
  if (!isRecord(payload) || typeof payload["exp"] !== "number" || typeof payload["iat"] !== "number") throw invalid();
  refuseActor(payload);
  return frozen(payload);
}

/** What is kept is handed out many times. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
