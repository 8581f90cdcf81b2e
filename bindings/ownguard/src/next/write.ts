// What may be written of what was given: the model's allow-list, with owner and tenant from the session. Touches what
// the app's own loaders touch.

import type { ResourceDescription, Shape } from "../core/types.js";
import type { InputAround } from "../guard/types.js";
import type { Reference } from "./context.js";
import type { Question } from "./decide.js";
import type { Given } from "./input.js";
import type { Schema } from "./schema.js";
import type { Target } from "./target.js";

/** What may be written, in both spellings; throws a denial where anything else was given. */
export async function written(question: Question, target: Target): Promise<{ data: Given; columns: Given }> {
  const { asked, before, deed, tenant, writes, loaders } = question;
  if (!writes) return { data: {}, columns: {} };
  const { given, unasked } = offered(question);
  const references = await referred(question, given);
  const around: InputAround & { names: "wire" } = {
    names: "wire",
    ...(tenant !== undefined && { tenant }),
    ...(target.parent !== undefined && { parent: target.parent }),
    ...(target.share !== undefined && { share: target.share }),
    ...(references !== undefined && { references }),
  };
  const rows = target.rows === undefined ? [target.stored] : (target.stored as readonly object[]);
  let data: Given = {};
  for (const row of rows) {
    const last = deed.resource.members && row ? await loaders.last?.({ ...before, stored: row }) : undefined;
    const about = { ...around, ...(row !== undefined && { row }), ...(last !== undefined && { last }) };
    data = before.session.input(asked.action, given, about);
  }
  data = Object.fromEntries(Object.entries(data).filter(([name]) => !unasked.has(name)));
  return { data, columns: inColumns(deed.resource, data) };
}

/**
 * What is held against the allow-list. Without a schema all that was given: a name that the model does not know is
 * refused. With one what it let through, as far as it is the model's; and what it dropped, so that a field which may
 * not be written is refused and not overlooked.
 */
function offered({ asked, before, raw, deed }: Question): { given: Given; unasked: ReadonlySet<string> } {
  if (!asked.writes) return { given: {}, unasked: new Set() };
  if (asked.schema === undefined) return { given: raw ?? {}, unasked: new Set() };
  const known = spellings(deed.resource);
  const ours = (value: unknown) =>
    Object.entries(typeof value === "object" && value !== null ? value : {}).filter(
      ([name, value]) => known.has(name) && value !== undefined,
    );
  const wanted = Object.fromEntries(ours(before.input));
  const dropped = ours(raw).filter(([name]) => !Object.hasOwn(wanted, name));
  return { given: { ...Object.fromEntries(dropped), ...wanted }, unasked: new Set(dropped.map(([name]) => name)) };
}

/** Loads what the written fields point at. */
async function referred(question: Question, given: Given): Promise<InputAround["references"] | undefined> {
  const loaders = Object.entries(question.loaders.references ?? {}) as [string, Reference<Shape, Schema>][];
  const present = loaders.filter(([name]) => given[name] !== undefined && given[name] !== null);
  if (present.length === 0) return undefined;
  const rows = present.map(async ([name, load]) => [name, await load(question.before as never)] as const);
  return Object.fromEntries(await Promise.all(rows));
}

/** All names of columns, in both spellings. */
function spellings(resource: ResourceDescription): ReadonlySet<string> {
  const { key, tenant, owner, visibility, deleted, parent, fields } = resource;
  const all = [key, tenant, owner, visibility, deleted, parent, ...fields];
  return new Set(all.flatMap((found) => (found === undefined ? [] : [found.wire, found.column])));
}

function inColumns(resource: ResourceDescription, data: Given): Given {
  const { key, tenant, owner, visibility, deleted, parent, fields } = resource;
  const named = [key, tenant, owner, visibility, deleted, parent, ...fields];
  const columns = new Map(named.flatMap((found) => (found === undefined ? [] : [[found.wire, found.column] as const])));
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [columns.get(name) ?? name, value]));
}
