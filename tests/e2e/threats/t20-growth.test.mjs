// T20: hash flooding, deep JSON, blow-up. Time grows with the bytes and not faster; depth and size have limits, and
// what is over one gets its clear status. Measured as ratios of the quickest of several runs, generously.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { form, multipart, overStub } from "./gated.mjs";

const { acme } = workspaces;
const here = overStub();
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const list = `/api/workspaces/${acme}/invoices`;
let token;
const limit = 1 << 20; // the model's `inspect_limit`
const small = 60_000;
const big = 960_000;
const most = 4 * (big / small); // linear is 16; square would be 256

beforeEach(() => {
  token ??= here.origin.tokens.tokenFor("alice");
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
});

const ask = (method, path, options) => here.ask("alice", method, path, { token, ...options });

async function quickest(run, rounds = 3) {
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** `make(bytes)` gives what is sent; `send` sends it and says with which status it must end. */
async function grows(make, send) {
  const [little, much] = [make(small), make(big)];
  await send(little); // warm
  const least = await quickest(() => send(little));
  const longest = await quickest(() => send(much));
  // A few milliseconds belong to every request, however small: they count for the small one.
  assert.ok(longest <= Math.max(most * least, 600), `${least.toFixed(1)} ms grew to ${longest.toFixed(1)} ms`);
}

const repeat = (bytes, part) => Array.from({ length: Math.ceil(bytes / part(0).length) }, (_, i) => part(i)).join("").slice(0, -1);
// Names that collide under the hashes that are common without a seed (31-polynomial, and FNV of equal prefixes).
const colliding = (i) => Array.from({ length: 16 }, (_, bit) => ((i >> bit) & 1 ? "Aa" : "BB")).join("");

const bodies = {
  "many names": (bytes) => `{${repeat(bytes, (i) => `"n${String(i).padStart(7, "0")}":1,`)}}`,
  "names that collide": (bytes) => `{${repeat(bytes, (i) => `"${colliding(i)}":1,`)}}`,
  "names with one long beginning": (bytes) => `{${repeat(bytes, (i) => `"${"p".repeat(200)}${String(i).padStart(6, "0")}":1,`)}}`,
  "names by escapes": (bytes) => `{${repeat(bytes, (i) => `"\\u006e\\u00${(16 + (i % 64)).toString(16)}${String(i).padStart(6, "0")}":1,`)}}`,
  "a long list": (bytes) => `{"total":[${repeat(bytes, () => "1,")}]}`,
  "many empty lists": (bytes) => `{"total":[${repeat(bytes, () => "[],")}]}`,
  "many objects": (bytes) => `{"total":[${repeat(bytes, () => '{"a":{"b":1}},')}]}`,
  "a long text of escapes": (bytes) => `{"number":"${"\\u00e9".repeat(bytes / 6)}"}`,
  "a long number": (bytes) => `{"total":${"9".repeat(bytes)}}`,
  "blanks": (bytes) => `{"total":${" ".repeat(bytes)}1}`,
  "an end that is missing": (bytes) => `{"a":[${repeat(bytes, () => '"x",')}`,
  "backslashes": (bytes) => `{"number":"${"\\\\".repeat(bytes / 2)}"}`,
};

describe("T20 request bodies", () => {
  for (const [name, make] of Object.entries(bodies)) {
    test(`T20 ${name}: time grows with the bytes`, async () => {
      await grows(make, async (body) => {
        const { status } = await ask("PATCH", own, { body, type: "application/json" });
        assert.ok([400, 403, 404].includes(status), String(status));
      });
    });
  }

  const pairs = (bytes, name) => Array.from({ length: Math.ceil(bytes / 20) }, (_, i) => [name(i), "x"]);
  const forms = {
    "form fields": (bytes) => form(pairs(bytes, (i) => `n${i}`)),
    "form fields of one name": (bytes) => form(pairs(bytes, () => "n")),
    "form names with brackets": (bytes) => ({ type: form([]).type, body: `a${"[b]".repeat(bytes / 3)}=1` }),
    "form escapes": (bytes) => ({ type: form([]).type, body: `number=${"%41".repeat(bytes / 3)}` }),
    ampersands: (bytes) => ({ type: form([]).type, body: "&".repeat(bytes) }),
    "multipart fields": (bytes) => multipart(pairs(bytes / 4, (i) => `n${i}`)),
    "a multipart boundary that nearly comes": (bytes) => multipart([["number", "\r\n--x-boundar".repeat(bytes / 13)]]),
    "dashes before a boundary of dashes": (bytes) => multipart([["number", "\r\n--" + "-".repeat(bytes)]], "-".repeat(60)),
    "multipart header lines": (bytes) => ({ type: "multipart/form-data; boundary=x", body: `--x\r\n${"a: b\r\n".repeat(bytes / 6)}\r\n\r\n1\r\n--x--\r\n` }),
  };
  for (const [name, make] of Object.entries(forms)) {
    test(`T20 ${name}: time grows with the bytes`, async () => {
      await grows(make, async (body) => {
        const { status } = await ask("PATCH", own, body);
        assert.ok([200, 400, 403, 404].includes(status), String(status));
      });
    });
  }

  test("T20 depth is limited, whatever it is made of", async () => {
    for (const [open, close] of [["[", "]"], ['{"a":', "}"], ['[{"a":', "}]"]]) {
      for (const depth of [200, 10_000, 100_000]) {
        const body = `{"total":${open.repeat(depth)}1${close.repeat(depth)}}`;
        const answer = await ask("PATCH", own, { body: body.slice(0, limit - 1), type: "application/json" });
        assert.equal(answer.status, 400, `${open} ${depth}`);
        assert.equal((await answer.event()).reason, "bad_body");
      }
    }
    assert.equal((await ask("GET", "/.well-known/ownguard")).status, 200, "and the gate goes on");
  });

  test("T20 a body over the limit is 413, with and without a length", async () => {
    const body = `{"number":"${"x".repeat(limit)}"}`;
    assert.equal((await ask("PATCH", own, { body, type: "application/json" })).status, 413);
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const answer = await ask("PATCH", own, { body: chunked, type: "application/json", headers: { "transfer-encoding": "chunked" } });
    assert.equal(answer.status, 413);
    assert.deepEqual(here.reached(), []);
  });
});

describe("T20 heads", () => {
  const heads = {
    "a long path": ["GET", `/api/${"a/".repeat(6000)}`, {}, [400, 403, 414]],
    "a long path of escapes": ["GET", `/api/${"%41".repeat(4000)}`, {}, [400, 403, 414]],
    "many query pairs": ["GET", `${own}?${"a=1&".repeat(3000)}`, {}, [200, 400, 404]],
    "a long query": ["GET", `${own}?q=${"%41".repeat(6000)}`, {}, [200, 400, 404]],
    "many cookies": ["GET", own, { cookie: "a=b; ".repeat(2500) }, [200, 401, 404, 431]],
    "many chunks of a session cookie": ["GET", own, { cookie: Array.from({ length: 600 }, (_, i) => `sb-127-auth-token.${i}=x`).join("; ") }, [200, 400, 401, 404, 431]],
    "a long list in `Connection`": ["GET", own, { connection: `close${",a".repeat(6000)}` }, [200, 400, 404, 431]],
    "many fields": ["GET", own, Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-${i}`, "1"])), [431, 400]],
    "fields over the limit": ["GET", own, { "x-a": "x".repeat(16_000), "x-b": "x".repeat(16_000), "x-c": "x".repeat(2000) }, [431, 400]],
    "a long token": ["GET", own, { authorization: `Bearer ${"a".repeat(15_000)}.b.c` }, [401, 400, 431]],
    "a content type of parameters": ["PATCH", own, { "content-type": `application/json${"; a=b".repeat(3000)}` }, [400, 403, 404, 415, 431]],
  };
  for (const [name, [method, path, headers, statuses]] of Object.entries(heads)) {
    test(`T20 ${name} is answered at once`, async () => {
      const session = headers.authorization || headers.cookie ? null : "alice";
      const send = async () => {
        const answer = await here.ask(session, method, path, { token, headers, ...(method === "PATCH" && { body: "{}" }) });
        assert.ok(statuses.includes(answer.status), String(answer.status));
      };
      assert.ok((await quickest(send, 2)) < 1000);
    });
  }
});

describe("T20 answers", () => {
  const row = (i, more = "") => `{"id":"1ac3e000-0000-4000-8000-${String(i).padStart(12, "0")}","workspaceId":"${acme}","createdBy":"${people.alice.id}","number":"n","visibility":"private","deletedAt":null${more}},`;
  const foreign = (i) => row(i).replace(acme, workspaces.globex);
  const answers = {
    "many rows": (bytes) => `{"data":[${repeat(bytes, (i) => row(i))}]}`,
    "many foreign rows": (bytes) => `{"data":[${repeat(bytes, foreign)}]}`,
    "one row many times": (bytes) => `{"data":[${repeat(bytes, () => row(1))}]}`,
    "many embedded rows": (bytes) => `{"data":[${row(1, `,"lines":[${repeat(bytes, (i) => `{"id":"2ac3e000-0000-4000-8000-${String(i).padStart(12, "0")}","text":"x"},`)}]`).slice(0, -1)}]}`,
    "many members beside the rows": (bytes) => `{${repeat(bytes, (i) => `"n${String(i).padStart(7, "0")}":1,`)},"data":[]}`,
    "names that collide": (bytes) => `{"data":[{"id":"x",${repeat(bytes, (i) => `"${colliding(i)}":1,`)}}]}`,
    "a long text of escapes": (bytes) => `{"data":[${row(1, `,"number2":"${"\\u00e9".repeat(bytes / 6)}"`).slice(0, -1)}]}`,
  };
  for (const [name, make] of Object.entries(answers)) {
    test(`T20 ${name}: time grows with the bytes`, async () => {
      await grows(make, async (body) => {
        here.origin.rows[`GET ${list}`] = { headers: { "content-type": "application/json" }, body };
        const { status } = await ask("GET", list);
        assert.ok([200, 502].includes(status), String(status));
      });
    });
  }

  test("T20 rows that want labels are asked for in batches, and time grows with them", async () => {
    const path = `/api/workspaces/${acme}/projects`;
    const known = { tenant: acme, owner: people.alice.id, visibility: "private", share: "view" };
    here.origin.labels.project = new Proxy({}, { get: () => known });
    await grows((bytes) => `[${repeat(bytes, (i) => row(i))}]`, async (body) => {
      here.origin.log.clear();
      here.origin.rows[`GET ${path}`] = { headers: { "content-type": "application/json" }, body };
      const { status } = await here.ask("dave", "GET", path, { token: here.origin.tokens.tokenFor("dave") });
      assert.equal(status, 200);
      const rows = body.split('"id"').length - 1;
      assert.equal(here.origin.log.reached({ path: "/api/ownguard/labels" }).length, Math.ceil(rows / 200));
    });
  });

  test("T20 an answer too deep or too long is 502, and empty of it", async () => {
    for (const body of [`{"data":${"[".repeat(5000)}${"]".repeat(5000)}}`, `{"data":[${'{"lines":['.repeat(300)}${"]}".repeat(300)}]}`, `{"data":[],"x":"${"y".repeat(limit)}"}`]) {
      here.origin.rows[`GET ${list}`] = { headers: { "content-type": "application/json" }, body };
      const answer = await ask("GET", list);
      assert.equal(answer.status, 502);
      assert.equal(answer.text, '{"error":"bad gateway"}');
    }
  });
});
