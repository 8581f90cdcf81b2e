// The verdict on one answer, by what it shows and what it did to the database; the status alone proves nothing.
import { workspaceIn } from "./matrix.mjs";
import { changes, masked, visible } from "./rights.mjs";
import { workspaces } from "../leaky-app/ids.mjs";

const names = { invoices: "invoice", customers: "customer", invoice_lines: "invoice line", profiles: "profile", workspaces: "workspace", workspace_members: "member" };
const telling = ["id", "number", "customerEmail", "internalNotes", "stripeCustomerId", "shareLink", "name", "email", "mfaSecret", "text"];

const worst = ["write", "file", "replay", "row", "values", "fields", "count", "existence"];

/**
 * `seen` is `{answer, blind, before, after, reached}`: the answer, that to the same question about a row which exists
 * nowhere (or null), the database before and after, and whether the app was asked. Answers `{kind, status, why, marks, note}`:
 *
 * - `leak`: shows or changes what the person may not; `why` says what, `by` in a word the worst of it (write, row,
 *   file, fields, replay, …), `marks` where it stands (JSON pointers and words)
 * - `ok`: rightful, and served whole
 * - `withheld`: rightful, and not served
 * - `denied`: not rightful, and nothing came
 * - `broken`: not rightful, and nothing came but a fault (5xx)
 */
export function judge(cell, seen) {
  const { row, may } = cell;
  const { answer } = seen;
  const open = [...written(cell, seen), ...replayed(cell, answer), ...shown(cell, seen)];
  const found = open.length > 0 ? open : oracle(cell, seen);
  const marks = { pointers: found.flatMap((f) => f.pointer ?? []), words: found.flatMap((f) => f.words ?? []) };
  const why = summary(found);
  const verdict = (kind, more = {}) => ({ kind, by: null, status: answer.status, why, marks, note: null, ...more });
  if (found.length > 0) return verdict("leak", { by: worst.find((by) => found.some((f) => f.by === by)) });
  if (may) {
    const lacks = missing(cell, seen);
    if (lacks !== null) return verdict("withheld", { why: [lacks] });
    const note = row.wants === "file" ? "a file is decided before the origin is asked and is not opened: which columns it has is the app's to get right" : null;
    return verdict("ok", { note });
  }
  return verdict(answer.status >= 500 ? "broken" : "denied");
}

/** What was changed in the database without right. */
function written({ row, request, may }, { before, after, reached }) {
  const changed = changes(before, after);
  const expected = may && row.done !== undefined && changed.length === 1;
  if (expected && row.done(request, before, after)) return [];
  const found = changed.map(({ table, row: r }) => {
    const was = before.find(r.id)?.row;
    const verb = !was ? "created" : !after.find(r.id) || (r.deletedAt && !was.deletedAt) ? "deleted" : "changed";
    return { by: "write", what: `${verb} in the database: ${title(table, was ?? r)}` };
  });
  const mustStop = !may && !row.appDecides && request.method !== "GET";
  return found.length === 0 && mustStop && reached === true ? [{ by: "write", what: "the write reached the app" }] : found;
}

function replayed({ row }, answer) {
  return row.cached && answer.headers.get("x-cache") === "HIT" ? [{ by: "replay", what: "replayed by the shared cache" }] : [];
}

/** What the answer shows without right. */
function shown(cell, { answer, after }) {
  if (cell.row.wants === "file" && cell.may) return foreignInFile(cell, answer, after);
  const listed = cell.row.op === "list";
  const found = answer.json === undefined ? [] : walk(cell.person, answer.json, after, listed);
  const total = answer.json?.total;
  if (Array.isArray(answer.json?.data) && total > answer.json.data.length) {
    found.push({ by: "count", what: `shows a total of ${total} that counts every tenant's rows`, pointer: "/total" });
  }
  if (!cell.may && cell.row.op === "export" && answer.text.includes("\r\n")) {
    found.push({ by: "file", what: `hands out a file of ${answer.text.split("\r\n").length - 1} rows` });
  }
  const words = forbidden(cell, after, listed).filter((word) => answer.text.includes(word));
  const last = words.length > 0 && found.every(({ pointer }) => pointer === undefined);
  return last ? [...found, { by: "values", what: `shows ${words.length} ${words.length === 1 ? "value that is" : "values that are"} not this person's`, words }] : found;
}

function foreignInFile({ request }, answer, after) {
  const foreign = after.rows("invoices").filter((r) => r.workspaceId !== workspaces[nameOf(request)] && answer.text.includes(r.id));
  return foreign.map((r) => ({ by: "file", what: `shows a row of another tenant: ${r.number}`, words: [r.id, r.number] }));
}

const nameOf = ({ path }) => workspaceIn(path)?.toLowerCase();

/** Every object in the answer is looked up in the database; each of its members must be this person's to see. */
function walk(person, value, now, listed, pointer = "") {
  if (Array.isArray(value)) return value.flatMap((item, i) => walk(person, item, now, listed, `${pointer}/${i}`));
  if (value === null || typeof value !== "object") return [];
  const entry = now.find(value.id);
  const inside = Object.entries(value).flatMap(([k, v]) => (k === "metadata" ? [] : walk(person, v, now, listed, `${pointer}/${k}`)));
  if (entry === null) return inside;
  const may = visible(person, entry, now, { listed });
  if (may.size === 0) return [{ by: "row", what: `shows ${title(entry.table, entry.row)}`, pointer }, ...inside];
  const members = Object.keys(value).filter((k) => {
    const free = value[k] === null || k === "_can" || (may.has(k) && !masked(person, entry.table, k));
    return !free && !(masked(person, entry.table, k) && value[k] !== entry.row[k]);
  });
  return [...members.map((k) => ({ by: "fields", what: `shows the hidden field \`${k}\` of ${article(names[entry.table])}`, pointer: `${pointer}/${k}` })), ...inside];
}

/** Words that must stand nowhere in the answer, whatever its shape. What the person sent or may see is none. */
function forbidden({ person, request }, now, listed) {
  const free = new Set();
  const never = new Set();
  for (const entry of now.entries()) {
    const may = visible(person, entry, now, { listed });
    for (const [member, value] of Object.entries(entry.row)) {
      const allowed = may.has(member) && !masked(person, entry.table, member);
      if (allowed) free.add(value);
      else if (telling.includes(member) && typeof value === "string" && value.length > 4) never.add(value);
    }
  }
  const sent = decodeURIComponent(request.path) + JSON.stringify(request.body ?? "");
  return [...never].filter((word) => !free.has(word) && !sent.includes(word));
}

/** An answer that tells a row which exists from one which doesn't gives the row's existence away. */
function oracle({ may }, { answer, blind }) {
  if (may || blind === null) return [];
  const face = ({ status, text, headers }) => JSON.stringify([status, text, [...headers].filter(([name]) => name !== "date")]);
  return face(answer) === face(blind) ? [] : [{ by: "existence", what: "tells that the row exists: another answer than for an id that exists nowhere" }];
}

/** What a rightful person did not get, or null. */
function missing({ row, person, request }, { answer, before, after }) {
  const { json, status, text } = answer;
  if (status >= 300) return `refused with ${status}`;
  if (row.done && !row.done(request, before, after)) return "not carried out in the database";
  const invoices = after.rows("invoices").filter((r) => request.path.includes(r.workspaceId) && r.deletedAt === null);
  const lacking = (wanted) => wanted.find((r) => !(json?.data ?? []).some(({ id }) => id === r.id));
  switch (row.wants) {
    case "nothing":
      return null;
    case "row":
      return partial(person, after.find(request.id), json, after);
    case "new row":
      return partial(person, after.find(json?.id), json, after);
    case "profile":
      return partial(person, after.find(json?.id), json, after);
    case "list":
      return lacking(invoices) ? `without ${lacking(invoices).number}` : null;
    case "empty list":
      return Array.isArray(json?.data) ? null : "no list";
    case "file":
      return invoices.every(({ number }) => text.includes(number)) ? null : "not the whole file";
    default:
      throw new Error(`nothing is known of \`${row.wants}\``);
  }
}

/** The members that the person may see must be there, as they are in the database. */
function partial(person, entry, json, now) {
  if (entry === null || json === undefined) return "not the row";
  for (const member of visible(person, entry, now)) {
    if (entry.row[member] === undefined || masked(person, entry.table, member)) continue;
    if (JSON.stringify(json[member]) !== JSON.stringify(entry.row[member])) return `without \`${member}\``;
  }
  return null;
}

function title(table, row) {
  return [names[table], row.number ?? row.name ?? row.displayName ?? row.text].filter(Boolean).join(" ");
}

const article = (noun) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** Each thing once, with how often. */
function summary(found) {
  const counts = new Map();
  for (const { what } of found) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].map(([what, n]) => (n > 1 ? `${what} (${n} times)` : what));
}
