// The rows of the demo: what is asked, and who may. Each meets every person of people.mjs, at the origin and through
// the gate. `may` is written by hand from ownguard.toml, so that the gate is not its own judge.
import { nowhere, workspaces } from "../leaky-app/ids.mjs";
import { people } from "./people.mjs";

const names = Object.fromEntries(Object.entries(workspaces).map(([name, id]) => [id, name]));
const at = (side, rest = "") => `/api/workspaces/${side.workspace}/invoices${rest}`;
const ofOwn = (ask) => (person) => person.own && ask(person.own, person);
const ofOther = (ask) => (person) => ask(person.other, person);
// In one's own workspace, with the other's id. Who has none stands in the one workspace and asks for the other's row.
const byGuess = (ask) => (person) => ask({ ...(person.own ?? person.elsewhere), foreign: person.other }, person);

const read = (side, id = side.invoice) => ({ method: "GET", path: at(side, `/${id}`), id });
const update = (side, id = side.invoice, body = { total: 4321 }) => ({ method: "PATCH", path: at(side, `/${id}`), body, id });
const remove = (side, id = side.invoice) => ({ method: "DELETE", path: at(side, `/${id}`), id });
const list = (side, query = "") => ({ method: "GET", path: at(side, query) });
const create = (side, body) => ({ method: "POST", path: at(side), body: { number: "NEW-001", total: 100, ...body } });
const exporting = (side, query = "") => ({ method: "GET", path: at(side, `/export${query}`) });

const both = ["alice", "bob"];

/**
 * `ask(person)` is `{method, path, body, id}` or null; `may` lists who is in the right; `wants` says what must then
 * come (see rights.mjs) and `done(before, after)` whether a write was carried out as asked.
 */
export const rows = [
  { op: "read", whose: "own", about: "an invoice of one's own workspace", ask: ofOwn((own) => read(own)), may: both, wants: "row" },
  { op: "read", whose: "other tenant's", about: "the other workspace's invoice, by its right address", ask: ofOther((other) => read(other)), may: ["sam"], wants: "row" },
  { op: "read", whose: "guessed id", about: "the other workspace's invoice under one's own workspace", ask: byGuess((own) => read(own, own.foreign.invoice)), may: [] },

  { op: "list", whose: "own", about: "the invoices of one's own workspace", ask: ofOwn((own) => list(own)), may: both, wants: "list" },
  { op: "list", whose: "other tenant's", about: "the invoices of the other workspace", ask: ofOther((other) => list(other)), may: [] },
  { op: "list", whose: "guessed search", about: "one's own list, searched for the other's customer", ask: byGuess((own) => list(own, `?q=${own.foreign.word}`)), may: both, wants: "empty list" },

  { op: "update", whose: "own", about: "the total of an own invoice", ask: ofOwn((own) => update(own)), may: both, wants: "row", done: totalIs(4321) },
  { op: "update", whose: "own, moved away", about: "an own invoice, with the other workspace in the body", ask: ofOwn((own, { other }) => update(own, own.invoice, { workspaceId: other.workspace })), may: [] },
  { op: "update", whose: "other tenant's", about: "the total of the other workspace's invoice", ask: ofOther((other) => update(other)), may: [] },
  { op: "update", whose: "guessed id", about: "the other's invoice under one's own workspace", ask: byGuess((own) => update(own, own.foreign.invoice)), may: [] },

  { op: "delete", whose: "own", about: "an own invoice", ask: ofOwn((own) => remove(own)), may: both, wants: "nothing", done: isDeleted },
  { op: "delete", whose: "other tenant's", about: "the other workspace's invoice", ask: ofOther((other) => remove(other)), may: [] },
  { op: "delete", whose: "guessed id", about: "the other's invoice under one's own workspace", ask: byGuess((own) => remove(own, own.foreign.invoice)), may: [] },

  { op: "create", whose: "own", about: "an invoice in one's own workspace", ask: ofOwn((own) => create(own)), may: both, wants: "new row", done: wasCreated },
  { op: "create", whose: "own, for other", about: "in one's own workspace, with the other's id in the body", ask: ofOwn((own, { other }) => create(own, { workspaceId: other.workspace })), may: [] },
  { op: "create", whose: "other tenant's", about: "an invoice in the other workspace", ask: ofOther((other) => create(other)), may: [] },
  { op: "create", whose: "guessed number", appDecides: true, about: "with a number that the other has; the app's conflict shows the other's row", ask: byGuess((own) => create(own, { number: own.foreign.name })), may: [] },

  { op: "export", whose: "own", about: "one's own workspace as a file; the plan must be pro, and Globex is on free", ask: ofOwn((own) => exporting(own)), may: ["alice"], wants: "file" },
  { op: "export", whose: "other tenant's", about: "the other workspace as a file", ask: ofOther((other) => exporting(other)), may: [] },
  { op: "export", whose: "guessed query", about: "one's own export, with the other workspace in the query", ask: byGuess((own) => exporting(own, `?workspaceId=${own.foreign.workspace}`)), may: [] },

  // Alice asks first, through a shared cache; then the person of the column asks the same address.
  { op: "replay", whose: "/api/me", about: "one's own profile, after Alice asked for hers", cached: true, ask: () => me("/api/me"), may: ["alice", "bob", "rob", "sam"], wants: "profile" },
  { op: "replay", whose: "/api/me/x.css", about: "the same under a suffix that caches take for a file", cached: true, ask: () => me("/api/me/x.css"), may: [] },
  { op: "replay", whose: "Alice's invoice", about: "her invoice, after she read it", cached: true, ask: () => read(people[1].own), may: ["alice", "sam"], wants: "row" },
];

const me = (path) => ({ method: "GET", path });

/** The same request for a row that exists nowhere: its answer must not differ from that of a foreign one. */
export function twin(row, request) {
  const blind = ["other tenant's", "guessed id"].includes(row.whose) && request.id !== undefined;
  return blind ? { ...request, path: request.path.replace(request.id, nowhere), id: nowhere } : null;
}

/** Every cell: `{id, row, person, request, may}`; `request` is null where the question makes no sense. */
export function cells() {
  return rows.flatMap((row, r) =>
    people.map((person) => {
      const request = row.ask(person);
      return { id: `c${r + 1}-${person.key}`, row, person, request, may: request !== null && row.may.includes(person.key) };
    }),
  );
}

/** The workspace in a path, by name. */
export const workspaceIn = (path) => names[/^\/api\/workspaces\/([^/]+)/.exec(path)?.[1]] ?? null;

function totalIs(total) {
  return (request, _, after) => after.find(request.id)?.row.total === total;
}
function isDeleted(request, _, after) {
  return after.find(request.id)?.row.deletedAt !== null;
}
function wasCreated(request, before, after) {
  const fresh = after.rows("invoices").filter(({ id }) => !before.find(id));
  return fresh.length === 1 && fresh[0].number === request.body.number && request.path.includes(fresh[0].workspaceId);
}
