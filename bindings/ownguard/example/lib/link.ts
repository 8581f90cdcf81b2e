// Share links: a signed, expiring permission to read one invoice. ownguard checks them
// (`withLink`); an app mints them in this form, so that it can also list and withdraw them.
import { createHmac, randomBytes } from "node:crypto";

const DAYS = 24 * 60 * 60;

/** The text of a link to a row: fields after their length, then a MAC over all of it. */
export function mint(resource: string, key: string, tenant: string, seconds = 7 * DAYS): string {
  const [id, secret] = (process.env["OWNGUARD_LINK_KEY"] ?? "").split(",", 1)[0]?.split(":", 2) ?? [];
  if (!id || !secret) throw new Error("`OWNGUARD_LINK_KEY` is not set; write `name:<32 bytes in base64>` into `.env`");
  const expires = Buffer.alloc(8);
  expires.writeBigInt64BE(BigInt(Math.floor(Date.now() / 1000) + seconds));
  const link = Buffer.concat([
    Buffer.of(1), after(2, id), after(2, resource), after(2, key), Buffer.of(1), after(2, tenant), expires, randomBytes(16),
  ]);
  const signed = Buffer.concat([after(4, "ownguard.link"), after(4, link)]);
  const mac = createHmac("sha256", Buffer.from(secret, "base64")).update(signed).digest();
  return Buffer.concat([link, mac]).toString("base64url");
}

function after(size: 2 | 4, field: string | Buffer): Buffer {
  const bytes = Buffer.from(field);
  const length = Buffer.alloc(size);
  length.writeUIntBE(bytes.length, 0, size);
  return Buffer.concat([length, bytes]);
}

/** The key of the row that a link is for. It says nothing of whether the link holds. */
export function keyOf(text: string): string {
  const bytes = Buffer.from(text, "base64url");
  let at = 1;
  const field = () => {
    const length = at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0;
    at += 2 + length;
    return bytes.subarray(at - length, at).toString();
  };
  return [field(), field(), field()][2] ?? "";
}
