// An origin without a database: it answers what a test puts, tells the facts of the seed's people and the labels
// that a test gives, and records what reached it. Where rows must be real, tests take the leaky app instead.
import { createServer } from "node:http";
import { createFaults, createLog, before as faulty, sendWith } from "../../leaky-app/faults.mjs";
import { createForgeries } from "../../leaky-app/forgeries.mjs";
import { people } from "../../leaky-app/ids.mjs";
import { createKeys, createTokens } from "../../leaky-app/tokens.mjs";

/**
 * `rows` maps `METHOD path` (without the query) to a row or `{status, headers, body}`; `labels` maps a resource to
 * its labels by key. Both may be changed while it runs; `faults` come first. Otherwise the origin answers 404.
 */
export async function startStub() {
  const keys = createKeys();
  const stub = { url: "", keys, faults: createFaults(), log: createLog(), rows: {}, labels: {} };
  stub.tokens = createTokens(keys, () => `${stub.url}/auth/v1`);
  stub.forged = createForgeries(keys, stub.tokens);
  stub.reset = () => {
    stub.faults.clear();
    stub.log.clear();
    stub.rows = {};
    stub.labels = {};
  };

  const server = createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    stub.log.record(req, bytes);
    const fault = stub.faults.take(req.method, req.url);
    if (await faulty(fault, res)) return;
    const answer = whole({ ...(fault?.answer ?? answerOf(stub, req, bytes)) });
    answer.headers = { ...answer.headers, ...fault?.headers };
    if (await sendWith(fault, res, answer)) return;
    res.writeHead(answer.status, answer.headers).end(req.method === "HEAD" ? undefined : answer.body);
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  stub.url = `http://127.0.0.1:${server.address().port}`;
  stub.close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return stub;
}

function answerOf(stub, req, bytes) {
  const url = new URL(req.url, stub.url);
  if (url.pathname.endsWith("/.well-known/jwks.json")) return { body: stub.keys.jwks() };
  if (url.pathname === "/api/ownguard/facts") return { body: factsOf(url.searchParams.get("sub")) };
  if (url.pathname === "/api/ownguard/labels") return { body: labelsOf(stub, JSON.parse(bytes)) };
  const row = stub.rows[`${req.method} ${url.pathname}`];
  if (row === undefined) return { status: 404, body: { error: "not found" } };
  return row !== null && typeof row === "object" && "body" in row ? row : { body: row };
}

function whole({ status = 200, headers = {}, body = "" }) {
  const json = typeof body !== "string" && !Buffer.isBuffer(body);
  return {
    status,
    headers: { ...(json && { "content-type": "application/json" }), ...headers },
    body: json ? JSON.stringify(body) : body,
  };
}

function factsOf(sub) {
  const person = Object.values(people).find(({ id }) => id === sub);
  const memberships = Object.entries(person?.workspaces ?? {}).map(([tenant, role]) => ({
    tenant,
    role,
    status: "active",
    plan: "pro",
    tenant_status: "active",
  }));
  return {
    v: 1,
    as_of: Math.floor(Date.now() / 1000),
    user: { status: person?.status ?? (person ? "active" : "unknown"), verified: person?.verified ?? true },
    staff: person?.staff ?? [],
    memberships,
  };
}

function labelsOf({ labels }, { resource, keys }) {
  return { v: 1, rows: Object.fromEntries(keys.map((key) => [key, labels[resource]?.[key] ?? null])) };
}
