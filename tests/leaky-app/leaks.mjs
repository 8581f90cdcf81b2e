// Every leak of the app as data: who asks for what, and how the answer or the database shows the leak.
// The demo's left column and the end-to-end tests read this list; the gate must close each of them.
import { customers, files, invoices, lines, links, members, messages, people, projects, threads, workspaces } from "./ids.mjs";

const { acme, globex } = workspaces;
const at = (workspace, rest) => `/api/workspaces/${workspace}/${rest}`;
const acmeAt = (rest) => at(acme, rest);
const globexAt = (rest) => at(globex, rest);
const saysInAnswer = (...words) => ({ text }) => words.every((w) => text.includes(w));
const emptied = (status) => (answer) => answer.status === status;
const inTable = (table, id, test) => async (answer, db) => {
  const row = await db.one(`select * from ${table} where id = $1`, [id]);
  return answer.status < 300 && test(row);
};
const cached = ({ headers }) => /public|s-maxage/.test(headers.get("cache-control") ?? "");

/** `as` is a name of `people` or null; `shows(answer, db)` is true while the leak is open. */
export const leaks = [
  // Reading by id
  { leak: "an invoice of another tenant by its id", as: "alice", get: acmeAt(`invoices/${invoices.globexOpen}`), shows: saysInAnswer("GLX-001") },
  { leak: "an invoice without any session", as: null, get: acmeAt(`invoices/${invoices.acmeOpen}`), shows: saysInAnswer("ACME-001") },
  { leak: "an invoice under the workspace that it is not in", as: "erin", get: acmeAt(`invoices/${invoices.globexByErin}`), shows: saysInAnswer("GLX-003") },
  { leak: "a deleted invoice", as: "alice", get: acmeAt(`invoices/${invoices.acmeDeleted}`), shows: saysInAnswer("ACME-005") },
  { leak: "an orphaned invoice", as: "bob", get: globexAt(`invoices/${invoices.orphaned}`), shows: saysInAnswer("LOST-001") },
  { leak: "a removed member's own invoice", as: "rob", get: acmeAt(`invoices/${invoices.acmeByRob}`), shows: saysInAnswer("ACME-004") },
  { leak: "an invoice to a suspended person", as: "mallory", get: acmeAt(`invoices/${invoices.acmeOpen}`), shows: saysInAnswer("ACME-001") },
  { leak: "internal notes and Stripe ids to a viewer", as: "dave", get: acmeAt(`invoices/${invoices.acmeOpen}`), shows: saysInAnswer("Wayne pays late", "cus_wayne") },
  { leak: "a foreign customer inside an own invoice", as: "alice", get: acmeAt(`invoices/${invoices.acmeForeignCustomer}`), shows: saysInAnswer("Oscorp") },
  { leak: "a private invoice that shared caches may keep", as: "alice", get: acmeAt(`invoices/${invoices.acmeOpen}`), shows: cached },
  { leak: "a line of another tenant's invoice", as: "alice", get: acmeAt(`invoices/${invoices.acmeOpen}/lines/${lines.globexOpenFirst}`), shows: saysInAnswer("Consulting") },
  { leak: "the lines of another tenant's invoice", as: "alice", get: acmeAt(`invoices/${invoices.globexOpen}/lines`), shows: saysInAnswer("Consulting") },
  { leak: "the lines of a deleted invoice", as: "alice", get: acmeAt(`invoices/${invoices.acmeDeleted}/lines`), shows: saysInAnswer("Mistake") },
  { leak: "a project of another tenant", as: "alice", get: acmeAt(`projects/${projects.globexMain}`), shows: saysInAnswer("Globex main") },
  { leak: "a colleague's private project", as: "erin", get: acmeAt(`projects/${projects.acmeSecret}`), shows: saysInAnswer("Secret merger") },
  { leak: "a customer of another tenant", as: "alice", get: acmeAt(`customers/${customers.globexOscorp}`), shows: saysInAnswer("Oscorp") },
  { leak: "a member of another tenant", as: "alice", get: acmeAt(`members/${members.globexBob}`), shows: saysInAnswer("bob@globex.example") },
  { leak: "a colleague's chat", as: "alice", get: acmeAt(`threads/${threads.acmeErin}`), shows: saysInAnswer("Rates") },
  { leak: "the messages of another tenant's chat", as: "alice", get: acmeAt(`threads/${threads.globexBob}/messages`), shows: saysInAnswer("layoff letter") },
  { leak: "one message of another tenant's chat", as: "alice", get: acmeAt(`threads/${threads.acmeAlice}/messages/${messages.globexBobQuestion}`), shows: saysInAnswer("layoff letter") },
  { leak: "a file of another tenant", as: "alice", get: acmeAt(`files/${files.globexPayroll}`), shows: saysInAnswer("payroll.csv", "sig=g1") },
  { leak: "the content of another tenant's file", as: "alice", get: acmeAt(`files/${files.globexPayroll}/content`), shows: saysInAnswer("250000") },
  { leak: "a redirect to another tenant's presigned file", as: "alice", get: acmeAt(`files/${files.globexPayroll}/download`), shows: ({ headers }) => /sig=g1/.test(headers.get("location")) },
  { leak: "uploaded HTML that runs on the app's origin", as: "alice", get: acmeAt(`files/${files.acmeReport}/content`), shows: ({ headers }) => headers.get("content-type") === "text/html" && !headers.has("x-content-type-options") },
  { leak: "another person's profile", as: "bob", get: `/api/profiles/${people.alice.id}`, shows: saysInAnswer("MFA-ALICE") },
  { leak: "another tenant's workspace", as: "alice", get: `/api/workspaces/${globex}`, shows: saysInAnswer("cus_globex") },
  { leak: "a tRPC procedure by id alone", as: "alice", get: `/api/trpc/invoice.byId?input=${encodeURIComponent(JSON.stringify({ id: invoices.globexOpen }))}`, shows: saysInAnswer("GLX-001") },

  // Who is asking
  { leak: "the user taken from the query", as: "bob", get: `/api/me?userId=${people.alice.id}`, shows: saysInAnswer("MFA-ALICE") },
  { leak: "the user taken from a header", as: "bob", get: "/api/me", headers: { "x-user-id": people.alice.id }, shows: saysInAnswer("MFA-ALICE") },
  { leak: "the threads of the user in the query", as: "alice", get: acmeAt(`threads?userId=${people.erin.id}`), shows: saysInAnswer("Rates") },
  { leak: "one's own profile under a cacheable suffix", as: "alice", get: "/api/me/x.css", shows: (a) => cached(a) && a.text.includes("MFA-ALICE") },
  { leak: "one's own profile with its secret column", as: "alice", get: "/api/me", shows: saysInAnswer("mfaSecret") },

  // Lists
  { leak: "a search over all tenants", as: "alice", get: acmeAt("invoices?q=oscorp"), shows: saysInAnswer("GLX-001") },
  { leak: "a list for people who do not belong", as: "bob", get: acmeAt("invoices"), shows: saysInAnswer("ACME-001") },
  { leak: "deleted rows in a list", as: "alice", get: acmeAt("invoices"), shows: saysInAnswer("ACME-005") },
  { leak: "a total that counts every tenant's rows", as: "alice", get: acmeAt("invoices"), shows: ({ json }) => json.total > json.data.length },
  { leak: "the customers of all tenants", as: "alice", get: acmeAt("customers"), shows: saysInAnswer("Oscorp", "creditScore") },
  { leak: "the projects of all tenants", as: "alice", get: acmeAt("projects"), shows: saysInAnswer("Globex main") },
  { leak: "the files of all tenants", as: "alice", get: acmeAt("files"), shows: saysInAnswer("payroll.csv") },
  { leak: "another workspace's members", as: "alice", get: globexAt("members"), shows: saysInAnswer("bob@globex.example") },
  { leak: "the workspaces of everybody", as: "alice", get: "/api/workspaces", shows: saysInAnswer("cus_globex") },
  { leak: "a dashboard over all tenants", as: "alice", get: "/api/dashboard", shows: (a) => cached(a) && a.text.includes("GLX-001") && a.text.includes("bob@globex.example") },
  { leak: "an export for a viewer, with internal columns", as: "dave", get: acmeAt("invoices/export"), shows: saysInAnswer("Wayne pays late") },
  { leak: "an export of the workspace in the query", as: "alice", get: acmeAt(`invoices/export?workspaceId=${globex}`), shows: saysInAnswer("GLX-001") },

  // Pages and links
  { leak: "a page with private data for anybody, kept by caches", as: null, get: "/w/acme/invoices", shows: (a) => cached(a) && a.text.includes("Wayne pays late") },
  { leak: "a page's data under its second address", as: null, get: "/_next/data/b1/w/acme/invoices.json", shows: saysInAnswer("Wayne pays late") },
  { leak: "a link that outlived the sharing", as: null, get: `/s/${links.acmeOldLink}`, shows: saysInAnswer("legal is involved") },
  { leak: "an id that works as a link", as: null, get: `/s/${invoices.acmeOpen}`, shows: saysInAnswer("Wayne pays late") },
  { leak: "internal columns behind a good link", as: null, get: `/s/${links.acmeUnlisted}`, shows: saysInAnswer("sent to Stark only") },
  { leak: "an answer that any site may read with the cookie", as: "alice", get: "/api/me", headers: { origin: "https://evil.example" }, shows: ({ headers }) => headers.get("access-control-allow-origin") === "https://evil.example" },
  { leak: "an error with the statement and the stack", as: null, get: acmeAt("invoices/1"), shows: saysInAnswer("select * from invoices", "stack") },

  // Writing
  { leak: "an update of another tenant's invoice", as: "alice", patch: acmeAt(`invoices/${invoices.globexOpen}`), body: { total: 1 }, shows: inTable("invoices", invoices.globexOpen, (r) => r.total === 1) },
  { leak: "an invoice moved to another tenant by its body", as: "erin", patch: acmeAt(`invoices/${invoices.acmeByErin}`), body: { workspaceId: globex }, shows: inTable("invoices", invoices.acmeByErin, (r) => r.workspaceId === globex) },
  { leak: "an owner replaced by a body", as: "dave", patch: acmeAt(`invoices/${invoices.acmeOpen}`), body: { createdBy: people.dave.id }, shows: inTable("invoices", invoices.acmeOpen, (r) => r.createdBy === people.dave.id) },
  { leak: "a status that only Stripe may set", as: "alice", patch: acmeAt(`invoices/${invoices.acmeOpen}`), body: { status: "paid" }, shows: inTable("invoices", invoices.acmeOpen, (r) => r.status === "paid") },
  { leak: "an invoice pointed at another tenant's project", as: "carol", patch: acmeAt(`invoices/${invoices.acmeOpen}`), body: { projectId: projects.globexMain }, shows: inTable("invoices", invoices.acmeOpen, (r) => r.projectId === projects.globexMain) },
  { leak: "internal columns in the answer to a write", as: "erin", patch: acmeAt(`invoices/${invoices.acmeByErin}`), body: { total: 5 }, shows: saysInAnswer("cus_stark") },
  { leak: "an invoice created in another tenant", as: "alice", post: acmeAt("invoices"), body: { number: "NEW-1", workspaceId: globex }, shows: ({ json }) => json.workspaceId === globex },
  { leak: "another tenant's row in a conflict", as: "carol", post: acmeAt("invoices"), body: { number: "GLX-001" }, shows: saysInAnswer("Oscorp is broke") },
  { leak: "a deletion in another tenant", as: "alice", delete: acmeAt(`invoices/${invoices.globexOpen}`), shows: inTable("invoices", invoices.globexOpen, (r) => r.deletedAt !== null) },
  { leak: "a deletion by a viewer", as: "dave", delete: acmeAt(`invoices/${invoices.acmeOpen}`), shows: inTable("invoices", invoices.acmeOpen, (r) => r.deletedAt !== null) },
  { leak: "a restore by a viewer", as: "dave", post: acmeAt(`invoices/${invoices.acmeDeleted}/restore`), shows: inTable("invoices", invoices.acmeDeleted, (r) => r.deletedAt === null) },
  { leak: "another tenant's invoice made public", as: "alice", post: acmeAt(`invoices/${invoices.globexOpen}/share`), body: { visibility: "public" }, shows: inTable("invoices", invoices.globexOpen, (r) => r.visibility === "public") },
  { leak: "a row in an error that says 200", as: "alice", post: acmeAt(`invoices/${invoices.acmePaid}/remind`), shows: (a) => a.status === 200 && a.json.error !== undefined && a.text.includes("cus_wayne") },
  { leak: "a bulk update over two tenants", as: "alice", post: "/api/invoices/bulk", body: { ids: [invoices.acmeOpen, invoices.globexOpen], total: 0 }, shows: inTable("invoices", invoices.globexOpen, (r) => r.total === 0) },
  { leak: "a line added to the invoice in the body", as: "alice", post: acmeAt(`invoices/${invoices.acmeOpen}/lines`), body: { text: "x", amount: 1, invoiceId: invoices.globexOpen }, shows: ({ json }) => json.invoiceId === invoices.globexOpen },
  { leak: "a line moved to another invoice", as: "alice", patch: acmeAt(`invoices/${invoices.acmeOpen}/lines/${lines.acmeOpenFirst}`), body: { invoiceId: invoices.globexOpen }, shows: inTable("invoice_lines", lines.acmeOpenFirst, (r) => r.invoiceId === invoices.globexOpen) },
  { leak: "another tenant's line deleted", as: "alice", delete: acmeAt(`invoices/${invoices.acmeOpen}/lines/${lines.globexOpenFirst}`), shows: inTable("invoice_lines", lines.globexOpenFirst, (r) => r === null) },
  { leak: "a project created in another tenant", as: "alice", post: acmeAt("projects"), body: { name: "x", workspaceId: globex }, shows: ({ json }) => json.workspaceId === globex },
  { leak: "a shared project updated with `view` alone", as: "dave", patch: acmeAt(`projects/${projects.acmeWebsite}`), body: { name: "Dave's" }, shows: inTable("projects", projects.acmeWebsite, (r) => r.name === "Dave's") },
  { leak: "another tenant's project deleted", as: "alice", delete: acmeAt(`projects/${projects.globexMain}`), shows: inTable("projects", projects.globexMain, (r) => r === null) },
  { leak: "a project shared by somebody who may not", as: "dave", post: acmeAt(`projects/${projects.acmeSecret}/share`), body: { person: people.dave.id, level: "edit" }, shows: emptied(204) },
  { leak: "a customer created in another tenant", as: "alice", post: acmeAt("customers"), body: { name: "x", workspaceId: globex }, shows: ({ json }) => json.workspaceId === globex },
  { leak: "a customer's Stripe id rewritten", as: "erin", patch: acmeAt(`customers/${customers.acmeWayne}`), body: { stripeCustomerId: "cus_mine" }, shows: inTable("customers", customers.acmeWayne, (r) => r.stripeCustomerId === "cus_mine") },
  { leak: "a customer deleted by a viewer", as: "dave", delete: acmeAt(`customers/${customers.acmeStark}`), shows: inTable("customers", customers.acmeStark, (r) => r === null) },
  { leak: "a role raised by its holder", as: "dave", patch: acmeAt(`members/${members.acmeDave}`), body: { role: "admin" }, shows: inTable("workspace_members", members.acmeDave, (r) => r.role === "admin") },
  { leak: "the last admin removed", as: "carol", delete: acmeAt(`members/${members.acmeAlice}`), shows: inTable("workspace_members", members.acmeAlice, (r) => r.removedAt !== null) },
  { leak: "the last admin lowered by herself", as: "alice", patch: acmeAt(`members/${members.acmeAlice}`), body: { role: "viewer" }, shows: inTable("workspace_members", members.acmeAlice, (r) => r.role === "viewer") },
  { leak: "an invitation above one's own role", as: "carol", post: acmeAt("members/invite"), body: { email: people.bob.email, role: "admin" }, shows: ({ json }) => json.role === "admin" },
  { leak: "a free upgrade", as: "bob", patch: `/api/workspaces/${globex}`, body: { plan: "team" }, shows: inTable("workspaces", globex, (r) => r.plan === "team") },
  { leak: "a workspace founded with a paid plan", as: "bob", post: "/api/workspaces", body: { slug: "mine", name: "Mine", plan: "team" }, shows: ({ json }) => json.plan === "team" },
  { leak: "another tenant's workspace deleted", as: "alice", delete: `/api/workspaces/${globex}`, shows: inTable("workspaces", globex, (r) => r === null) },
  { leak: "oneself made staff", as: "dave", patch: "/api/me", body: { staff: ["support"] }, shows: inTable("profiles", people.dave.id, (r) => r.staff[0] === "support") },
  { leak: "another person's profile written", as: "dave", patch: "/api/me", body: { userId: people.alice.id, name: "Dave was here" }, shows: inTable("profiles", people.alice.id, (r) => r.name === "Dave was here") },
  { leak: "a thread in another person's name", as: "dave", post: acmeAt("threads"), body: { title: "x", createdBy: people.alice.id }, shows: ({ json }) => json.createdBy === people.alice.id },
  { leak: "a system prompt rewritten", as: "erin", patch: acmeAt(`threads/${threads.acmeErin}`), body: { systemPrompt: "obey me" }, shows: inTable("threads", threads.acmeErin, (r) => r.systemPrompt === "obey me") },
  { leak: "another person's thread deleted", as: "alice", delete: acmeAt(`threads/${threads.globexBob}`), shows: inTable("threads", threads.globexBob, (r) => r === null) },
  { leak: "a chat in another tenant's thread, which repeats it", as: "alice", post: "/api/chat", body: { id: threads.globexBob, text: "hello" }, shows: saysInAnswer('"delta":"layoff "') },
  { leak: "a file uploaded into another tenant", as: "alice", post: acmeAt("files"), body: { name: "x", content: "x", workspaceId: globex }, shows: ({ json }) => json.workspaceId === globex },
  { leak: "a file turned into a page", as: "erin", patch: acmeAt(`files/${files.acmeLogo}`), body: { contentType: "text/html" }, shows: inTable("files", files.acmeLogo, (r) => r.contentType === "text/html") },
  { leak: "another tenant's file deleted", as: "alice", delete: acmeAt(`files/${files.globexPayroll}`), shows: inTable("files", files.globexPayroll, (r) => r === null) },
  { leak: "a Stripe event without a signature, matched by e-mail", as: null, post: "/webhooks/stripe", body: { id: "evt_1", type: "invoice.paid", data: { object: { customer_email: "billing@wayne.example" } } }, shows: inTable("invoices", invoices.acmeOpen, (r) => r.status === "paid") },
  { leak: "a tRPC mutation without a session", as: null, post: "/api/trpc/invoice.rename", body: { id: invoices.globexOpen, number: "OWNED" }, shows: inTable("invoices", invoices.globexOpen, (r) => r.number === "OWNED") },
  { leak: "a read turned into a write by an override header", as: "alice", post: acmeAt(`invoices/${invoices.globexOpen}`), headers: { "x-http-method-override": "DELETE" }, shows: inTable("invoices", invoices.globexOpen, (r) => r.deletedAt !== null) },
  { leak: "a method that the body names", as: "alice", post: acmeAt(`invoices/${invoices.globexOpen}`), body: { _method: "DELETE" }, shows: inTable("invoices", invoices.globexOpen, (r) => r.deletedAt !== null) },

  // Paths that mean something else here than in front; sent as they stand
  ...["/api/health/%2e%2e/me", "/api/health%2f..%2fme", "/api/health/..%5cme", "/api;x/me", "//api//me"].map((path) => ({
    leak: `a profile under the address \`${path}\``, as: "alice", get: path, shows: saysInAnswer("MFA-ALICE"),
  })),
];

/** The request of a leak: `{method, path, headers, body}`. */
export function requestOf(leak) {
  const method = ["get", "post", "patch", "delete"].find((m) => leak[m] !== undefined);
  const body = leak.body === undefined ? undefined : JSON.stringify(leak.body);
  const headers = { ...(body !== undefined && { "content-type": "application/json" }), ...leak.headers };
  return { method: method.toUpperCase(), path: leak[method], headers, body };
}

