// JSON Schema without the arguments that say who the caller is, and values with and without them.
// Pure: nothing that comes in is changed.

import { folded, type IdentityNames } from "./names.js";

/** A schema, or any other JSON object. */
export type Json = Readonly<Record<string, unknown>>;

const SCHEMAS = ["additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "items", "additionalItems"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems", "items"];
const MAPS = ["$defs", "definitions", "patternProperties", "dependentSchemas"];
const VALUES = ["default", "examples"];
/** Deeper than any value that a model writes; ends references that go round in circles. */
const MAX_DEPTH = 64;

/** The schema without the names, at any depth. */
export function withoutNames(schema: Json, names: IdentityNames): Json {
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    out[keyword] = reduced(keyword, value, names);
  }
  return out;
}

function reduced(keyword: string, value: unknown, names: IdentityNames): unknown {
  const inner = (one: unknown) => (isObject(one) ? withoutNames(one, names) : one);
  if (keyword === "required" && Array.isArray(value)) {
    return value.filter((name) => typeof name !== "string" || !names.has(folded(name)));
  }
  if (keyword === "properties" && isObject(value)) {
    const kept = Object.entries(value).filter(([name]) => !names.has(folded(name)));
    return Object.fromEntries(kept.map(([name, one]) => [name, inner(one)]));
  }
  if (MAPS.includes(keyword) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]));
  }
  if (LISTS.includes(keyword) && Array.isArray(value)) return value.map(inner);
  if (SCHEMAS.includes(keyword)) return inner(value);
  if (VALUES.includes(keyword)) return cleared(value, names);
  return value;
}

/** A value without the names, at any depth. */
export function cleared(value: unknown, names: IdentityNames): unknown {
  if (Array.isArray(value)) return value.map((one) => cleared(one, names));
  if (!isPlain(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !names.has(folded(name)));
  return Object.fromEntries(kept.map(([name, one]) => [name, cleared(one, names)]));
}

/** The first of the names that stands somewhere in a value. */
export function nameIn(value: unknown, names: IdentityNames): string | undefined {
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = nameIn(one, names);
      if (found !== undefined) return found;
    }
  } else if (isPlain(value)) {
    for (const [name, one] of Object.entries(value)) {
      const found = names.has(folded(name)) ? name : nameIn(one, names);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether some value of the schema would have one of the names. */
export function asksFor(schema: unknown, names: IdentityNames): boolean {
  if (Array.isArray(schema)) return schema.some((one) => asksFor(one, names));
  if (!isObject(schema)) return false;
  const own = isObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  return own.some((name) => names.has(folded(name))) || Object.values(schema).some((one) => asksFor(one, names));
}

/** The value with what the session says, wherever the schema has one of the names. */
export function filled(schema: Json, value: unknown, says: (name: string) => string | undefined): unknown {
  return fill({ root: schema, says }, schema, value, 0);
}

interface Filling {
  readonly root: Json;
  readonly says: (name: string) => string | undefined;
}

function fill(filling: Filling, schema: unknown, value: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > MAX_DEPTH) return value;
  let out = value;
  const again = (inner: unknown) => (out = fill(filling, inner, out, depth + 1));
  if (typeof schema["$ref"] === "string") again(referred(filling.root, schema["$ref"]));
  for (const keyword of ["anyOf", "oneOf", "allOf"]) {
    const all = schema[keyword];
    if (Array.isArray(all)) all.forEach(again);
  }
  if (Array.isArray(out)) {
    const items = schema["items"] ?? schema["prefixItems"];
    const of = (at: number): unknown => (Array.isArray(items) ? items[at] : items);
    return out.map((one, at) => fill(filling, of(at), one, depth + 1));
  }
  const properties = schema["properties"];
  if (!isPlain(out) || !isObject(properties)) return out;
  const members: Record<string, unknown> = { ...out };
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  for (const [name, inner] of Object.entries(properties)) {
    const said = filling.says(name);
    if (said !== undefined) {
      define(members, name, typed(inner, said));
    } else if (Object.hasOwn(members, name)) {
      define(members, name, fill(filling, inner, members[name], depth + 1));
    } else if (required.includes(name) && isObject(inner) && inner["type"] === "object") {
      // Nothing of it may be left for the model to say.
      const made = fill(filling, inner, {}, depth + 1);
      if (isPlain(made) && Object.keys(made).length > 0) define(members, name, made);
    }
  }
  return members;
}

/** A tenant or person as the schema wants it: a whole number where it says so. */
function typed(schema: unknown, said: string): string | number {
  const type = isObject(schema) ? schema["type"] : undefined;
  const number = Number(said);
  return (type === "integer" || type === "number") && String(number) === said && Number.isSafeInteger(number) ? number : said;
}

/** Sets a member of any name, `__proto__` too. */
function define(members: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(members, name, { value, writable: true, enumerable: true, configurable: true });
}

/** What `#/$defs/name` points at. */
function referred(root: Json, reference: string): unknown {
  if (!reference.startsWith("#")) return undefined;
  return at(root, reference.slice(1));
}

/** The value that a JSON pointer (RFC 6901) names. */
export function at(value: unknown, pointer: string): unknown {
  let here = value;
  for (const segment of segments(pointer)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, segment)) return undefined;
    here = (here as Json)[segment];
  }
  return here;
}

/** A copy of an object with a value where a JSON pointer says. */
export function put(target: Json, pointer: string, value: unknown): Json {
  const [first, ...rest] = segments(pointer);
  if (first === undefined) return target;
  const out = { ...target };
  const inner = Object.hasOwn(out, first) ? out[first] : undefined;
  const below = rest.map((one) => `/${one.replace(/~/g, "~0").replace(/\//g, "~1")}`).join("");
  define(out, first, below === "" ? value : put(isObject(inner) ? inner : {}, below, value));
  return out;
}

function segments(pointer: string): string[] {
  const [, ...parts] = pointer.split("/");
  return parts.map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Made by JSON or a literal, not by a class: dates and the like have no names in them. */
function isPlain(value: unknown): value is Json {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
