// What the tests of the guard share: a guard over the billing model of the vectors, callers, rows, and
// tokens and links as others would make them.
import { createHmac } from "node:crypto";
import { SignJWT } from "jose";
import { createGuard } from "ownguard";
import { modelText } from "./vectors.mjs";

export const now = 1_700_000_000;
export const secret = "0123456789abcdef0123456789abcdef";
export const linkKey = Buffer.alloc(32, 7);

/** A guard of the billing model at a fixed time. */
export function billing(options = {}) {
  const { env, model = modelText("billing"), ...rest } = options;
  return createGuard({
    model,
    now: () => now * 1000,
    env: { JWT_SECRET: secret, OWNGUARD_LINK_KEY: `l1:${linkKey.toString("base64")}`, ...env },
    warn: () => {},
    audit: () => {},
    ...rest,
  });
}

/** A member of `t1`. */
export function member(role = "viewer", id = "u1") {
  return { kind: "person", id, memberships: [{ tenant: "t1", role }] };
}

/** An invoice of `u9` in `t1`. */
export function invoice(more = {}) {
  return {
    id: "i1",
    workspaceId: "t1",
    createdBy: "u9",
    number: "7",
    status: "open",
    total: 5,
    visibility: "private",
    deletedAt: null,
    customerEmail: "ada@x.example",
    margin: 3,
    stripeId: "s",
    ...more,
  };
}

/** A token that jose signs. */
export function token(claims = {}, key = secret) {
  const told = { iss: "https://id.example", aud: "app", sub: "u1", iat: now - 10, exp: now + 600, ...claims };
  return new SignJWT(told).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));
}

/** A request with a token. */
export function request(bearer, more = {}) {
  return new Request("https://app.example/api", { headers: { authorization: `Bearer ${bearer}` }, ...more });
}

/** A share link, written from its documentation (crates/ownguard-verify/src/link.rs). */
export function link(resource, key, expires = now + 600) {
  const text = (value) => Buffer.concat([number(2, value.length), Buffer.from(value)]);
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64BE(BigInt(expires));
  const body = Buffer.concat([Buffer.of(1), text("l1"), text(resource), text(key), Buffer.of(0), expiry, Buffer.alloc(16, 3)]);
  const signed = Buffer.concat([number(4, 13), Buffer.from("ownguard.link"), number(4, body.length), body]);
  return Buffer.concat([body, createHmac("sha256", linkKey).update(signed).digest()]).toString("base64url");
}

function number(bytes, value) {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
