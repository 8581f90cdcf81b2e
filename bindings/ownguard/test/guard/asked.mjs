// A vector's question, put to the package as an app would: labels become columns of a row, in wire or
// in column names. Reads no file, so that it runs in workerd as well.
import { above, createGuard, place } from "ownguard";

const guards = new Map();

/** The guard of a model at a time. */
export function guardOfText(text, now, env = {}) {
  const name = `${now} ${JSON.stringify(env)} ${text}`;
  if (!guards.has(name)) guards.set(name, createGuard({ model: text, now: () => now * 1000, env, audit: () => {}, warn: () => {} }));
  return guards.get(name);
}

/** Why a question of the core is none to an app; `undefined` where it is one. */
export function notForApps({ link, target, action }) {
  // A link is verified where it is presented: see links.test.mjs.
  if (link) return "links are presented signed; links.test.mjs runs these";
  // The core gives a list of rows none of which is judged later to nobody but by role; an app judges each.
  if (target.collection && action === "list") return "an app's lists are judged row by row";
  return undefined;
}

/** What the package decides, as vectors write it. `names` is `wire` or `column`. */
export function decided(guard, { caller, resource, action, target, screen }, names) {
  const outcome = guard.as(caller).decide(`${resource}.${action}`, ...aboutOf(guard, resource, target, names));
  return narrowed(written(outcome), screen && screenOf(guard, resource, screen));
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

/** What a screen leaves of a permit. */
function narrowed(answer, screen) {
  if (!screen || !answer.permit) return answer;
  const { show = [], null: nulls = [], mask = {}, ...rest } = answer.permit;
  const within = (columns) => columns.filter((column) => screen.includes(column));
  const masks = Object.fromEntries(Object.entries(mask).filter(([column]) => screen.includes(column)));
  return {
    permit: {
      ...rest,
      ...(within(show).length > 0 ? { show: within(show) } : {}),
      ...(within(nulls).length > 0 ? { null: within(nulls) } : {}),
      ...(Object.keys(masks).length > 0 ? { mask: masks } : {}),
    },
  };
}

function screenOf(guard, resource, screen) {
  return resourceOf(guard, resource).screens.find(({ name }) => name === screen).fields;
}
