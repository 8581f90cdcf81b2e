// What a client gives: bodies and forms, read up to a limit, and held against the app's own schema. Touches nothing.

import { Refused } from "./refused.js";
import { placeOf } from "./schema.js";
import type { Schema } from "./schema.js";

/** What was given, by name. */
export type Given = Readonly<Record<string, unknown>>;

/** The most bytes of a body, unless a route says otherwise. */
export const BODY_LIMIT = 1024 * 1024;

/** The body of a request; nothing where there is none. */
export async function readBody(request: Request, limit: number): Promise<Given | undefined> {
  if (request.body === null) return undefined;
  const bytes = await readUpTo(request.body, limit);
  if (bytes.byteLength === 0) return undefined;
  const coding = request.headers.get("content-encoding") ?? "identity";
  const type = request.headers.get("content-type") ?? "";
  const essence = type.split(";")[0]?.trim().toLowerCase() ?? "";
  if (coding.toLowerCase() !== "identity") throw unknownType();
  if (essence === "application/json" || essence.endsWith("+json")) return members(json(bytes));
  if (essence === "application/x-www-form-urlencoded" || essence === "multipart/form-data") {
    return fromPairs(await form(bytes, type));
  }
  throw unknownType();
}

const unknownType = () =>
  new Refused("unknown_body_type", "send JSON or a form with its content type, or read the body yourself with `input: false`");

async function readUpTo(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel();
      throw new Refused("body_too_large", "send less, or raise `limit` on the route");
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badBody();
  }
}

async function form(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch {
    throw badBody();
  }
}

const badBody = () => new Refused("bad_body", "send one JSON object, or a form");

/** A form or a query by name: what stands twice is a list. Next.js's own hidden fields are left out. */
export function fromPairs(pairs: FormData | URLSearchParams): Given {
  const given = new Map<string, unknown>();
  for (const name of new Set(pairs.keys())) {
    if (name.startsWith("$ACTION_")) continue;
    const values = pairs.getAll(name);
    given.set(name, values.length === 1 ? values[0] : values);
  }
  return Object.fromEntries(given);
}

/** What a server action was called with: the input alone, or after the state that `useActionState` keeps. */
export function fromArguments(given: readonly unknown[]): Given | undefined {
  const input = given.length > 1 ? given[1] : given[0];
  if (input === undefined || input === null) return undefined;
  return input instanceof FormData ? fromPairs(input) : members(input);
}

function members(value: unknown): Given {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badBody();
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has a prototype of its own, which has none above.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw badBody();
  return value as Given;
}

/** What a schema makes of it. What does not fit is told, in the schema's words. */
export async function parsed(schema: Schema, given: Given): Promise<unknown> {
  const result = await schema["~standard"].validate(given);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.slice(0, 20).map((issue) => ({ field: placeOf(issue), message: issue.message }));
  throw new Refused("invalid_input", "send what the schema asks for", issues);
}

/** A value as a name that says who the caller is would have it; what is no scalar says nobody. */
export function textOf(value: unknown): string {
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
  return scalar ? String(value) : "";
}
