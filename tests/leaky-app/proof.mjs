// The gate's proof and its share links, written from their format (ownguard-verify: proof, link) with node:crypto
// alone: a second implementation, against which the gate's own is tested.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const proofHeader = "ownguard-proof";
const maxSecondsLeft = 35; // 30, and 5 for a clock that lags

/** What the gate states about a request, or null. `secrets` is `{key id: secret}`, `purpose` request | labels | facts. */
export function checkProof(req, bytes, purpose, secrets) {
  const parts = String(req.headers[proofHeader] ?? "").split(".");
  if (parts.length !== 10) return null;
  const [version, kid, use, expires, nonce, body, ...encoded] = parts;
  const [principal, tenant, action, mac] = encoded.map((part) => Buffer.from(part, "base64url"));
  if (version !== "v1" || use !== purpose || !Object.hasOwn(secrets, kid)) return null;
  const { method, url, headers } = req;
  const ours = tag(secrets[kid], [kid, use, method, headers.host ?? "", url, body, principal, tenant, action, expires, nonce]);
  if (mac.length !== ours.length || !timingSafeEqual(mac, ours)) return null;
  const left = Number(expires) - Date.now() / 1000;
  if (!(left > 0 && left <= maxSecondsLeft) || (body !== "-" && body !== digest(bytes))) return null;
  return { principal: String(principal), tenant: String(tenant) || null, action: String(action), nonce };
}

/** A proof header's value, as the gate would make it; tests change one thing at a time. */
export function makeProof({ method, host, url, body = "", purpose = "request", principal = "anonymous", tenant = "", action, lifetime = 30 }, [kid, secret]) {
  const expires = String(Math.floor(Date.now() / 1000) + lifetime);
  const nonce = randomBytes(16).toString("base64url");
  const covered = body === null ? "-" : digest(body);
  const mac = tag(secret, [kid, purpose, method, host, url, covered, principal, tenant, action, expires, nonce]);
  const encoded = [principal, tenant, action, mac].map((part) => Buffer.from(part).toString("base64url"));
  return ["v1", kid, purpose, expires, nonce, covered, ...encoded].join(".");
}

/** A share link's text. `expiresAt` is unix seconds; without a tenant the row has none. */
export function mintLink({ resource, key, tenant = null, expiresAt }, [kid, secret]) {
  const text = (value) => [sized(2, Buffer.from(value).length), Buffer.from(value)];
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64BE(BigInt(expiresAt));
  const inTenant = tenant === null ? [Buffer.from([0])] : [Buffer.from([1]), ...text(tenant)];
  const signed = Buffer.concat([Buffer.from([1]), ...text(kid), ...text(resource), ...text(key), ...inTenant, expiry, randomBytes(16)]);
  const mac = createHmac("sha256", secret).update(framed(["ownguard.link", signed])).digest();
  return Buffer.concat([signed, mac]).toString("base64url");
}

/** The row key that a link names, unchecked: whether it holds is the gate's to say. Null where it is no such link. */
export function keyInLink(link) {
  const bytes = Buffer.from(link, "base64url");
  if (bytes[0] !== 1 || bytes.length < 64) return null;
  let at = 1;
  const next = () => {
    const size = at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0;
    at += 2 + size;
    return bytes.subarray(at - size, at).toString();
  };
  next(); // key id
  next(); // resource
  return next();
}

const tag = (secret, fields) => createHmac("sha256", secret).update(framed(["ownguard.proof.v1", ...fields])).digest();
const framed = (fields) => Buffer.concat(fields.flatMap((f) => [sized(4, Buffer.from(f).length), Buffer.from(f)]));
const digest = (bytes) => createHash("sha256").update(bytes).digest("base64url");

function sized(width, length) {
  const size = Buffer.alloc(width);
  size.writeUIntBE(length, 0, width);
  return size;
}
