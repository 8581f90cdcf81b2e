// The matrix as flat cases, each with a name. Touches nothing but the core.

import { OwnguardError } from "../core/errors.js";
import { modelText, Policy } from "../core/policy.js";
import type { ActionOf, AnyShape, Shape, WrittenModel } from "../core/types.js";
import { matrix, type Matrix } from "./matrix.js";
import { remember, resourceOf, type World } from "./world.js";
import type { Case, CaseCaller, CaseLabels, Expected } from "./types.js";

/** Which cases, and what their tenants, people and rows are called. */
export interface CaseOptions<T extends Shape = AnyShape> {
  /** Only these resources. */
  readonly resource?: string | readonly string[];
  /** Only these actions: `read`, or `invoice.read`. */
  readonly action?: string | ActionOf<T> | readonly (string | ActionOf<T>)[];
  /**
   * What stands for the names of the matrix: `here` and `elsewhere` (tenants), `caller` and
   * `somebody` (people), `invoice-1` (the row of a resource). Ids of your seed, so that the cases can be
   * run against a database. Rows with keys of kind uuid or int get one of that kind unless given.
   */
  readonly ids?: Readonly<Record<string, string>>;
}

/**
 * The model's matrix as flat cases: every identity state × relation × row × action, and what must come
 * of it, enumerated by the core itself.
 *
 * @example
 * ```ts
 * import { test } from "vitest"; // with node:test: for (const one of cases(model)) test(one.name, () => …)
 * import { cases, run } from "ownguard/test";
 *
 * test.each(cases(model, { resource: "invoice", action: "read" }))("%s", (one) =>
 *   run(one, ({ caller, row, around }) => og.as(caller).own("invoice.read", row, around)),
 * );
 * ```
 */
export function cases<T extends Shape = AnyShape>(model: WrittenModel<T> | string, options: CaseOptions<T> = {}): Case<ActionOf<T>>[] {
  const written = modelText(model);
  if (written === undefined) throw new OwnguardError("model_missing", "the model is empty", "hand in what `ownguard build` wrote, or the text of ownguard.toml");
  const actions = list(options.action);
  const whole = actions.filter((one) => one.includes("."));
  const told = matrix(written.text, {
    resource: [...new Set([...list(options.resource), ...(whole.length === actions.length ? whole.map((one) => one.split(".")[0] ?? "") : [])])],
    action: [...new Set(actions.map((one) => one.split(".").at(-1) ?? ""))],
  });
  const world: World = { model: new Policy(written, undefined, () => undefined).model, ids: options.ids ?? {}, ages: new Map() };
  const all = told.resources.flatMap((resource) => {
    return resource.actions.flatMap((action) => {
      const name = `${resource.name}.${action.name}`;
      return actions.length === 0 || actions.includes(action.name) || actions.includes(name) ? flat(told, world, resource, action) : [];
    });
  });
  return all as Case<ActionOf<T>>[];
}

type ResourceCases = Matrix["resources"][number];

function flat(told: Matrix, world: World, resource: ResourceCases, action: ResourceCases["actions"][number]): Case[] {
  const name = `${resource.name}.${action.name}`;
  const ages = new Set<number>();
  const all = new Map<string, Case>();
  const said = resource.situations.map((one) => words(one).join(", "));
  const asked = askable(resource, action, resourceOf(world, resource.name).tenant !== undefined);
  for (const [caller, situation, outcome] of action.cases) {
    const who = told.callers[caller];
    const situated = resource.situations[situation];
    const expected = action.outcomes[outcome];
    if (!who || !situated || !expected) throw new OwnguardError("package_incomplete", "the matrix is not whole", "install the package again");
    if (typeof who.age === "number") ages.add(who.age);
    if (!asked(situation)) continue;
    const words = `${name}: ${named(who)}, ${said[situation]} → ${outcomeWords(expected)}`;
    // Below a row that is not there, what it would have been makes no difference.
    if (all.has(words) && situated.state === "no_parent") continue;
    const unique = all.has(words) ? `${words} (${all.size})` : words;
    const one = { name: unique, action: name, resource: resource.name, verb: action.name, who, ...situated, expected };
    all.set(unique, Object.assign(Object.create(byName), one));
  }
  world.ages.set(name, [...ages].sort((a, b) => a - b));
  return remember([...all.values()], world);
}

/** Vitest shortens `$name`, but not `%s`. */
const byName = {
  toString(this: Case): string {
    return this.name;
  },
};

/**
 * Whether an app can be asked about a situation. Not about rows of a list that are judged as a whole,
 * since it judges each; nor about a new row in no tenant, since it takes the session's, unless the row
 * is a tenant's own.
 */
function askable(resource: ResourceCases, action: ResourceCases["actions"][number], hasTenant: boolean): (situation: number) => boolean {
  const nowhere = new Set<number>();
  const founding = new Set<number>();
  for (const [, situation, outcome] of action.cases) {
    const { target, tenant, parent } = resource.situations[situation] ?? {};
    if (target === "collection" && action.name === "list") nowhere.add(situation);
    if (target !== "new" || tenant !== null || !hasTenant) continue;
    (action.outcomes[outcome]?.decision === "permit" && !parent ? founding : nowhere).add(situation);
  }
  return (situation) => !nowhere.has(situation) || founding.has(situation);
}

function list(given: string | readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : typeof given === "string" ? [given] : given;
}

function named({ id, words }: CaseCaller): string {
  const [, ...more] = id.split(";");
  return more.length === 0 ? words : `${words} (${more.join(", ").replace(/age=(\d+)/, "known for $1 s")})`;
}

function words(one: Pick<Case, "target" | "tenant" | "state" | "of" | "row" | "parent" | "link">): string[] {
  const what = { row: "a row", new: "a new row", listing: "a list", collection: "rows as a whole" }[one.target];
  const wrong = {
    live: [],
    deleted: [`the ${one.of} deleted`],
    no_tenant: [`the ${one.of} without a tenant`],
    other_tenant: [`the ${one.of} of another tenant`],
    no_parent: [`the ${one.of} without a parent`],
  }[one.state];
  const above = one.row ? levels(one.row, []) : one.parent ? levels({ key: null, parent: one.parent }, []) : [];
  return [
    what,
    ...(one.tenant === null ? ["no tenant named"] : []),
    ...wrong,
    ...above,
    ...(one.link ? [`with a link to the ${one.link.resource}`] : []),
  ];
}

/** What differs between rows: whose, how visible, shared how, and the columns of conditions; then the row above. */
function levels(row: CaseLabels, before: readonly string[]): string[] {
  const whose = row.owner === undefined ? [] : [row.owner === null ? "nobody's" : row.owner === "caller" ? "their own" : "somebody else's"];
  const share = row.share === undefined || row.share === null ? [] : [`shared.${row.share}`];
  const visibility = row.visibility === undefined ? [] : [row.visibility ?? "visibility null"];
  const when = Object.entries(row.when ?? {}).map(([column, value]) => `${column} ${value ?? "null"}`);
  const own = [...whose, ...visibility, ...share, ...when].join(" ");
  const said = own === "" ? [...before] : [...before, before.length === 0 && row.key !== null ? own : `above it ${own}`];
  return row.parent ? levels(row.parent, said.length === 0 ? ["one below"] : said) : said;
}

function outcomeWords(expected: Expected): string {
  return expected.decision === "permit" ? `as ${expected.relations.join(" and ")}` : `${expected.status} ${expected.reason}`;
}
