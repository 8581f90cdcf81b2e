// T34: the origin answers with another row, which the caller may read as well. What the path names is what leaves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { customers, files, invoices, lines, members, people, projects, threads, messages, workspaces } from "../../leaky-app/ids.mjs";
import { mintLink } from "../../leaky-app/proof.mjs";
import { overApp, secrets } from "./gated.mjs";

const { acme, globex } = workspaces;
const here = overApp();
const acmeAt = (rest) => `/api/workspaces/${acme}/${rest}`;
const globexAt = (rest) => `/api/workspaces/${globex}/${rest}`;
const asJson = (body, more = {}) => ({ headers: { "content-type": "application/json" }, body: JSON.stringify(body), ...more });

/** The answer of the app itself, put in the place of another. */
async function put(method, path, { from, of, change = (row) => row }) {
  const row = JSON.parse((await (await fetch(here.origin.url + from, { headers: here.origin.tokens.bearer(of) })).text()));
  here.origin.log.clear();
  here.origin.faults.on({ method, path }, { answer: asJson(change(row)) });
}

async function isNotFound(answer, what) {
  const event = await answer.event();
  assert.equal(answer.status, 404, `${what}: ${answer.text}`);
  assert.equal(answer.text, '{"error":"not found"}', what);
  assert.equal(event.reason, "foreign_row", what);
  assert.equal(event.outcome, "leak", what);
}

// Who asks for what, and which row of the same caller comes instead.
const swaps = [
  ["another own invoice", "alice", acmeAt(`invoices/${invoices.acmeOpen}`), acmeAt(`invoices/${invoices.acmeDraft}`)],
  ["an own invoice of another workspace", "erin", globexAt(`invoices/${invoices.globexByErin}`), acmeAt(`invoices/${invoices.acmeByErin}`)],
  ["another project", "carol", acmeAt(`projects/${projects.acmeWebsite}`), acmeAt(`projects/${projects.acmePublic}`)],
  ["another customer", "carol", acmeAt(`customers/${customers.acmeWayne}`), acmeAt(`customers/${customers.acmeStark}`)],
  ["another member", "carol", acmeAt(`members/${members.acmeDave}`), acmeAt(`members/${members.acmeErin}`)],
  ["another line of the invoice", "carol", acmeAt(`invoices/${invoices.acmeOpen}/lines/${lines.acmeOpenFirst}`), acmeAt(`invoices/${invoices.acmeOpen}/lines/${lines.acmeOpenSecond}`)],
  ["another message of the thread", "alice", acmeAt(`threads/${threads.acmeAlice}/messages/${messages.acmeAliceQuestion}`), acmeAt(`threads/${threads.acmeAlice}/messages/${messages.acmeAliceAnswer}`)],
  ["another file", "alice", acmeAt(`files/${files.acmeReport}`), acmeAt(`files/${files.acmeLogo}`)],
  ["another own workspace", "erin", `/api/workspaces/${acme}`, `/api/workspaces/${globex}`],
];

for (const [name, who, path, other] of swaps) {
  test(`T34 ${name} in the answer is 404`, async () => {
    await put("GET", path, { from: other, of: who });
    for (const method of ["GET", "HEAD"]) {
      if (method === "HEAD") await put("HEAD", path, { from: other, of: who });
      const answer = await here.ask(who, method, path);
      assert.equal(answer.status, method === "HEAD" ? answer.status : 404, answer.text);
      if (method === "GET") await isNotFound(answer, method);
      else assert.equal(answer.text, "");
    }
    here.origin.faults.clear();
    const control = await here.ask(who, "GET", other);
    assert.equal(control.status, 200, "the caller may read that other row by its own address");
  });
}

const path = acmeAt(`invoices/${invoices.acmeOpen}`);
const variants = {
  "the right key in upper case": (row) => ({ ...row, id: row.id.toUpperCase() }),
  "the right key with a space": (row) => ({ ...row, id: `${row.id} ` }),
  "a key of null": (row) => ({ ...row, id: null }),
  "a key that is a list": (row) => ({ ...row, id: [row.id] }),
  "a key that is an object": (row) => ({ ...row, id: { id: row.id } }),
  "a key of number": (row) => ({ ...row, id: 1 }),
  "no key": ({ id, ...row }) => row,
  "the key under another name": ({ id, ...row }) => ({ ...row, ID: id, _id: id, uuid: id }),
  "no tenant": (row) => ({ ...row, workspaceId: null }),
  "another own tenant": (row) => ({ ...row, workspaceId: globex }),
};
for (const [name, change] of Object.entries(variants)) {
  test(`T34 the row with ${name} is 404`, async () => {
    await put("GET", path, { from: path, of: "erin", change });
    const token = here.origin.tokens.tokenFor("alice", { workspaces: { [acme]: "admin", [globex]: "admin" } });
    const answer = await here.ask("alice", "GET", path, { token });
    assert.equal(answer.status, 404, answer.text);
    assert.equal(answer.text, '{"error":"not found"}');
  });
}

test("T34 a row that is wrapped, or one of several, does not leave for the one that was asked for", async () => {
  const one = (row) => row;
  for (const change of [(row) => [one(row)], (row) => [row, row], (row) => ({ data: row }), (row) => ({ ...row, id: undefined, data: row }), () => [], () => null, () => "text", () => 1]) {
    here.origin.faults.clear();
    await put("GET", path, { from: path, of: "alice", change });
    const answer = await here.ask("alice", "GET", path);
    assert.ok([404, 502].includes(answer.status), `${answer.status} ${answer.text.slice(0, 80)}`);
    assert.doesNotMatch(answer.text, /ACME/);
  }
});

test("T34 the key given twice is not the key", async () => {
  const { acmeOpen, acmeDraft } = invoices;
  const rest = `"workspaceId":"${acme}","createdBy":"${people.alice.id}","number":"ACME-X","visibility":"private","deletedAt":null`;
  for (const text of [`{"id":"${acmeOpen}","id":"${acmeDraft}",${rest}}`, `{"id":"${acmeDraft}","id":"${acmeOpen}",${rest}}`, `{"id":"${acmeOpen}","\\u0069d":"${acmeDraft}",${rest}}`]) {
    here.origin.faults.clear();
    here.origin.faults.on({ method: "GET", path }, { answer: { ...asJson({}), body: text } });
    const answer = await here.ask("alice", "GET", path);
    assert.ok([404, 502].includes(answer.status), answer.text);
    assert.doesNotMatch(answer.text, /ACME-X/);
  }
});

test("T34 another person's profile is not one's own", async () => {
  for (const who of ["alice", "sam"]) {
    here.origin.faults.clear();
    await put("GET", "/api/me", { from: `/api/profiles/${people.bob.id}`, of: "bob" });
    const answer = await here.ask(who, "GET", "/api/me");
    assert.equal(answer.status, 404, `${who} ${answer.text}`);
    assert.doesNotMatch(answer.text, /bob/i);
  }
});

test("T34 a share link shows its own row and no other", async () => {
  const soon = Math.floor(Date.now() / 1000) + 600;
  const link = mintLink({ resource: "invoice", key: invoices.acmeUnlisted, tenant: acme, expiresAt: soon }, ["l1", secrets.l1]);
  const good = await here.ask(null, "GET", `/s/${link}`);
  assert.equal(good.status, 200, JSON.stringify(await good.event()));
  assert.equal(good.json.number, "ACME-008");
  for (const other of [invoices.acmePublic, invoices.acmeOpen]) {
    here.origin.faults.clear();
    await put("GET", `/s/${link}`, { from: acmeAt(`invoices/${other}`), of: "alice" });
    await isNotFound(await here.ask(null, "GET", `/s/${link}`), other);
    assert.equal((await here.ask("alice", "GET", `/s/${link}`)).status, 404, "also for who may read it otherwise");
  }
});

test("T34 rows of another own tenant are left out of a list", async () => {
  const list = acmeAt("invoices");
  for (const other of [globexAt("invoices")]) {
    await put("GET", list, { from: other, of: "erin" });
    const answer = await here.ask("erin", "GET", list);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json.data, []);
    const event = await answer.event();
    assert.equal(event.outcome, "leak");
    assert.ok(event.leaked.includes(`invoice:${invoices.globexByErin}`));
  }
});

test("T34 lines and messages of another parent are left out of a list", async () => {
  const mine = acmeAt(`invoices/${invoices.acmeOpen}/lines`);
  const other = [{ id: lines.globexOpenFirst, invoiceId: invoices.globexOpen, text: "Consulting", amount: 1 }];
  const readable = [{ id: lines.acmeDeletedFirst, invoiceId: invoices.acmeDraft, text: "Moved", amount: 1 }];
  const unnamed = [{ id: lines.globexOpenFirst, text: "Consulting", amount: 1 }];
  for (const rows of [other, readable, unnamed]) {
    here.origin.faults.clear();
    here.origin.faults.on({ method: "GET", path: mine }, { answer: asJson(rows) });
    const answer = await here.ask("alice", "GET", mine);
    assert.equal(answer.status, 200, JSON.stringify(await answer.event()));
    assert.deepEqual(answer.json, [], JSON.stringify(rows));
  }
});

test("T34 the answer to a write is the row that was written, or nothing", async () => {
  await put("PATCH", path, { from: acmeAt(`invoices/${invoices.acmeDraft}`), of: "alice" });
  const answer = await here.ask("alice", "PATCH", path, { json: { total: 4 } });
  assert.equal(answer.status, 200);
  assert.equal(answer.text, "");
  assert.equal((await answer.event()).outcome, "leak");
});

test("T34 a bulk update answers with the rows that it named alone", async () => {
  const data = [{ id: invoices.acmeOpen, workspaceId: acme }, { id: invoices.acmePaid, workspaceId: acme, number: "ACME-003" }, { id: invoices.globexOpen, workspaceId: globex, number: "GLX-001" }];
  here.origin.faults.on({ method: "POST", path: "/api/invoices/bulk" }, { answer: asJson({ data }) });
  const answer = await here.ask("carol", "POST", "/api/invoices/bulk", { json: { ids: [invoices.acmeOpen], total: 5 } });
  assert.doesNotMatch(answer.text, /GLX-001/);
});
