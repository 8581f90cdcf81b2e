// T10: tricks of content type, encoding and status around the row check: a foreign row never leaves. T11: huge and slow
// answers: what is looked into is held up to a limit and released whole; what is not is decided before.
import assert from "node:assert/strict";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { beforeEach, describe, test } from "node:test";
import { files, invoices, people, threads, workspaces } from "../../leaky-app/ids.mjs";
import { denied, neverStored } from "./world.mjs";
import { overStub } from "./gated.mjs";

const { acme, globex } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const list = `/api/workspaces/${acme}/invoices`;
const content = `/api/workspaces/${acme}/files/${files.acmeReport}/content`;
const secret = "GLX-001";
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, number: "ACME-001" };
const foreign = { ...row, id: invoices.globexOpen, workspaceId: globex, createdBy: people.bob.id, number: secret };
const text = JSON.stringify(foreign);
const listed = JSON.stringify({ data: [row, foreign] });
const limit = 1024 * 1024;

const here = overStub();
beforeEach(() => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  here.origin.labels.file = { [files.acmeReport]: { tenant: acme, owner: people.alice.id, visibility: "private" } };
  here.origin.labels.thread = { [threads.acmeAlice]: { tenant: acme, owner: people.alice.id } };
});

/** The origin answers exactly this. */
function answers(path, body, headers = { "content-type": "application/json" }, status = 200, more = {}) {
  here.origin.faults.clear();
  here.origin.faults.on({ path }, { answer: { status, headers, body }, ...more });
}

describe("T10", () => {
  const types = [
    "text/html", "text/plain", "text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq", "application/octet-stream", "application/xml", "application/javascript", "multipart/mixed; boundary=x",
    "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/json, text/html", "text/json", "application/jsonp", "application/vnd.msgpack", "application/cbor", "image/png", "", "x", "*/*", ";",
  ];
  test("T10 a foreign row does not leave under any content type", async () => {
    for (const type of [...types, "application/json", "application/problem+json", "application/vnd.api+json", "APPLICATION/JSON", "application/json;charset=UTF-8"]) {
      for (const [path, body] of [[own, text], [list, listed], ["/api/me", text]]) {
        answers(path, body, { "content-type": type });
        const answer = await here.ask("alice", "GET", path);
        assert.ok([200, 404, 502].includes(answer.status), `${type} ${answer.status}`);
        assert.ok(!answer.text.includes(secret), `${type} ${path}`);
        if (answer.status === 200) assert.deepEqual(answer.json.data.map(({ number }) => number), ["ACME-001"], type);
        else denied(answer, answer.status, type);
        neverStored(answer, type);
      }
    }
  });

  test("T10 what is not JSON on a route with rows fails closed", async () => {
    for (const type of types) {
      answers(own, JSON.stringify(row), { "content-type": type });
      denied(await here.ask("alice", "GET", own), 502, type);
    }
    answers(own, JSON.stringify(row), {});
    denied(await here.ask("alice", "GET", own), 502, "no type");
    answers(own, JSON.stringify(row));
    assert.equal((await here.ask("alice", "GET", own)).status, 200, "its own row as JSON");
  });

  test("T10 an encoded answer is not asked for, and not believed", async () => {
    const whole = Buffer.from(text);
    const encodings = { gzip: gzipSync(whole), br: brotliCompressSync(whole), deflate: deflateSync(whole), zstd: whole, "x-gzip": gzipSync(whole), "identity, gzip": gzipSync(whole), "gzip, gzip": gzipSync(gzipSync(whole)), compress: whole, unknown: whole };
    for (const [encoding, body] of Object.entries(encodings)) {
      answers(own, body, { "content-type": "application/json", "content-encoding": encoding });
      here.origin.log.clear();
      const answer = await here.ask("alice", "GET", own, { headers: { "accept-encoding": "gzip, br, zstd" } });
      assert.equal(here.reached()[0].headers["accept-encoding"], "identity");
      assert.ok([404, 502].includes(answer.status), `${encoding} ${answer.status}`);
      denied(answer, answer.status, encoding);
    }
    // Compressed, but not said so.
    answers(own, gzipSync(Buffer.from(JSON.stringify(row))));
    denied(await here.ask("alice", "GET", own), 502);
  });

  const one = JSON.stringify(row);
  const odd = {
    "a byte order mark": `\ufeff${text}`, "UTF-16": Buffer.from(text, "utf16le"), "UTF-16 with a mark": Buffer.from(`\ufeff${text}`, "utf16le"), NDJSON: `${one}\n${text}\n`, "two values": one + text, "events": `data: ${text}\n\n`,
    "a guard before it": `)]}',\n${text}`, "a loop before it": `for(;;);${text}`, "a callback around it": `cb(${text})`, "a comment": `/*${text}*/${one}`, "a comma too many": `{"a":1,}`, "half of it": text.slice(0, -5), "nothing": "", "white space": " \n ",
    "a string": JSON.stringify(text), "a number": "1", "null": "null", "true": "true", "a list for one": `[${one},${text}]`, "rows elsewhere": JSON.stringify({ rows: [foreign] }), "an envelope": JSON.stringify({ data: foreign }), "a row twice over": `{"id":"${invoices.acmeOpen}",${text.slice(1)}`,
    "a member twice": `${one.slice(0, -1)},"number":"${secret}"}`, "a tenant twice": `{"workspaceId":"${acme}",${text.slice(1)}`, "an escaped member": text.replace('"workspaceId"', '"workspace\\u0049d"'), "a member in another case": text.replace('"workspaceId"', '"WorkspaceId"'),
    "a bad escape": text.replace(secret, `${secret}\\x`), "half a surrogate": text.replace(secret, `${secret}\\ud800`), "a raw control": text.replace(secret, `${secret}\u0001`), "bad UTF-8": Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]),
    "a number too odd": '{"id":01}', "NaN": '{"id":NaN}', "single quotes": `{'id':'${secret}'}`, "a prototype": `{"__proto__":${text},${one.slice(1)}`, "deep": `${"[".repeat(2000)}${text}${"]".repeat(2000)}`, "a null at its end": `${one}\0${text}`,
  };
  for (const [what, body] of Object.entries(odd)) {
    test(`T10 a foreign row does not leave behind ${what}`, async () => {
      for (const path of [own, list, "/api/me"]) {
        answers(path, body);
        const answer = await here.ask("alice", "GET", path);
        assert.ok([200, 404, 502].includes(answer.status), `${path} ${answer.status}`);
        assert.ok(!answer.body.includes(secret), `${path} ${answer.text}`);
        neverStored(answer, path);
      }
    });
  }

  test("T10 no status carries a foreign row out", async () => {
    const statuses = [200, 201, 202, 203, 204, 205, 206, 207, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 429, 451, 499, 500, 502, 503, 504, 599];
    for (const status of statuses) {
      for (const [method, path, options] of [["GET", own], ["GET", list], ["GET", "/api/me"], ["PATCH", own, { json: { total: 1 } }]]) {
        for (const type of ["application/json", "text/html"]) {
          const bare = [204, 205, 304].includes(status);
          answers(path, bare ? "" : `{"error":${text},"message":"no","data":[${text}],${text.slice(1)}`, { "content-type": type, location: "/w/acme" }, status);
          const answer = await here.ask("alice", method, path, options);
          assert.ok(!answer.text.includes(secret), `${status} ${method} ${path} ${answer.text}`);
          neverStored(answer, `${status}`);
        }
      }
    }
  });

  test("T10 a redirect of a private route stays on the origin, and shows no body", async () => {
    for (const location of ["https://evil.example/", "//evil.example/", "/\\evil.example", "http:evil.example", "javascript:alert(1)", "\thttps://evil.example"]) {
      for (const [path, status] of [[own, 302], ["/w/acme/x", 307], ["/api/trpc/x", 301]]) {
        answers(path, secret, { location, "content-type": "text/html" }, status);
        denied(await here.ask("alice", "GET", path), 502, `${location} ${path}`);
      }
    }
    for (const location of ["/w/acme/y", `${here.origin.url}/w/acme/y`]) {
      answers("/w/acme/x", "", { location }, 302);
      const answer = await here.ask("alice", "GET", "/w/acme/x");
      assert.equal(answer.status, 302);
      assert.ok(["/w/acme/y", `${here.gate.url.origin}/w/acme/y`].includes(answer.header("location")), answer.header("location"));
    }
    answers(own, secret, { location: "/w/acme" }, 302);
    assert.ok(!(await here.ask("alice", "GET", own)).text.includes(secret));
  });

  test("T10 headers about rows beside the shown ones do not leave", async () => {
    answers(list, listed, { "content-type": "application/json", "x-total-count": "99", link: `</x?after=${invoices.globexOpen}>; rel="next"`, "content-location": "/x", digest: "sha-256=x", etag: '"x"' });
    const answer = await here.ask("alice", "GET", list);
    assert.equal(answer.status, 200);
    for (const name of ["x-total-count", "link", "content-location", "digest", "etag"]) assert.equal(answer.header(name), null, name);
  });

  test("T10 a foreign row is told to the operator, and not to the client", async () => {
    answers(list, listed);
    const answer = await here.ask("alice", "GET", list);
    const event = await answer.event();
    assert.ok(JSON.stringify(event).includes("leak"), JSON.stringify(event));
    assert.ok(!JSON.stringify(event).includes(secret));
  });
});

describe("T11", () => {
  const padded = (bytes) => {
    const one = JSON.stringify({ ...row, number: "" });
    return JSON.stringify({ ...row, number: "x".repeat(bytes - one.length) });
  };
  test("T11 an inspected body is released whole up to the limit, and over it not at all", async () => {
    for (const [size, status] of [[limit - 1, 200], [limit, 200], [limit + 1, 502], [8 * limit, 502]]) {
      const body = padded(size);
      assert.equal(body.length, size);
      answers(own, body);
      const answer = await here.ask("alice", "GET", own);
      if (status === 502) denied(answer, 502, `${size}`);
      else assert.deepEqual([answer.status, answer.json.number.length], [200, JSON.parse(body).number.length], `${size}`);
    }
    assert.equal((await here.ask("alice", "GET", "/.well-known/ownguard")).status, 200);
  });

  test("T11 a body that never ends is given up at the limit", async () => {
    const endless = "a".repeat(64 * 1024);
    here.origin.faults.on({ path: own }, { raw: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n{"id":"${endless.repeat(40)}` });
    denied(await here.ask("alice", "GET", own), 502);
  });

  test("T11 a length that is not the body's lets no more than the limit through", async () => {
    const body = padded(2 * limit);
    const chunked = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    for (const stated of ["10", "", "1e3", "+10"]) {
      here.origin.faults.on({ path: own }, { raw: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${stated}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}` });
      denied(await here.ask("alice", "GET", own), 502, `\`${stated}\``);
    }
  });

  test("T11 many huge answers at once leave the gate well", async () => {
    answers(own, padded(4 * limit));
    const all = await Promise.all(Array.from({ length: 12 }, () => here.ask("alice", "GET", own)));
    for (const answer of all) denied(answer, 502);
    answers(own, JSON.stringify(row));
    assert.equal((await here.ask("alice", "GET", own)).status, 200);
  });

  test("T11 a list with more rows than can be asked about is cut off nowhere: all or nothing", async () => {
    const many = Array.from({ length: 3000 }, (_, at) => (at % 3 === 0 ? foreign : row));
    answers(list, JSON.stringify({ data: many }));
    const answer = await here.ask("alice", "GET", list);
    assert.ok([200, 502].includes(answer.status), `${answer.status}`);
    assert.ok(!answer.text.includes(secret));
    if (answer.status === 200) assert.equal(answer.json.data.length, 2000);
  });

  test("T11 a body in drips is released whole, or not at all", async () => {
    answers(own, JSON.stringify(row), undefined, 200, { drip: { bytes: 40, everyMs: 5 } });
    const answer = await here.ask("alice", "GET", own);
    assert.deepEqual([answer.status, answer.json.number], [200, "ACME-001"]);
  });

  test("T11 a file is decided before the origin is asked, then streamed beyond the limit, with nosniff", async () => {
    const big = "x".repeat(3 * limit);
    answers(content, big, { "content-type": "text/html" });
    for (const [who, status] of [["bob", 404], ["nina", 404], [null, 401]]) denied(await here.ask(who, "GET", content), status, `${who}`);
    assert.deepEqual(here.reached(), []);
    const answer = await here.ask("alice", "GET", content);
    assert.deepEqual([answer.status, answer.body.length, answer.header("x-content-type-options")], [200, big.length, "nosniff"]);
    neverStored(answer);
  });

  test("T11 a stream is decided before the origin is asked", async () => {
    answers("/api/chat", `data: ${secret}\n\n`, { "content-type": "text/event-stream" });
    for (const [who, id] of [["bob", threads.acmeAlice], ["erin", threads.acmeAlice], ["alice", threads.globexBob]]) denied(await here.ask(who, "POST", "/api/chat", { json: { id, text: "x" } }), 404, who);
    denied(await here.ask(null, "POST", "/api/chat", { json: { id: threads.acmeAlice, text: "x" } }), 401);
    assert.deepEqual(here.reached(), []);
    const answer = await here.ask("alice", "POST", "/api/chat", { json: { id: threads.acmeAlice, text: "x" } });
    assert.deepEqual([answer.status, answer.text], [200, `data: ${secret}\n\n`]);
    neverStored(answer);
  });
});
