// 50 invoices of 20 fields, some 25 KB, of one workspace; and tokens for it.
import { createHash, generateKeyPairSync, sign } from "node:crypto";

export const workspace = "6f1c2a34-8b7d-4e5f-9a0b-1c2d3e4f5a6b";
export const user = "0b9d7a52-44c1-4f6e-8e3a-5d2f7c8b9a10";

function uuid(text) {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function invoices() {
  const data = Array.from({ length: 50 }, (_, at) => ({
    id: uuid(`row ${at}`),
    workspaceId: workspace,
    createdBy: at % 3 === 0 ? user : uuid(`person ${at}`),
    visibility: "private",
    deletedAt: null,
    number: `INV-${1000 + at}`,
    status: "open",
    currency: "EUR",
    subtotal: 400_000 + at,
    tax: 80_000 + at,
    total: 480_000 + 2 * at,
    dueAt: "2026-12-15",
    issuedAt: "2026-11-15",
    paidAt: null,
    customerName: 'Ada "A" Ltd',
    customerEmail: `b${at}@example.com`,
    customerPhone: `+44 20 0${100 + at}`,
    internalNotes: "pays late",
    margin: 0.11 + at,
    stripeCustomerId: `cus_${400_000 + at}`,
  }));
  return JSON.stringify({ data, nextCursor: "NTA" });
}

export function issuer() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k1", alg: "ES256", use: "sig" };
  return {
    keySet: JSON.stringify({ keys: [jwk] }),
    token(project, subject) {
      const iat = Math.floor(Date.now() / 1000);
      const claims = {
        iss: `${project}/auth/v1`,
        aud: "authenticated",
        sub: subject,
        email: "ada@example.com",
        email_verified: true,
        is_anonymous: false,
        role: "authenticated",
        app_metadata: { provider: "email", status: "active", workspaces: { [workspace]: "member" } },
        iat,
        exp: iat + 3000,
      };
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const input = `${part({ alg: "ES256", typ: "JWT", kid: "k1" })}.${part(claims)}`;
      const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
      return `${input}.${signature.toString("base64url")}`;
    },
  };
}
