// T21: a model that is half-written, invalid or widened. The Worker's model is the text module beside it: where it is
// not valid, nothing passes and the log says why; where it is empty, everything is denied.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { startGate } from "../gate.mjs";
import { ask, bindings, model } from "./gated.mjs";
import { startStub } from "./origin-stub.mjs";

const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const requests = [
  ["GET", "/"], ["GET", "/api/health"], ["GET", "/.well-known/ownguard"], ["GET", "/.well-known/jwks.json"], ["GET", "/_next/static/a.js"],
  ["GET", own], ["HEAD", own], ["PATCH", own, { json: { total: 1 } }], ["POST", "/auth/v1/token", { json: {} }], ["OPTIONS", own],
  ["GET", "/nowhere"], ["PROPFIND", "/"], ["GET", "/%2e%2e/x"],
];

let stub;
before(async () => (stub = await startStub()));
beforeEach(() => {
  stub.reset();
  stub.rows["GET /api/me"] = { id: people.alice.id, name: "Alice" };
  stub.rows["GET /api/health"] = { ok: true };
});
after(() => stub.close());

async function withGate(text, check, { vars = {}, secrets = bindings, origin = stub.url } = {}) {
  const gate = await startGate({ model: text, origin, vars: { SUPABASE_URL: stub.url, ...vars }, secrets });
  try {
    return await check(gate);
  } finally {
    await gate.close();
  }
}

/** 503 on everything, nothing forwarded, and a line that tells the operator why. */
async function closed(gate, what) {
  stub.log.clear();
  for (const [method, path, options] of requests) {
    const answer = await gate.raw(method, path, stub.tokens.bearer("alice"), options && JSON.stringify(options.json));
    assert.equal(answer.status, 503, `${what}: ${method} ${path}`);
    assert.equal(answer.text, "", what);
    assert.equal(answer.header("cache-control"), "private, no-store, max-age=0", what);
  }
  assert.deepEqual(stub.log.entries, [], what);
  const line = gate.logs.find(({ event }) => event?.event === "not_ready");
  assert.ok(line, `${what}: ${gate.logs.map((l) => l.text).slice(0, 3).join("\n")}`);
  for (const { text } of gate.logs) assert.ok(!/[\n\r]/.test(text) && JSON.parse(text), what);
  return `${line.event.reason} ${line.event.mend}`;
}

const swap = (from, to) => {
  assert.ok(model.includes(from), from);
  return model.replace(from, to);
};
const invalid = {
  "nothing but white space": " \n\t\n",
  "no version": model.replace(/^version\s*= 1$/m, ""),
  "not TOML": "this is no model",
  "an open decision": swap('level = "full"', 'level = "?"'),
  "an unknown key": `${model}\n[surprise]\na = 1\n`,
  "an unknown relation": swap("staff.support     = [\"read\"]", 'staff.suport      = ["read"]'),
  "a level below full without an end": swap('level = "full"', 'level = "report"'),
  "a key twice": swap('level = "full"', 'level = "full"\nlevel = "report"'),
  "a link that may write": swap('link              = ["read"]', 'link              = ["read", "update"]'),
};

describe("T21 an invalid model", () => {
  for (const [name, text] of Object.entries(invalid)) {
    test(`T21 ${name}: 503 on every request, and the log says where`, async () => {
      const said = await withGate(text, (gate) => closed(gate, name));
      assert.match(said, name.startsWith("nothing") ? /model_missing/ : /OG\d{4}|ownguard\.toml/, said);
    });
  }

  test("T21 a half-written model permits nothing that the whole one does not", async () => {
    const at = [0.1, 0.5, 0.999].map((part) => Math.floor(model.length * part));
    for (const end of at) {
      await withGate(model.slice(0, end), async (gate) => {
        for (const [who, method, path] of [["bob", "GET", own], [null, "GET", own], ["alice", "GET", "/api/me/x.css"], ["dave", "DELETE", own], [null, "GET", "/nowhere"]]) {
          const answer = await ask(gate, stub, who, method, path).catch((error) => assert.fail(`${end}: ${error.message}`));
          assert.ok([401, 403, 404, 405, 503].includes(answer.status), `${end}: ${answer.status}`);
        }
        assert.deepEqual(stub.log.reached().filter(({ method }) => method !== "GET"), []);
      });
    }
  });
});

describe("T21 settings", () => {
  const settings = {
    "an unset variable that the model names": { vars: { SUPABASE_URL: "" } },
    "no origin": { origin: "" },
    "an origin with a path": { origin: "http://127.0.0.1:9/api" },
    "an origin with a user": { origin: "http://a:b@127.0.0.1:9" },
    "a short proof key": { secrets: { OWNGUARD_PROOF_KEY: "k1:AAAA" } },
    "a short link key": { secrets: { OWNGUARD_LINK_KEY: "AAAA" } },
    "a timeout that is no number": { vars: { OWNGUARD_ORIGIN_TIMEOUT_MS: "soon" } },
  };
  for (const [name, changes] of Object.entries(settings)) {
    test(`T21 ${name}: 503 on every request, and no secret in the log`, async () => {
      const said = await withGate(model, (gate) => closed(gate, name), changes);
      assert.doesNotMatch(said, /AAAA|!!!|a:b@/, said);
    });
  }
});

describe("T21 the empty model", () => {
  test("T21 denies all, and asks nobody", async () => {
    for (const text of ["version = 1\n", '{"version":1}', "version = 1\n[enforce]\nlevel = \"full\"\n"]) {
      await withGate(text, async (gate) => {
        stub.log.clear();
        for (const [method, path] of [["GET", "/"], ["GET", "/api/health"], ["GET", "/api/me"], ["GET", own], ["POST", "/x"]]) {
          for (const who of ["alice", null]) {
            const answer = await ask(gate, stub, who, method, path);
            assert.equal(answer.status, 403, `${method} ${path}`);
            assert.equal((await answer.event()).reason, "not_listed");
          }
        }
        assert.deepEqual(stub.log.entries, []);
      });
    }
  });

  test("T21 the health page tells which model runs, and of which revision", async () => {
    const hashes = [];
    for (const text of [model, model.replace("revision = 1", "revision = 2"), `${model}# a comment\n`]) {
      await withGate(text, async (gate) => hashes.push((await ask(gate, stub, null, "GET", "/.well-known/ownguard")).json));
    }
    assert.deepEqual(hashes.map(({ revision }) => revision), [1, 2, 1]);
    assert.equal(new Set(hashes.map(({ model: hash }) => hash)).size, 3);
  });

  test("T21 it works after all where the model is right", async () => {
    await withGate(model, async (gate) => assert.equal((await ask(gate, stub, "alice", "GET", "/api/me")).status, 200));
  });
});
