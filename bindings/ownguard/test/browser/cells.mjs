// A case of the model's matrix as rows of the example's database, a signed token, and a request to
// the example's API or one of its server actions. Every case lives in a world of its own: workspaces,
// person and rows that no other case meets. Writes nothing itself.
import { createHmac, randomBytes } from "node:crypto";
import { SignJWT } from "jose";
import { parent, row } from "ownguard/test";

export const secrets = {
  SESSION_SECRET: randomBytes(32).toString("hex"),
  OWNGUARD_LINK_KEY: `matrix:${randomBytes(32).toString("base64")}`,
};

const uuid = (last) => `00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;

/** What the matrix calls tenants and people, in a form that `mine` makes one case's own. */
export const ids = { here: uuid(901), elsewhere: uuid(902), caller: uuid(903), somebody: uuid(904) };

const mine = (text, at) => text.replaceAll("00000000-0000-4000-8000-", `${at.toString(16).padStart(8, "0")}-0000-4000-8000-`);
const common = (text) => text.replaceAll(/[0-9a-f]{8}-0000-4000-8000-/g, "00000000-0000-4000-8000-");

/** What the example's tables would refuse, and the matrix asks all the same. */
export const RELAX = `
  alter table workspaces drop constraint workspaces_slug_key;
  ${["workspaces.plan", "workspace_members.role", "workspace_members.user_id", "workspace_members.workspace_id", "invoices.workspace_id", "invoices.visibility", "subscriptions.workspace_id", "threads.workspace_id", "messages.workspace_id", "messages.thread_id"].map((name) => `alter table ${name.replace(".", " alter column ")} drop not null;`).join("\n  ")}
  ${["invoices.total", "subscriptions.seats", "subscriptions.price"].map((name) => `alter table ${name.replace(".", " alter column ")} type text;`).join("\n  ")}
`;

const TABLES = { workspace: "workspaces", member: "workspace_members", invoice: "invoices", subscription: "subscriptions", thread: "threads", message: "messages" };

/** Why the example cannot be asked this, or `undefined`. */
export function inexpressible({ action, verb, resource, target, tenant, state, row, who, link }) {
  if (resource === "invoice_line") return "lines are shown inside their invoice, and nowhere else";
  if (!asks[action]) return `nothing in the example does \`${Object.keys(asks).some((name) => name.endsWith(`.${verb}`)) ? action : `*.${verb}`}\``;
  if (target === "collection") return "no route of the example answers rows as a whole";
  if (typeof who.age === "number") return "facts are read in each request here: they are never old";
  if (["revoked", "facts_unavailable"].includes(who.kind)) return `the example has no ${who.kind === "revoked" ? "list of ended sessions" : "facts that fail"}`;
  if (who.memberships?.some(({ age }) => typeof age === "number")) return "facts are read in each request here: they are never old";
  if (resource === "workspace" && state === "no_tenant") return "a workspace is its own tenant";
  if (action === "workspace.list" && target === "listing" && tenant !== null) return "the path of this list names no workspace";
  if (action !== "workspace.list" && tenant === null) return "the path names a workspace";
  if (resource === "member" && row?.owner === "caller" && !who.memberships?.some((held) => held.tenant === "here")) {
    return "who has a row among the members belongs to the workspace";
  }
  if (who.id === "staff:unknown_role") return "whose token names no known role of staff is a person here";
  if (link && action !== "invoice.read") return "a link opens one invoice here";
  return undefined;
}

/** The SQL of what must stand in the database for a case. */
export function seeded(one, at) {
  const { who } = one;
  const lines = [];
  const held = who.memberships ?? [];
  const standing = (tenant) => held.find((each) => each.tenant === tenant)?.tenant_status ?? "active";
  const own = one.row && row(one, { names: "column" });
  for (const tenant of ["here", "elsewhere"]) {
    const said = one.resource === "workspace" && own?.id === ids[tenant] ? own : { slug: tenant, name: tenant };
    lines.push(insert("workspaces", { ...said, id: ids[tenant], status: standing(tenant) }));
  }
  const isMembership = one.resource === "member" && one.row?.owner === "caller";
  for (const { tenant, role, status } of held) {
    const named = { workspace_id: ids[tenant], user_id: ids.caller, role, status };
    const said = isMembership && tenant === "here" ? { ...own, ...named, workspace_id: own.workspace_id } : { display_name: "-", email: "-", ...named };
    lines.push(insert("workspace_members", said));
  }
  const above = parent(one);
  if (above) lines.push(insert(TABLES.thread, columns(above)));
  if (own && one.resource !== "workspace" && !isMembership) lines.push(insert(TABLES[one.resource], own));
  return mine(lines.join("\n"), at);
}

function columns(wire) {
  return Object.fromEntries(Object.entries(wire).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}

function insert(table, values) {
  const literal = (value) => (value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`);
  return `insert into ${table} (${Object.keys(values).join(", ")}) values (${Object.values(values).map(literal).join(", ")});`;
}

/** The cookie of who asks. */
export async function cookieOf({ who }, at) {
  if (who.kind === "anonymous") return {};
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    email_verified: who.verified ?? false,
    ...(who.status === "suspended" && { status: "suspended" }),
    ...(who.kind === "guest" && { guest: true }),
    ...(who.kind === "staff" && { staff: who.roles.length > 0 ? who.roles : ["unknown"] }),
  };
  const issued = who.kind === "token_expired" ? now - 7200 : now;
  const secret = who.kind === "token_invalid" ? "somebody else's secret, of some length" : secrets.SESSION_SECRET;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(mine(ids.caller, at))
    .setIssuer("https://folio.example")
    .setAudience("folio")
    .setIssuedAt(issued)
    .setExpirationTime(issued + 3600)
    .sign(new TextEncoder().encode(secret));
  return { cookie: `session=${token}` };
}

const VALUES = { customerEmail: "a@b.example", billingEmail: "a@b.example", total: "5", seats: "5", dueOn: "2027-01-01", status: "open", visibility: "unlisted" };
const NEW = ["number", "customerName", "customerEmail", "total", "dueOn"];

const wireOf = (column) => column.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** What is written: all that the case may write; where it is denied, what anybody would try. */
function written({ expected, verb, resource }) {
  const all = expected.decision === "permit" ? Object.keys(expected.writable).map(wireOf) : resource === "invoice" ? NEW : resource === "thread" ? ["title"] : [];
  const named = verb === "create" || resource !== "invoice" ? all.filter((name) => verb !== "create" || name !== "visibility") : all;
  return Object.fromEntries(named.map((name) => [name, VALUES[name] ?? `new ${name}`]));
}

const below = `/api/workspaces/${ids.here}`;
const listed = (path) => (one) => ({ path: path(one), in: one.row ? keyOf(one) : true });
const single = (name) => (one) => ({ path: `${below}/${name}/${keyOf(one)}${one.link ? `?link=${"LINK"}` : ""}` });
const posted = (name) => (one) => ({ path: `${below}/${name}`, method: "POST", body: written(one), done: true });
const patched = (name) => (one) => ({ path: `${below}/${name}/${keyOf(one)}`, method: "PATCH", body: written(one), done: true });
const removed = (name) => (one) => ({ path: `${below}/${name}/${keyOf(one)}`, method: "DELETE", done: true });
const acted = (exported, page, body) => (one) => ({ path: page, action: exported, body: body(one), done: true });

const keyOf = (one) => row(one)?.id ?? uuid(999);
const threadOf = (one) => (one.row ? row(one).threadId : parent(one)?.id) ?? uuid(998);
const forForm = (one) => ({ ...Object.fromEntries(NEW.map((name) => [name, VALUES[name] ?? `new ${name}`])), ...written(one), visibility: undefined, id: keyOf(one) });

/** An action is not told a workspace: what it makes stands in the caller's own. */
const atHome = (how) => Object.assign(how, { only: ({ who }) => !who.sub || (who.memberships ?? []).some((held) => held.tenant === "here" && held.status === "active" && held.tenant_status === "active") });

/** How each action is asked: by the API, by a server action, or by both. */
export const asks = {
  "workspace.list": [listed(() => "/api/workspaces")],
  "workspace.read": [(one) => ({ path: `/api/workspaces/${keyOf(one)}` })],
  "member.list": [listed(() => `${below}/members`)],
  "member.read": [single("members")],
  "invoice.list": [listed(() => `${below}/invoices`)],
  "invoice.read": [single("invoices")],
  "invoice.create": [posted("invoices"), atHome(acted("create", "/w/x/invoices/new", (one) => ({ ...forForm(one), id: undefined })))],
  "invoice.update": [patched("invoices"), acted("save", "/w/x/invoices/x/edit", forForm)],
  "invoice.delete": [removed("invoices"), acted("remove", "/w/x/invoices/x", (one) => ({ id: keyOf(one) }))],
  "invoice.share": [acted("share", "/w/x/invoices/x", (one) => ({ id: keyOf(one) }))],
  "subscription.list": [listed(() => `${below}/subscriptions`)],
  "subscription.read": [single("subscriptions")],
  "subscription.update": [patched("subscriptions"), acted("setSeats", "/w/x/billing", (one) => ({ id: keyOf(one), seats: "5" }))],
  "thread.list": [listed(() => `${below}/threads`)],
  "thread.read": [single("threads")],
  "thread.create": [posted("threads"), atHome(acted("startThread", "/w/x/chat", () => ({ title: "new title" })))],
  "thread.update": [patched("threads")],
  "thread.delete": [removed("threads")],
  "message.list": [listed((one) => `${below}/threads/${threadOf(one)}/messages`)],
  "message.create": [(one) => ({ path: `${below}/threads/${threadOf(one)}/messages`, method: "POST", body: { text: "hello" }, done: true })],
};

/** Asks the example, and gives what `run` of `ownguard/test` reads. */
export function ask(app, how, one, at, actions) {
  return asked(app, how(one), one, at, actions);
}

async function asked(app, { path, method = "GET", body, action, done, in: key }, one, at, actions) {
  const address = mine(path.replace("LINK", () => linkOf(one, at)), at);
  const headers = { ...(await cookieOf(one, at)), "sec-fetch-site": "same-origin", origin: app.url };
  const text = body && mine(JSON.stringify(body), at);
  const response = await fetch(new URL(address, app.url), {
    method: action ? "POST" : method,
    headers: { ...headers, ...(action ? { "next-action": actions[action], "content-type": "text/plain;charset=UTF-8" } : text && { "content-type": "application/json" }) },
    ...(text && { body: action ? `[${text}]` : text }),
    redirect: "manual",
  });
  if (action) return ofAction(response);
  if (done || !response.ok) {
    await response.body?.cancel();
    return { status: response.status, body: null };
  }
  const answer = JSON.parse(common(await response.text()));
  if (key === undefined) return { status: 200, body: restored(answer, one) };
  return key === true ? Array.isArray(answer) : answer.filter(({ id }) => id === common(key)).map((found) => restored(found, one));
}

/** A membership has its holder's role, whatever the matrix wrote into it. */
function restored(answer, one) {
  return one.resource === "member" && one.row?.owner === "caller" ? { ...answer, role: row(one).role } : answer;
}

/** What a server action answered: its value stands in the line of the stream that the first one names. */
async function ofAction(response) {
  const text = await response.text();
  if (response.headers.has("x-action-redirect")) return { ok: true };
  const value = text.split("\n").map((line) => /^[0-9a-f]+:(\{"ok":.*)$/.exec(line)?.[1]).find(Boolean);
  if (!value) throw new Error(`the action answered ${response.status}: ${text.slice(0, 300)}`);
  const result = JSON.parse(value);
  return result.ok ? { ok: true } : { ok: false, status: result.error.status };
}

function linkOf(one, at) {
  const [name, secret] = secrets.OWNGUARD_LINK_KEY.split(":");
  const sized = (width, content) => {
    const bytes = Buffer.from(content);
    const size = Buffer.alloc(width);
    size.writeUIntBE(bytes.length, 0, width);
    return Buffer.concat([size, bytes]);
  };
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64BE(BigInt(Math.floor(Date.now() / 1000) + 3600));
  const tenant = one.row.tenant === null ? [Buffer.of(0)] : [Buffer.of(1), sized(2, mine(ids[one.row.tenant], at))];
  const fields = [name, one.link.resource, mine(keyOf(one), at)].map((field) => sized(2, field));
  const signed = Buffer.concat([Buffer.of(1), ...fields, ...tenant, expiry, randomBytes(16)]);
  const mac = createHmac("sha256", Buffer.from(secret, "base64")).update(Buffer.concat([sized(4, "ownguard.link"), sized(4, signed)]));
  return Buffer.concat([signed, mac.digest()]).toString("base64url");
}
