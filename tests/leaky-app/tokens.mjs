// The app's identity provider: its keys, its key set, tokens for the seed's people,
// and forged tokens (forgeries.mjs). Plain node:crypto, so that no library hides a flaw.
import { createHmac, generateKeyPairSync, sign, verify } from "node:crypto";
import { people } from "./ids.mjs";

export const audience = "authenticated";
export const cookieName = "sb-127-auth-token"; // sb-<first label of the host>-auth-token
const cookieChunk = 3180;
const hour = 3600;

/** RSA and P-256 key pairs with ids; `rotate` replaces them, `publish` adds any JWK to the served set. */
export function createKeys() {
  let generation = 0;
  let current;
  let published = [];
  const keys = {
    /** With `keep` the old keys stay in the key set and go on verifying. */
    rotate({ keep = false } = {}) {
      generation += 1;
      current = { RS256: rsaPair(`rs-${generation}`), ES256: ecPair(`es-${generation}`) };
      const fresh = Object.values(current).map((k) => k.jwk);
      published = keep ? [...fresh, ...published] : fresh;
    },
    publish: (jwk) => published.push(jwk),
    jwks: () => ({ keys: published }),
    get: (alg) => current[alg],
  };
  keys.rotate();
  return keys;
}

export function createTokens(keys, issuer) {
  /**
   * A token for one of `people` (its name or an object like it). Options: `alg` RS256 | ES256, `iat`, `lifetime`
   * (seconds), `expired`, `workspaces`, `status`, `staff`, `claims` (merged on top; undefined removes one),
   * `header` (merged onto the header; undefined removes).
   */
  const tokenFor = (who, options = {}) => {
    const { alg = "ES256", header = {} } = options;
    const key = keys.get(alg);
    return signed({ alg, typ: "JWT", kid: key.kid, ...header }, claimsFor(who, options), key.privateKey);
  };

  const claimsFor = (who, options = {}) => {
    const person = typeof who === "string" ? people[who] : who;
    if (!person) throw new Error(`unknown person \`${who}\``);
    const { expired = false, lifetime = hour, claims = {} } = options;
    const iat = options.iat ?? Math.floor(Date.now() / 1000) - (expired ? 2 * lifetime : 0);
    return {
      iss: issuer(),
      aud: audience,
      sub: person.id,
      email: person.email ?? undefined,
      email_verified: person.verified ?? true,
      is_anonymous: person.guest ?? false,
      role: audience,
      app_metadata: {
        status: options.status ?? person.status ?? "active",
        staff: options.staff ?? person.staff ?? [],
        workspaces: options.workspaces ?? person.workspaces,
      },
      iat,
      exp: iat + lifetime,
      ...claims,
    };
  };

  return {
    tokenFor,
    claimsFor,
    bearer: (who, options) => ({ authorization: `Bearer ${tokenFor(who, options)}` }),
    cookie: (who, options) => ({ cookie: sessionCookie(tokenFor(who, options)) }),
    verify: (token) => verifyToken(token, keys.jwks().keys, issuer()),
  };
}

/** The session as supabase-js keeps it: `base64-` and JSON, in chunks where it is long. */
export function sessionCookie(accessToken) {
  const value = `base64-${base64url(JSON.stringify({ access_token: accessToken, token_type: "bearer" }))}`;
  if (value.length <= cookieChunk) return `${cookieName}=${value}`;
  const parts = value.match(new RegExp(`.{1,${cookieChunk}}`, "g"));
  return parts.map((part, i) => `${cookieName}.${i}=${part}`).join("; ");
}

/** The claims of a good token, else null. Sign-in works in this app; it is what comes after that leaks. */
export function verifyToken(token, jwks, issuer) {
  const [head, body, signature, ...rest] = String(token).split(".");
  if (!signature || rest.length > 0) return null;
  try {
    const { alg, kid } = fromBase64url(head);
    const jwk = jwks.find((k) => k.kid === kid && k.alg === alg);
    if (!jwk) return null;
    const key = { key: jwk, format: "jwk", dsaEncoding: "ieee-p1363" };
    if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) return null;
    const claims = fromBase64url(body);
    const good = claims.iss === issuer && claims.aud === audience && claims.exp > Date.now() / 1000;
    return good ? claims : null;
  } catch {
    return null;
  }
}

export const base64url = (value) => Buffer.from(value).toString("base64url");
const fromBase64url = (value) => JSON.parse(Buffer.from(value, "base64url").toString("utf8"));

export const encodeParts = (header, claims) => `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;

export function signInput(input, privateKey, dsaEncoding = "ieee-p1363") {
  return `${input}.${sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding }).toString("base64url")}`;
}

export const signed = (header, claims, privateKey) => signInput(encodeParts(header, claims), privateKey);

export const hmacSigned = (header, claims, secret) => {
  const input = encodeParts(header, claims);
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
};

export function rsaPair(kid, modulusLength = 2048) {
  return pair(kid, "RS256", generateKeyPairSync("rsa", { modulusLength }));
}

export function ecPair(kid) {
  return pair(kid, "ES256", generateKeyPairSync("ec", { namedCurve: "P-256" }));
}

const pair = (kid, alg, { publicKey, privateKey }) => ({
  kid,
  privateKey,
  publicKey,
  jwk: { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" },
});
