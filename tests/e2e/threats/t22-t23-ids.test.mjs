// T22: look-alike ids. T23: ids beyond 2^53, `"1"` against `1`. A key is its bytes: nothing is folded, normalised or
// read as a float, on the way in or on the way out.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { files, invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { model, overApp, overStub } from "./gated.mjs";

const { acme, globex } = workspaces;

describe("T23 keys that are integers", () => {
  const here = overApp();
  const file = (id, rest = "") => `/api/workspaces/${acme}/files/${id}${rest}`;
  const payload = (id, more = "") =>
    `{"id":${id},"workspaceId":"${acme}","uploadedBy":"${people.alice.id}","name":"f","visibility":"private"${more}}`;
  const answers = (path, body, method = "GET") =>
    here.origin.faults.on({ method, path }, { answer: { headers: { "content-type": "application/json" }, body } });

  test("T23 neighbours beyond 2^53 are told apart", async () => {
    const own = await here.ask("alice", "GET", file(files.acmeReport));
    assert.equal(own.status, 200);
    assert.match(own.text, /"id":9007199254740993,/, "with all its digits");
    assert.equal((await own.event()).rows[0], "file:9007199254740993");
    for (const rest of ["", "/content", "/download"]) {
      const other = await here.ask("alice", "GET", file(files.globexPayroll, rest));
      assert.equal(other.status, 404, rest);
      assert.doesNotMatch(other.text, /payroll|250000/);
      assert.equal(other.header("location"), null);
    }
  });

  test("T23 an origin that rounds is not believed", async () => {
    for (const rounded of ["9007199254740992", '"9007199254740992"', "9.007199254740993e15", "9007199254740993.0", "9007199254740993e0", "90071992547409930e-1", '"9007199254740993.0"', '"09007199254740993"', '" 9007199254740993"', '"+9007199254740993"']) {
      here.origin.faults.clear();
      answers(file(files.acmeReport), payload(rounded));
      const answer = await here.ask("alice", "GET", file(files.acmeReport));
      assert.equal(answer.status, 404, rounded);
    }
    for (const same of ["9007199254740993", '"9007199254740993"', '"900719925474099\\u0033"']) {
      here.origin.faults.clear();
      answers(file(files.acmeReport), payload(same));
      assert.equal((await here.ask("alice", "GET", file(files.acmeReport))).status, 200, same);
    }
  });

  const spellings = ["09007199254740993", "9007199254740993.0", "9007199254740993e0", "9.007199254740993e15", "+9007199254740993", "-0", "00", "0x20000000000001", "9007199254740993n", "9_007_199_254_740_993", "9,007,199", "%209007199254740993", "9007199254740993%20", "9007199254740993%0a", "９００７１９９２５４７４０９９３", "٩", "1e0", "1.0", "9223372036854775808", "18446744073709551617", "-9223372036854775809", "NaN", "Infinity", "null", "true", "[1]", "1%2C2", "''"];
  for (const id of spellings) {
    test(`T23 ${id} is no key`, async () => {
      for (const [method, rest, options] of [["GET", ""], ["GET", "/content"], ["PATCH", "", { json: { name: "x" } }], ["DELETE", ""]]) {
        here.origin.log.clear();
        const encoded = encodeURI(id).replaceAll("%25", "%");
        const answer = await here.ask("alice", method, file(encoded, rest), options);
        assert.ok([400, 404].includes(answer.status), `${method} ${answer.status}`);
        assert.deepEqual(here.reached(), []);
      }
    });
  }

  test("T23 the ends of bigint are keys, and one further is none", async () => {
    for (const id of ["9223372036854775807", "-9223372036854775808", "0", "-1"]) {
      answers(file(id), payload(id));
      const answer = await here.ask("alice", "GET", file(id));
      assert.equal(answer.status, 200, id);
      assert.ok(answer.text.includes(`"id":${id},`), answer.text);
    }
  });

  test("T23 a list keeps every digit, and tells neighbours apart", async () => {
    const answer = await here.ask("alice", "GET", `/api/workspaces/${acme}/files`);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /"id":9007199254740993,/);
    assert.match(answer.text, /"id":9007199254740995,/);
    assert.doesNotMatch(answer.text, /9007199254740992|payroll/);
  });

  test("T23 numbers that are no keys keep their digits as well", async () => {
    const path = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
    const total = "12345678901234567890.123456789";
    answers(path, `{"id":"${invoices.acmeOpen}","workspaceId":"${acme}","createdBy":"${people.alice.id}","visibility":"private","deletedAt":null,"total":${total},"metadata":{"big":9007199254740993,"e":1E+2}}`);
    const { text } = await here.ask("alice", "GET", path);
    assert.ok(text.includes(`"total":${total}`) && text.includes('"big":9007199254740993') && text.includes("1E+2"), text);
  });

  test("T23 a write of a file is judged on exactly that file", async () => {
    const write = (id) => here.ask("alice", "PATCH", file(id), { json: { name: "renamed" } });
    assert.equal((await write(files.globexPayroll)).status, 404);
    assert.equal((await write(files.acmeReport)).status, 200);
    const rows = await here.origin.db.all("select id, name from files order by id");
    assert.deepEqual(rows.map(({ id, name }) => `${id} ${name}`), ["9007199254740992 payroll.csv", "9007199254740993 renamed", "9007199254740995 logo.svg"]);
  });

  test("T23 a uuid that is a number, or a number that is a uuid, is no key", async () => {
    const ids = [1, 1.5, true, null, [], {}, `${invoices.acmeOpen} `, invoices.acmeOpen.toUpperCase(), invoices.acmeOpen.replaceAll("-", ""), `{${invoices.acmeOpen}}`];
    for (const id of ids) {
      here.origin.log.clear();
      const answer = await here.ask("carol", "POST", "/api/invoices/bulk", { json: { ids: [id], total: 1 } });
      assert.ok([400, 404].includes(answer.status), `${JSON.stringify(id)} ${answer.status}`);
      assert.deepEqual(here.reached(), []);
    }
  });
});

describe("T22 keys that are text", () => {
  // As an app would be whose keys people chose: tenants and rows by name.
  const text = model
    .replace(/(\[resources\.thread\][^[]*?key\s*= )"id:uuid"/, '$1"id:text"')
    .replace(/(\[tenancy\][^[]*?key\s*= )"id"/, '$1"id:text"');
  const here = overStub({ text });
  const thread = (id, workspace = "acme") => `/api/workspaces/${encodeURIComponent(workspace)}/threads/${encodeURIComponent(id)}`;
  const row = (id, more = {}) => ({ id, workspaceId: "acme", createdBy: people.alice.id, title: "Mine", ...more });
  const token = () => here.origin.tokens.tokenFor("alice", { workspaces: { acme: "admin" } });

  const looksLike = [
    ["café", "cafe\u0301", "composed and decomposed"],
    ["paypal", "p\u0430yp\u0430l", "Latin and Cyrillic"],
    ["K", "\u212a", "K and the Kelvin sign"],
    ["Å", "\u212b", "A with a ring and the Ångström sign"],
    ["straße", "strasse", "sharp s and two"],
    ["STRASSE", "straße", "sharp s in upper case"],
    ["i", "\u0131", "dotted and dotless"],
    ["file", "\ufb01le", "a ligature"],
    ["admin", "ADMIN", "case"],
    ["1", "\uff11", "full width"],
    ["1", "\u0661", "another script's digit"],
    ["ab", "a\u200bb", "a zero-width space"],
    ["ab", "a\u00adb", "a soft hyphen"],
    ["ab", "\ufeffab", "a byte order mark"],
    ["ab", "a\u202eb", "a change of direction"],
    ["ab", "ab\ufe0f", "a variation selector"],
    ["a b", "a\u00a0b", "a hard space"],
    ["a-b", "a\u2010b", "another hyphen"],
    ["ab", "ab ", "a space behind"],
    ["ab", "ab.", "a dot behind"],
    ["σ", "ς", "sigmas"],
  ];
  for (const [one, other, name] of looksLike) {
    test(`T22 ${name}: a row by a look-alike is another row`, async () => {
      for (const [asked, given] of [[one, other], [other, one]]) {
        here.origin.reset();
        here.origin.faults.on({ method: "GET", path: thread(asked) }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify(row(given)) } });
        const answer = await here.ask("alice", "GET", thread(asked), { token: token() });
        assert.ok([404, 400].includes(answer.status), `${answer.status} ${JSON.stringify(await answer.event())}`);
        assert.doesNotMatch(answer.text, /Mine/);
      }
    });
    test(`T22 ${name}: a tenant by a look-alike is another tenant`, async () => {
      for (const [member, asked] of [[one, other], [other, one]]) {
        here.origin.reset();
        const path = thread("t", asked);
        here.origin.faults.on({ method: "GET", path }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify(row("t", { workspaceId: asked })) } });
        const held = here.origin.tokens.tokenFor("alice", { workspaces: { [member]: "admin" } });
        const answer = await here.ask("alice", "GET", path, { token: held });
        assert.ok([400, 404].includes(answer.status), String(answer.status));
        assert.doesNotMatch(answer.text, /Mine/);
      }
    });
    test(`T22 ${name}: an owner by a look-alike is another owner`, async () => {
      here.origin.faults.on({ method: "GET", path: thread("t") }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify(row("t", { createdBy: other })) } });
      const held = here.origin.tokens.tokenFor("alice", { workspaces: { acme: "admin" }, claims: { sub: one } });
      assert.equal((await here.ask("alice", "GET", thread("t"), { token: held })).status, 404);
    });
  }

  test("T22 the very bytes are the row, however the path escapes them", async () => {
    for (const id of ["café", "cafe\u0301", "K", "\u212a", "admin"]) {
      for (const path of [thread(id), thread(id).replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]) {
        here.origin.reset();
        here.origin.faults.on({ method: "GET", path: /threads/ }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify(row(id)) } });
        const answer = await here.ask("alice", "GET", path, { token: token() });
        assert.equal(answer.status, 200, path);
        assert.equal(answer.json.id, id);
        assert.equal(here.reached()[0].path, thread(id), "the origin gets one spelling");
      }
    }
  });

  test("T22 an upper-case uuid is nobody's", async () => {
    for (const who of [people.alice.id.toUpperCase(), people.alice.id.replace("a11ce", "\u043011ce")]) {
      here.origin.reset();
      here.origin.rows["GET /api/me"] = { id: people.alice.id, name: "Alice" };
      const held = here.origin.tokens.tokenFor("alice", { claims: { sub: who } });
      const answer = await here.ask("alice", "GET", "/api/me", { token: held });
      assert.equal(answer.status, 404);
    }
    assert.notEqual(globex, acme);
  });
});
