// Asks every cell of the matrix at the origin and through the gate, one after the other over a fresh database.
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../leaky-app/client.mjs";
import { judge } from "./judge.mjs";
import { cells, twin } from "./matrix.mjs";
import { alice, credentials } from "./people.mjs";
import { changes, picture } from "./rights.mjs";

const auditMs = 1000;

/**
 * Runs the matrix. `progress(done, all, cell)` is called after each cell. Answers `{cells, totals}`: a cell gets
 * `origin` and `gate`, each `{verdict, sent, answer, audit, reached}`, or neither where there is nothing to ask.
 */
export async function run({ app, sides }, progress = () => {}) {
  const all = cells();
  await app.reset();
  for (const [i, cell] of all.entries()) {
    if (cell.request !== null) {
      cell.origin = await exchange(app, sides.origin, cell);
      cell.gate = await exchange(app, sides.gate, cell, { audited: true });
    }
    progress(i + 1, all.length, cell);
  }
  return { cells: all, totals: count(all) };
}

async function exchange(app, side, cell, { audited = false } = {}) {
  const { row, person, request } = cell;
  const to = row.cached ? side.cache.url : side.url;
  if (row.cached) {
    side.cache.clear();
    await ask(to, message(request, credentials(alice, app.tokens)));
  }
  const before = await picture(app.db);
  const logged = side.audit.length;
  app.log.clear();
  const sent = message(request, credentials(person, app.tokens));
  const answer = await ask(to, sent);
  const audit = audited ? await eventSince(side.audit, logged) : null;
  const reached = app.log.reached().some(({ method, path }) => method === sent.method && path.split("?")[0] === sent.path.split("?")[0]);
  const after = await picture(app.db);
  const other = twin(row, request);
  const blind = other && (await ask(to, message(other, credentials(person, app.tokens))));
  const verdict = judge(cell, { answer, blind, before, after, reached: audited ? reached : null });
  if (changes(before, await picture(app.db)).length > 0) await app.db.reset();
  return { verdict, sent, answer, audit, reached };
}

function message({ method, path, body }, headers) {
  const text = body && JSON.stringify(body);
  return { method, path, headers: { ...headers, ...(text && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }) }, body: text };
}

/** The gate's own line on the exchange, which may come after the answer. A replay has none. */
async function eventSince(audit, from) {
  for (const until = Date.now() + auditMs; Date.now() < until; await sleep(4)) {
    const found = audit.slice(from).find(({ event }) => event?.event === "decision");
    if (found) return found.text;
  }
  return null;
}

/** `{origin, gate}` with the number of cells by verdict, `asked`, `rightful`, and whether the run shows what it should. */
function count(all) {
  const asked = all.filter(({ request }) => request !== null);
  const of = (side) => {
    const kinds = { leak: 0, ok: 0, withheld: 0, denied: 0, broken: 0 };
    for (const cell of asked) kinds[cell[side].verdict.kind] += 1;
    return kinds;
  };
  const origin = of("origin");
  const gate = of("gate");
  const rightful = asked.filter(({ may }) => may).length;
  const good = origin.leak > 0 && gate.leak === 0 && gate.broken === 0 && gate.ok === rightful;
  return { origin, gate, asked: asked.length, rightful, good };
}

/** The closing line. */
export function sentence({ origin, gate, rightful }) {
  const leaks = (n) => `${n} ${n === 1 ? "leak" : "leaks"}`;
  return `origin: ${leaks(origin.leak)}; gate: ${leaks(gate.leak)}, ${gate.ok} of ${rightful} rightful requests served`;
}
