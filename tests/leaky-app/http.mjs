// Bytes in, bytes out: request bodies, exact JSON, and the shapes of an answer.
import { createHash } from "node:crypto";

/** A JSON answer with an ETag, as frameworks add one. */
export const json = (value, { status = 200, headers = {} } = {}) => {
  const body = encode(value);
  const etag = `W/"${createHash("sha1").update(body).digest("base64url")}"`;
  return { status, headers: { "content-type": "application/json; charset=utf-8", etag, ...headers }, body };
};

export const empty = (status = 204, headers = {}) => ({ status, headers, body: "" });
export const notFound = () => json({ error: "not found" }, { status: 404 });
export const unauthorized = () => json({ error: "sign in first" }, { status: 401 });
export const text = (body, contentType, headers = {}) => ({
  status: 200,
  headers: { "content-type": contentType, ...headers },
  body,
});

/** `events` is an async iterable; each value is sent as one server-sent event when it comes. */
export const eventStream = (events) => ({
  status: 200,
  headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
  body: (async function* () {
    for await (const event of events) yield `data: ${typeof event === "string" ? event : encode(event)}\n\n`;
  })(),
});

/** JSON in which a bigint keeps all its digits. */
export function encode(value) {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((v) => encode(v ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object" || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${members.map(([k, v]) => `${JSON.stringify(k)}:${encode(v)}`).join(",")}}`;
}

export async function readBody(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** JSON, form or multipart, by content type; what does not parse is an empty object. */
export async function parseBody(contentType = "", bytes) {
  if (bytes.length === 0) return {};
  if (/^multipart\/form-data|^application\/x-www-form-urlencoded/i.test(contentType)) {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    const values = {};
    for (const [name, value] of form) values[name] = typeof value === "string" ? value : await uploaded(value);
    return values;
  }
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return {};
  }
}

const uploaded = async (file) => ({ name: file.name, contentType: file.type, content: await file.text() });
