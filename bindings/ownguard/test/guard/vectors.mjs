// The shared vectors (tests/vectors), as rows and calls of the package: labels become columns of a
// row, in wire or in column names.
import { readdirSync, readFileSync } from "node:fs";
import { above, createGuard, place } from "ownguard";

const root = new URL("../../../../tests/vectors/", import.meta.url);

/** Every vector of a kind. */
export function vectors(kind) {
  const files = readdirSync(new URL(`${kind}/`, root)).filter((file) => file.endsWith(".json"));
  return files.map((file) => JSON.parse(readFileSync(new URL(`${kind}/${file}`, root), "utf8")));
}

const guards = new Map();

/** The guard of a vector's model at a time. */
export function guardOf(model, now = 1_000_000, env = {}) {
  const text = modelText(model);
  const name = `${now} ${JSON.stringify(env)} ${text}`;
  if (!guards.has(name)) guards.set(name, createGuard({ model: text, now: () => now * 1000, env, audit: () => {}, warn: () => {} }));
  return guards.get(name);
}

/** The text of a vector's model. */
export function modelText(model) {
  if (typeof model !== "string") return JSON.stringify(model);
  return model.includes("\n") ? model : readFileSync(new URL(`models/${model}.toml`, root), "utf8");
}

/** What the model says of a resource. */
export function resourceOf(guard, name) {
  return guard.model.resources.find((resource) => resource.name === name);
}

/** A row with these labels, and what is known around it. `names` is `wire` or `column`. */
export function rowOf(guard, resource, labels, names) {
  const said = typeof resource === "string" ? resourceOf(guard, resource) : resource;
  const row = {};
  const put = (at, value) => {
    if (at && value !== undefined) row[at[names]] = value;
  };
  const field = (column) => said.fields.find((one) => one.column === column) ?? { column, wire: column };
  put(said.key, labels.key);
  put(said.tenant, labels.tenant);
  put(said.owner, labels.owner);
  put(said.visibility, labels.visibility);
  put(said.deleted, labels.deleted);
  if (labels.role !== undefined) put(field("role"), labels.role);
  for (const [column, value] of Object.entries(labels.when ?? {})) put(field(column), value);
  const around = {};
  if (labels.share !== undefined) around.share = labels.share;
  if (labels.last !== undefined) around.last = labels.last;
  if (labels.parent === null) put(said.parent, null);
  if (labels.parent) {
    const parent = rowOf(guard, said.parent.resource, { key: "above", ...labels.parent }, names);
    put(said.parent, parent.row[resourceOf(guard, said.parent.resource).key[names]]);
    around.parent = above(parent.row, parent.around);
  }
  return { row, around };
}

/** What `can` and `decide` are asked about by the target of a question. */
export function aboutOf(guard, resource, target, names) {
  if (target.row) {
    const { row, around } = rowOf(guard, resource, target.row, names);
    return [row, around];
  }
  const { tenant, parent } = target.new ?? target.collection ?? target.listing;
  if (!parent) return [place({ ...(tenant === undefined ? {} : { tenant }), ...(parent === undefined ? {} : { parent }) })];
  const of = resourceOf(guard, resource).parent.resource;
  const made = rowOf(guard, of, { key: "above", ...parent }, names);
  return [place({ ...(tenant === undefined ? {} : { tenant }), parent: above(made.row, made.around) })];
}

/** A decision as vectors write it. */
export function written(outcome) {
  if (!outcome.permitted) {
    const { reason, status, missing } = outcome;
    return { deny: { reason, status, ...(missing.length > 0 ? { missing: [...missing] } : {}) } };
  }
  const { relations, named, audit, show, null: nulls, mask, write } = outcome;
  return {
    permit: {
      relations: [...relations],
      named,
      ...(audit ? { audit } : {}),
      ...(show.length > 0 ? { show: [...show] } : {}),
      ...(nulls.length > 0 ? { null: [...nulls] } : {}),
      ...(Object.keys(mask).length > 0 ? { mask: { ...mask } } : {}),
      ...(write.length > 0 ? { write: [...write] } : {}),
    },
  };
}
