// What the gate in Node does itself, around the decisions that it shares with the Worker: refuses what workerd would not
// pass on, and carries requests and answers without loss.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { after, before, beforeEach, describe, test } from "node:test";
import { modelOf, startGuarded, startOrigin, until } from "./world.mjs";

const model = modelOf({ "* /p/{*rest}": "public", "* /private/{*rest}": "page", "POST /up": "public" });
let handle;
let origin, here;
before(async () => {
  origin = await startOrigin((request, response) => handle(request, response));
  here = await startGuarded(origin, model);
});
beforeEach(() => {
  handle = (_, response) => response.end("ok");
  origin.seen.length = 0;
  here.logs.length = 0;
});
after(async () => {
  await here.close();
  await origin.close();
});

/** Writes bytes, and gives what came until the other side closed, or until `enough` of it. */
function wire(gate, text, { enough = () => false, wait = 3000 } = {}) {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(Number(gate.url.port), "127.0.0.1", () => text && socket.write(text));
    const done = () => (clearTimeout(timer), socket.destroy(), resolve(said));
    const timer = setTimeout(done, wait);
    socket.on("data", (chunk) => ((said += chunk.toString("latin1")), enough(said) && done()));
    socket.on("error", () => {}).on("close", done);
  });
}

const inOwnWords = (answer, status) => {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.text, /^\{"error":"[a-z ]+"\}$/);
  for (const [name, value] of [["cache-control", "private, no-store, max-age=0"], ["vary", "*"], ["x-content-type-options", "nosniff"]]) {
    assert.equal(answer.header(name), value);
  }
};

describe("a request that is not to be understood", () => {
  for (const [what, method, target, headers, status, reason] of [
    ["a host that holds a path", "GET", "/p/a", { host: "x/private/a#" }, 400, "bad_host"],
    ["a host that holds a user", "GET", "/p/a", { host: "a@b" }, 400, "bad_host"],
    ["two hosts", "GET", "/p/a", [["host", "a"], ["host", "b"]], 400, "bad_host"],
    ["a target in absolute form", "GET", "http://evil.example/p/a", {}, 400, "bad_target"],
    ["a target that is a star", "OPTIONS", "*", {}, 400, "bad_target"],
    ["an expectation that nobody meets", "POST", "/up", { expect: "202-accepted" }, 417, "bad_expectation"],
  ]) {
    test(`is refused: ${what}`, async () => {
      inOwnWords(await here.ask(method, target, headers), status);
      assert.deepEqual(here.logs, [{ event: "refused", status, reason }]);
      assert.deepEqual(origin.seen, []);
    });
  }

  test("is refused without a host", async () => {
    assert.match(await wire(here.gate, "GET /p/a HTTP/1.1\r\nConnection: close\r\n\r\n"), /^HTTP\/1.1 400 .*\{"error":"bad request"\}$/s);
    assert.match(await wire(here.gate, "GET /p/a HTTP/1.0\r\n\r\n"), /^HTTP\/1.1 400 /);
  });

  test("is refused where it is no HTTP, has a method that nobody knows, or asks for a tunnel", async () => {
    for (const [text, status] of [["{\"a\":1}\r\n\r\n", 405], ["FOO /p/a HTTP/1.1\r\nHost: a\r\n\r\n", 405], ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405], ["GET /p/a HTTP/1.1\r\nHost: a\r\nbad header: x\r\n\r\n", 400]]) {
      const said = await wire(here.gate, text);
      assert.match(said, new RegExp(`^HTTP/1.1 ${status} `), text);
      assert.match(said, /cache-control: private, no-store, max-age=0/);
    }
    assert.deepEqual(origin.seen, []);
  });

  test("is refused with 431 where its head has no end", async () => {
    const said = await wire(here.gate, `GET /p/a HTTP/1.1\r\nHost: a\r\nx: ${"y".repeat(200_000)}\r\n\r\n`);
    assert.match(said, /^HTTP\/1.1 431 .*no-store/s);
  });

  test("does not take the answer of the one before it", async () => {
    handle = (_, response) => setTimeout(() => response.end("the first"), 50);
    const said = await wire(here.gate, "GET /p/a HTTP/1.1\r\nHost: a\r\n\r\n{}garbage\r\n\r\n");
    assert.match(said, /^HTTP\/1.1 200 .*the first/s);
    assert.ok(!said.includes("400"), said);
  });
});

describe("a slow client", () => {
  test("is refused with 408 where the head does not come in time, and costs no other", async () => {
    const hasty = await startGuarded(origin, model, { gate: { patience: { head: 300, request: 600 } } });
    try {
      const slow = wire(hasty.gate, "GET /p/a HTTP/1.1\r\nHost: a\r\n", { wait: 5000 });
      assert.equal((await hasty.ask("GET", "/p/a")).status, 200);
      assert.match(await slow, /^HTTP\/1.1 408 .*no-store/s);
    } finally {
      await hasty.close();
    }
  });

  test("is told to send its body only once that is wanted", async () => {
    const head = (path) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    const refused = await wire(here.gate, head("/private/a"));
    assert.match(refused, /^HTTP\/1.1 401 /);
    handle = (request, response) => request.pipe(response);
    const asked = await wire(here.gate, head("/up"), { enough: (said) => said.includes("\r\n\r\n") });
    assert.match(asked, /^HTTP\/1.1 100 Continue/);
  });
});

describe("a request that passes", () => {
  test("reaches the origin with its fields as they came, and its target", async () => {
    const sent = [["x-a", "1"], ["x-b", "\u00e9\u00ff"], ["X-A", "2"], ["accept-encoding", "br"], ["cookie", "a=1"]];
    await here.ask("GET", "/p/a%2Cb?x=%2e&&y", sent);
    const [{ path, rawHeaders }] = origin.seen;
    assert.equal(path.split("?")[1], "x=%2e&&y");
    const got = rawHeaders.flatMap((text, at) => (at % 2 ? [] : [[text.toLowerCase(), rawHeaders[at + 1]]]));
    assert.deepEqual(got.filter(([name]) => name === "x-a").map(([, value]) => value), ["1", "2"]);
    assert.deepEqual(got.find(([name]) => name === "x-b")[1], "\u00e9\u00ff");
    assert.equal(got.filter(([name]) => name === "host").length, 1);
    assert.equal(got.find(([name]) => name === "host")[1], new URL(origin.url).host);
  });

  test("does not tell the origin what the client says of its own address", async () => {
    const names = ["x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-forwarded-proto"];
    await here.ask("GET", "/p/a", names.map((name) => [name, "203.0.113.9"]));
    assert.ok(!origin.seen[0].rawHeaders.includes("203.0.113.9"), origin.seen[0].rawHeaders.join(", "));
  });

  test("streams its body, with its length or in chunks, before it is whole", async () => {
    for (const headers of [{ "content-length": 10 }, {}]) {
      let arrived = "";
      handle = (request, response) => {
        request.on("data", (chunk) => (arrived += chunk));
        request.on("end", () => response.end(`${arrived} ${request.headers["content-length"] ?? "chunked"}`));
      };
      const { port } = here.gate.url;
      const answer = new Promise((resolve, reject) => {
        const post = request({ port, method: "POST", path: "/up", headers }, (response) => response.setEncoding("utf8").once("data", resolve));
        post.on("error", reject).write("first");
        until(() => arrived === "first", "the first half at the origin").then(() => post.end("later"), reject);
      });
      assert.equal(await answer, `firstlater ${headers["content-length"] ?? "chunked"}`);
    }
  });

  test("that its client leaves half sent does not look whole to the origin", async () => {
    const ended = new Promise((resolve) => {
      handle = (request) => {
        request.on("error", () => {}).on("aborted", () => resolve("broken")).on("end", () => resolve("whole")).resume();
      };
    });
    const socket = connect(Number(here.gate.url.port), "127.0.0.1", () => socket.write("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"));
    await until(() => origin.seen.length === 1, "the request at the origin");
    socket.destroy();
    assert.equal(await ended, "broken");
  });
});

describe("an answer that passes", () => {
  test("keeps its bytes, its encoding and each of its cookies", async () => {
    const packed = gzipSync("x".repeat(1000));
    handle = (_, response) => {
      response.writeHead(203, [["content-encoding", "gzip"], ["set-cookie", "a=1"], ["set-cookie", "b=2"], ["content-length", packed.length], ["x-odd", "\u00e9"]].flat());
      response.end(packed);
    };
    const answer = await here.ask("GET", "/p/a", { "accept-encoding": "gzip" });
    assert.equal(answer.status, 203);
    assert.deepEqual(answer.body, packed);
    assert.deepEqual(answer.headers.filter(([name]) => name === "set-cookie").map(([, value]) => value), ["a=1", "b=2"]);
    assert.deepEqual([answer.header("content-encoding"), answer.header("x-odd")], ["gzip", "\u00e9"]);
  });

  test("is sent on piece by piece", async () => {
    let response;
    handle = (_, given) => (response = given).writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    const said = wire(here.gate, "GET /p/events HTTP/1.1\r\nHost: a\r\n\r\n", { enough: (text) => text.includes("data: 1") });
    assert.match(await said, /^HTTP\/1.1 200 .*data: 1/s);
    await until(() => response.destroyed, "the end of an answer that nobody reads");
  });

  test("that breaks off does not look whole", async () => {
    handle = (_, response) => response.writeHead(200, { "content-length": 100 }).write("half", () => response.socket.resetAndDestroy());
    const said = await wire(here.gate, "GET /p/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const [, body = ""] = said.split("\r\n\r\n");
    assert.ok(body.length < 100 && /content-length: 100/i.test(said), said);
    handle = (_, response) => response.writeHead(200).write("half", () => response.socket.resetAndDestroy());
    assert.ok(!(await wire(here.gate, "GET /p/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).endsWith("0\r\n\r\n"));
  });

  test("to HEAD has no body, and redirects are not followed", async () => {
    handle = (_, response) => response.writeHead(200, { "content-length": 5 }).end("hello");
    assert.equal((await here.ask("HEAD", "/p/a")).text, "");
    handle = (_, response) => response.writeHead(302, { location: "/p/b" }).end();
    const answer = await here.ask("GET", "/p/a");
    assert.deepEqual([answer.status, answer.header("location"), origin.seen.length], [302, "/p/b", 2]);
  });
});

describe("a gate in a process with others", () => {
  test("has a model, an environment and a log of its own", async () => {
    const other = await startGuarded(origin, modelOf({ "GET /p/a": "page" }, 7));
    try {
      assert.deepEqual([(await here.ask("GET", "/p/a")).status, (await other.ask("GET", "/p/a")).status], [200, 401]);
      assert.deepEqual([here.gate.served().revision, other.gate.served().revision], [1, 7]);
      assert.equal(other.logs.filter(({ event }) => event === "decision").length, 1);
    } finally {
      await other.close();
    }
  });

  test("that breaks answers 503 to what it had in flight, and serves again", async () => {
    let breaks = false;
    const trapped = () => {
      if (!breaks) return Date.now();
      breaks = false;
      throw new WebAssembly.RuntimeError("unreachable");
    };
    let held;
    handle = (request, response) => (request.url === "/p/held" ? (held = response) : response.end("ok"));
    const frail = await startGuarded(origin, model, { gate: { now: trapped } });
    try {
      const waiting = frail.ask("GET", "/p/held");
      await until(() => held, "the request at the origin");
      breaks = true;
      assert.deepEqual([(await frail.ask("GET", "/p/a")).status, (await waiting).status], [503, 503]);
      assert.ok(frail.logs.some(({ event }) => event === "gate_failed"));
      assert.equal((await frail.ask("GET", "/p/a")).status, 200);
    } finally {
      await frail.close();
    }
  });
});
