// T33: a write whose body points at a row that the caller may not read, or that another tenant has, is refused before
// the origin sees it. Every such case is refused in the same way, so that it does not tell what exists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { customers, invoices, lines, nowhere, people, projects, threads, workspaces } from "../../leaky-app/ids.mjs";
import { form, multipart, overApp } from "./gated.mjs";

const { acme, globex } = workspaces;
const here = overApp();
const invoice = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const create = `/api/workspaces/${acme}/invoices`;
const writes = ({ method }) => method !== "GET" && method !== "HEAD";

async function refused(answer, reason, what) {
  const event = await answer.event();
  assert.equal(answer.status, 403, `${what}: ${JSON.stringify(event)}`);
  assert.equal(event.reason, reason, what);
  assert.deepEqual(here.reached().filter(writes), [], what);
  assert.equal(answer.text, '{"error":"forbidden"}', what);
}

const foreign = {
  "another tenant's project": { projectId: projects.globexMain },
  "another tenant's customer": { customerId: customers.globexOscorp },
  "a project that does not exist": { projectId: nowhere },
  "a row of another kind": { projectId: customers.acmeWayne },
  "a project by a key in upper case": { projectId: projects.acmeWebsite.toUpperCase() },
  "no key at all": { projectId: "" },
  "a number": { projectId: 1 },
  "an own one and another's beside it": { projectId: projects.acmeWebsite, customerId: customers.globexOscorp },
};

for (const [what, changes] of Object.entries(foreign)) {
  test(`T33 an invoice is not pointed at ${what}`, async () => {
    const pairs = Object.entries(changes).map(([name, value]) => [name, String(value)]);
    for (const [method, path, more] of [["PATCH", invoice, {}], ["POST", create, { number: "N-1", total: 1 }]]) {
      const extra = Object.entries(more).map(([name, value]) => [name, String(value)]);
      const bodies = { json: { json: { ...more, ...changes } }, form: form([...extra, ...pairs]), multipart: multipart([...extra, ...pairs]) };
      for (const [kind, body] of Object.entries(bodies)) {
        await refused(await here.ask("carol", method, path, body), "foreign_reference", `${method} ${kind}`);
      }
    }
  });
}

test("T33 an invoice may point at an own project and customer, in every kind of body", async () => {
  const changes = { projectId: projects.acmeWebsite, customerId: customers.acmeStark };
  const bodies = [{ json: changes }, form(Object.entries(changes)), multipart(Object.entries(changes))];
  for (const body of bodies) {
    await here.origin.reset();
    const answer = await here.ask("carol", "PATCH", invoice, body);
    assert.equal(answer.status, 200, JSON.stringify(await answer.event()));
    const row = await here.origin.db.one("select project_id, customer_id from invoices where id = $1", [invoices.acmeOpen]);
    assert.deepEqual(row, changes);
  }
});

test("T33 a reference is taken away with null", async () => {
  assert.equal((await here.ask("carol", "PATCH", invoice, { json: { projectId: null } })).status, 200);
});

test("T33 a reference given twice is refused, whichever comes first", async () => {
  const [own, other] = [projects.acmeWebsite, projects.globexMain];
  for (const [a, b] of [[own, other], [other, own]]) {
    const text = `{"projectId":"${a}","projectId":"${b}"}`;
    const escaped = `{"projectId":"${a}","project\\u0049d":"${b}"}`;
    const pairs = [["projectId", a], ["projectId", b]];
    for (const body of [{ body: text, type: "application/json" }, { body: escaped, type: "application/json" }, form(pairs), multipart(pairs)]) {
      const answer = await here.ask("carol", "PATCH", invoice, body);
      assert.ok([400, 403].includes(answer.status), `${answer.status} ${body.body}`);
      assert.deepEqual(here.reached().filter(writes), []);
    }
  }
});

test("T33 a reference in another spelling of its name is no reference, and refused", async () => {
  const value = projects.globexMain;
  for (const name of ["project_id", "ProjectId", "projectID", "projectId ", "project-id", "projectId[]", "projectId[id]", "project.id", "ｐrojectId"]) {
    for (const body of [{ json: { [name]: value } }, form([[name, value]]), multipart([[name, value]])]) {
      const answer = await here.ask("carol", "PATCH", invoice, body);
      assert.ok([400, 403].includes(answer.status), `${answer.status} \`${name}\``);
      assert.deepEqual(here.reached().filter(writes), [], name);
    }
  }
});

test("T33 a reference inside an array or object is refused", async () => {
  const value = projects.globexMain;
  for (const json of [{ projectId: [value] }, { projectId: { id: value } }, { project: { id: value } }, { data: { projectId: value } }, [{ projectId: value }]]) {
    const answer = await here.ask("carol", "PATCH", invoice, { json });
    assert.ok([400, 403].includes(answer.status), JSON.stringify(json));
    assert.deepEqual(here.reached().filter(writes), []);
  }
});

test("T33 a reference in the query does not stand for one in the body", async () => {
  await here.ask("carol", "PATCH", `${invoice}?projectId=${projects.globexMain}`, { json: { total: 5 } });
  const row = await here.origin.db.one("select project_id from invoices where id = $1", [invoices.acmeOpen]);
  assert.equal(row.projectId, projects.acmeWebsite);
});

test("T33 a bulk update points none of its rows at another tenant's", async () => {
  const ids = [invoices.acmeOpen, invoices.acmeDraft];
  const bulk = (json) => here.ask("carol", "POST", "/api/invoices/bulk", { json });
  await refused(await bulk({ ids, projectId: projects.globexMain }), "foreign_reference", "bulk");
  assert.equal((await bulk({ ids, projectId: projects.acmeWebsite })).status, 200);
});

test("T33 who may read the target in another tenant still may not point at it from this one", async () => {
  // Erin, as manager of both, reads the projects of both.
  const token = here.origin.tokens.tokenFor("erin", { workspaces: { [acme]: "manager", [globex]: "manager" } });
  const read = await here.ask("erin", "GET", `/api/workspaces/${globex}/projects/${projects.globexMain}`, { token });
  assert.equal(read.status, 200);
  here.origin.log.clear();
  await refused(await here.ask("erin", "PATCH", invoice, { token, json: { projectId: projects.globexMain } }), "foreign_reference", "both");
});

test("T33 a colleague's private project is no target for who may not read it", async () => {
  // As the model stands a manager reads every project; here one who wrote the invoice, without that role, does not.
  const token = here.origin.tokens.tokenFor("erin");
  const own = `/api/workspaces/${acme}/invoices/${invoices.acmeByErin}`;
  const answer = await here.ask("erin", "PATCH", own, { token, json: { projectId: projects.acmeSecret } });
  assert.equal(answer.status, 403);
  assert.deepEqual(here.reached().filter(writes), []);
});

test("T33 a parent in the body is the parent of the path, or refused", async () => {
  const base = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}/lines`;
  const body = { text: "x", amount: 1, invoiceId: invoices.globexOpen };
  for (const given of [{ json: body }, form(Object.entries(body).map(([n, v]) => [n, String(v)])), multipart(Object.entries(body))]) {
    for (const [method, path] of [["POST", base], ["PATCH", `${base}/${lines.acmeOpenFirst}`]]) {
      await refused(await here.ask("carol", method, path, given), "field_not_writable", `${method} ${path}`);
    }
  }
  assert.equal((await here.ask("carol", "POST", base, { json: { ...body, invoiceId: invoices.acmeOpen } })).status, 201);
});

test("T33 a thread named by a chat's body is the caller's own, or the chat does not begin", async () => {
  for (const id of [threads.globexBob, threads.acmeErin, nowhere]) {
    const answer = await here.ask("alice", "POST", "/api/chat", { json: { id, text: "hello" } });
    assert.equal(answer.status, 404, id);
    assert.deepEqual(here.reached().filter(writes), []);
  }
  for (const json of [{ id: threads.acmeAlice, threadId: threads.globexBob, text: "x" }, { id: threads.acmeAlice, thread_id: threads.globexBob, text: "x" }]) {
    assert.equal((await here.ask("alice", "POST", "/api/chat", { json })).status, 403, JSON.stringify(json));
    assert.deepEqual(here.reached().filter(writes), []);
  }
  assert.equal((await here.ask("alice", "POST", "/api/chat", { json: { id: threads.acmeAlice, text: "hi" } })).status, 200);
});

test("T33 a tenant or owner in the body is that of path and session, or refused", async () => {
  for (const changes of [{ workspaceId: globex }, { createdBy: people.bob.id }, { workspaceId: null }]) {
    await refused(await here.ask("carol", "POST", create, { json: { number: "N-2", ...changes } }), "identity_mismatch", "create");
    await refused(await here.ask("carol", "PATCH", invoice, { json: changes }), "identity_mismatch", "update");
  }
});
