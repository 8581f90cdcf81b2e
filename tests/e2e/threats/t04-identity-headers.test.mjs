// T04: a client that sends the gate's own word, or the word of another proxy on who is asking. No spelling of it
// reaches the origin; the gate's one value does.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { denied } from "./world.mjs";
import { overStub } from "./gated.mjs";

const { acme, globex } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const routes = [
  ["GET", own], ["PATCH", own, { total: 1 }], ["GET", "/w/acme/invoices"], ["POST", "/api/trpc/invoice.byId", {}],
  ["POST", "/auth/v1/token", {}], ["GET", "/api/health"], ["GET", "/"],
];
const here = overStub();

beforeEach(() => {
  const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, total: 1 };
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  for (const [method, path] of routes) here.origin.rows[`${method} ${path}`] = path === own ? row : { ok: true };
});

const spellings = (name) => [name, name.toUpperCase(), name.replaceAll("-", "_"), name.replaceAll("-", "."), name.replace("-", "_"), name.replace(/(^|-)(.)/g, (all) => all.toUpperCase())];
const ours = ["ownguard-proof", "ownguard-user", "ownguard-tenant", "ownguard-action", "ownguard", "x-ownguard", "x-ownguard-proof", "x-ownguard-user", "x-ownguard-role", "x-ownguard-anything"];
const ofOthers = [
  "remote-user", "remote-groups", "x-remote-user", "x-remote-group", "x-webauth-user", "x-auth-request-user", "x-auth-request-email", "x-authenticated-user", "x-clerk-auth-status",
  "x-clerk-auth-token", "x-goog-authenticated-user-email", "x-goog-iap-jwt-assertion", "x-amzn-oidc-identity", "x-amzn-oidc-data", "x-ms-client-principal", "x-ms-client-principal-id",
  "x-forwarded-host", "x-forwarded-user", "x-original-url", "x-rewrite-url", "x-original-method", "forwarded", "x-middleware-subrequest", "x-invoke-path", "x-matched-path", "x-host", "proxy",
];
const fold = (name) => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

for (const [method, path, json] of routes) {
  test(`T04 no spelling of the gate's own headers goes through ${method} ${path.replace(own, "…/{id}")}`, async () => {
    const forged = ours.flatMap(spellings).map((name) => [name, `forged-${people.bob.id}`]);
    const answer = await here.ask("alice", method, path, { json, headers: forged });
    assert.equal(answer.status, 200, answer.text);
    const [{ rawHeaders }] = here.reached({ method, path });
    const words = rawHeaders.filter((_, at) => at % 2 === 0).filter((name) => /^(x-)?ownguard/.test(fold(name)));
    const guarded = path !== "/" && path !== "/api/health" && !path.startsWith("/auth/");
    assert.deepEqual(words.map(fold), guarded ? ["ownguard-proof"] : []);
    assert.ok(!rawHeaders.some((text) => text.includes("forged")), rawHeaders.join());
  });
}

test("T04 what other proxies say of who is asking, or for what, is stripped in every spelling", async () => {
  for (const name of ofOthers.flatMap(spellings)) {
    here.origin.log.clear();
    const answer = await here.ask("alice", "GET", own, { headers: [[name, "forged"]] });
    assert.equal(answer.status, 200, `${name} ${answer.text}`);
    const [{ rawHeaders }] = here.reached();
    assert.ok(!rawHeaders.includes("forged"), name);
  }
});

test("T04 duplicates of the gate's own header are all stripped, and what looks like one stays", async () => {
  const headers = [["ownguard-proof", "a"], ["Ownguard-Proof", "b"], ["OWNGUARD_PROOF", "c"], ["ownguard-proof", "v1.k1.d"], ["x-own-guard", "kept"], ["x-ownguards", "kept too"]];
  assert.equal((await here.ask("alice", "GET", own, { headers })).status, 200);
  const [{ headers: got, rawHeaders }] = here.reached();
  assert.equal(rawHeaders.filter((name) => fold(name) === "ownguard-proof").length, 1);
  assert.ok(!["a", "b", "c", "v1.k1.d"].includes(got["ownguard-proof"]));
  assert.equal(got["x-own-guard"], "kept");
  assert.equal(got["x-ownguards"], "kept too");
});

test("T04 a true proof of an earlier request lends nothing to the next one", async () => {
  await here.ask("bob", "POST", "/api/trpc/x", { json: {} });
  const [{ headers }] = here.reached();
  const proof = headers["ownguard-proof"];
  assert.ok(proof);
  for (const name of ["ownguard-proof", "Ownguard_Proof", "authorization"]) {
    here.origin.log.clear();
    const answer = await here.ask(null, "GET", own, { headers: [[name, name === "authorization" ? `Bearer ${proof}` : proof]] });
    denied(answer, name === "authorization" ? 401 : 404, name);
    assert.ok(!here.origin.log.entries.some(({ rawHeaders }) => rawHeaders.includes(proof)));
  }
});

test("T04 a client that names another person, or another tenant, is refused", async () => {
  for (const [where, headers, query] of [
    ["in a header", { "x-user-id": people.bob.id }, ""], ["in a header of another spelling", { "X-User_Id": people.bob.id }, ""], ["in a header of the tenant", { "x-workspace-id": globex }, ""],
    ["in the query", {}, `?userId=${people.bob.id}`], ["in the query, for the tenant", {}, `?workspaceId=${globex}`], ["in an escaped name", {}, `?user%49d=${people.bob.id}`],
  ]) {
    const answer = await here.ask("alice", "GET", own + query, { headers });
    denied(answer, 403, where);
    assert.equal((await answer.event()).reason, "identity_mismatch", where);
    assert.deepEqual(here.reached(), [], where);
  }
  assert.equal((await here.ask("alice", "GET", `${own}?userId=${people.alice.id}&workspaceId=${acme}`, { headers: { "x-user-id": people.alice.id } })).status, 200);
});
