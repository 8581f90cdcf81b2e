// The rows that a request is about: loaded by the app, held against what the request names, judged and redacted.
// Touches what the app's own loaders touch.

import { Denied, OwnguardError } from "../core/errors.js";
import { Above, place } from "../core/target.js";
import type { AnyShape, Key, ModelDescription } from "../core/types.js";
import type { Around } from "../guard/types.js";
import type { About } from "./context.js";
import type { Question } from "./decide.js";
import { isNotFound } from "./interrupt.js";
import { makesARow, member, ofMany } from "./names.js";
import { Refused } from "./refused.js";
import type { Schema } from "./schema.js";

/** What the action is about. */
export interface Target {
  /** As the caller may see it. */
  readonly row?: object;
  /** The same, of several. */
  readonly rows?: readonly object[];
  /** As it was loaded. */
  readonly stored?: object;
  readonly parent: object | Above | null | undefined;
  readonly share: string | null | undefined;
}

type Row = object | null | undefined;

/** The most rows that one request may change (SEMANTICS 21). */
const MAX_ROWS = 100;

/** Finds and judges it, or throws a denial. */
export async function target(question: Question, model: ModelDescription): Promise<Target> {
  const { verb } = question.deed;
  if (makesARow(verb)) return ofNew(question, model);
  if (question.loaders.load === undefined) throw loadless(question);
  const loaded = await found(() => question.loaders.load?.(question.before));
  if (ofMany(verb)) return ofList(question, model, loaded);
  return Array.isArray(loaded) ? ofSeveral(question, loaded) : ofOne(question, loaded);
}

/** What a loader gave; nothing where it said "not found" by throwing, which would be answered otherwise. */
async function found(load: () => unknown): Promise<unknown> {
  try {
    return await load();
  } catch (thrown) {
    if (isNotFound(thrown) || isPrismaNotFound(thrown)) return null;
    throw thrown;
  }
}

/** What `findUniqueOrThrow` and its kin throw. */
function isPrismaNotFound(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "P2025";
}

async function ofNew(question: Question, model: ModelDescription): Promise<Target> {
  const { asked, before, writes } = question;
  const parent = await parentOf(question, before);
  checkNamedParent(question, model, parent);
  const where = permittedAt(question, parent);
  // What is written is asked again with what was given, and recorded then.
  if (!writes) before.session.can(asked.action, where);
  return { parent, share: undefined };
}

/** Where rows stand, or one would, if the action is permitted there. */
function permittedAt({ asked, before, tenant }: Question, parent: Row | Above): ReturnType<typeof place> {
  const where = place({ ...(tenant !== undefined && { tenant }), ...(parent !== undefined && { parent }) });
  const outcome = before.session.decide(asked.action, where);
  if (!outcome.permitted) throw new Denied(outcome);
  return where;
}

async function ofList(question: Question, model: ModelDescription, loaded: unknown): Promise<Target> {
  const { asked, before, tenant } = question;
  if (!Array.isArray(loaded)) {
    const mend = "return an array of rows from `load`";
    throw new OwnguardError("load_invalid", `\`load\` of \`${asked.action}\` gave no rows`, mend);
  }
  const parent = await parentOf(question, before);
  checkNamedParent(question, model, parent);
  // Below a row the list itself was not decided yet; where each row names its own, no single one is.
  if (question.deed.resource.parent !== undefined) permittedAt(question, typeof parent === "function" ? undefined : parent);
  const share = await question.loaders.share?.(before);
  const rows = loaded.filter((row: Row) => isUnderNamedParent(question, row)) as object[];
  const shown = before.session.filter(asked.action, rows, {
    ...(tenant !== undefined && { tenant }),
    ...(parent !== undefined && { parent }),
    ...(share !== undefined && { share }),
  });
  return { rows: shown, stored: rows, parent, share: undefined };
}

async function ofSeveral(question: Question, loaded: readonly Row[]): Promise<Target> {
  const { asked, before, deed } = question;
  const named = keysOf(question);
  if (loaded.length > MAX_ROWS || named.length > MAX_ROWS) {
    throw new Refused("too_many_rows", `change at most ${MAX_ROWS} rows at once`);
  }
  const keys = new Set(loaded.map((row) => (row ? text(member(row, deed.resource.key)) : undefined)));
  const whole = named.every((key) => keys.has(text(key)));
  const rows: object[] = [];
  let last: Target | undefined;
  for (const row of whole ? loaded : [null]) {
    last = await ofOne(question, row);
    if (last.row !== undefined) rows.push(last.row);
  }
  if (last === undefined) before.session.own(asked.action, null);
  return { rows, stored: loaded, parent: last?.parent, share: last?.share };
}

async function ofOne(question: Question, loaded: unknown): Promise<Target> {
  const { before, loaders, tenant } = question;
  const row = isUnderNamedParent(question, loaded as Row) ? (loaded as Row) : null;
  const about: About<AnyShape, Schema, unknown> = row ? { ...before, stored: row } : before;
  const parent = row ? applied(await parentOf(question, about), row) : undefined;
  const share = row ? applied(await loaders.share?.(about), row) : undefined;
  const key = keyOf(question);
  const around: Around = {
    ...(tenant !== undefined && { tenant }),
    ...(key !== undefined && { key }),
    ...(parent !== undefined && { parent }),
    ...(share !== undefined && { share }),
  };
  return { row: shown(question, row, around), ...(row && { stored: row }), parent, share };
}

/** The row as the caller may see it; throws for one that is not there as for a foreign one. */
function shown({ asked, before: { session }, deed, writes }: Question, row: Row, around: Around): object {
  // What is written is judged again with what was given, and recorded once, then.
  const writable = writes && row && session.decide(asked.action, row, around).permitted;
  const seen = writable ? session.redact(`${deed.resource.name}.read`, row, around) : undefined;
  return (seen as object | null | undefined) ?? session.own(asked.action, row, around);
}

/** The key that the request names. */
function keyOf({ loaders, named, before }: Question): Key | undefined {
  return loaders.key === undefined ? named.key : loaders.key(before);
}

/** The keys that a change of several rows names. */
function keysOf({ loaders, before }: Question): readonly Key[] {
  if (loaders.keys !== undefined) return loaders.keys(before);
  const { input } = before;
  const ids: unknown = typeof input === "object" && input !== null && "ids" in input ? input.ids : undefined;
  return Array.isArray(ids) ? (ids as readonly Key[]) : [];
}

async function parentOf(
  { loaders }: Question,
  about: About<AnyShape, Schema, unknown>,
): Promise<object | Above | null | undefined> {
  if (loaders.parent === undefined) return undefined;
  const parent = await found(async () => loaders.parent?.(about));
  return (parent ?? null) as object | null;
}

/** A function that tells it of each row, asked of this one. */
function applied<V>(told: V | ((row: object) => V), row: object): V {
  return typeof told === "function" ? (told as (row: object) => V)(row) : told;
}

/** Whether the row is of the row above that the path names. */
function isUnderNamedParent({ named, deed }: Question, row: Row): boolean {
  const { parent } = deed.resource;
  if (named.parent === undefined || parent === undefined || row === null || row === undefined) return true;
  return text(member(row, parent)) === named.parent;
}

/** The row above is the one that the path names. */
function checkNamedParent({ named, deed, before, asked }: Question, model: ModelDescription, parent: Row): void {
  const above = model.resources.find((found) => found.name === deed.resource.parent?.resource);
  if (named.parent === undefined || above === undefined || parent === undefined || typeof parent === "function") return;
  const row = parent instanceof Above ? parent.row : parent;
  if (row === null || text(member(row, above.key)) !== named.parent) before.session.own(asked.action, null);
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function loadless({ asked }: Question): OwnguardError {
  const mend = "give `load`, which loads the row that the request names";
  return new OwnguardError("load_missing", `\`${asked.action}\` cannot be decided without its row`, mend);
}
