// `ownguard dev` as a developer runs it: a process of its own, its log, its report, and what it says when it is asked
// wrongly.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { raw } from "../../../../tests/e2e/raw.mjs";
import { modelOf, startOrigin, until } from "./world.mjs";

const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const model = modelOf({ "GET /open": "public", "GET /w/{*rest}": "page" }, 3);

let origin, folder;
before(async () => {
  origin = await startOrigin((request, response) => response.end(request.url));
  folder = await mkdtemp(join(tmpdir(), "ownguard-dev-"));
});
beforeEach(() => writeFile(join(folder, "ownguard.toml"), model));
after(async () => {
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

const running = new Set();
afterEach(() => Promise.all([...running].map((dev) => dev.end())));

/** Runs `ownguard dev` in the folder, on a free port unless `args` name one. */
function start(args, env = {}) {
  const { OWNGUARD_ORIGIN, OWNGUARD_DEV, ...clean } = process.env;
  const child = spawn(process.execPath, [program, "dev", ...args], { cwd: folder, env: { ...clean, NO_COLOR: "", ...env } });
  const dev = { said: "", wrong: "", code: undefined };
  child.stdout.setEncoding("utf8").on("data", (chunk) => (dev.said += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => (dev.wrong += chunk));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve((dev.code = code))));
  dev.ended = ended;
  dev.end = () => (child.kill("SIGINT"), running.delete(dev), ended);
  running.add(dev);
  return dev;
}

async function serving(args = [], env = {}) {
  const port = await freePort();
  const dev = start(["--origin", origin.url, "--port", port, ...args], env);
  const url = `http://127.0.0.1:${port}`;
  await until(() => reaches(port) || dev.code !== undefined, "the gate", 15_000);
  assert.equal(dev.code, undefined, dev.wrong);
  dev.ask = (...request) => raw(url, ...request);
  dev.port = port;
  return dev;
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
const reaches = (port) =>
  new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => (socket.destroy(), resolve(true))).on("error", () => resolve(false));
  });

describe("ownguard dev", () => {
  test("tells where it stands, and each decision with its mend, once, in columns and without colours off a terminal", async () => {
    const dev = await serving();
    for (const path of ["/open", "/w/a", "/w/b", "/nowhere/8a6e0804-2bd0-4672-b79d-d97027f9071a/x?token=secret"]) await dev.ask("GET", path);
    await until(() => dev.said.includes("not_listed"), "the decisions");
    assert.ok(dev.said.includes(`http://localhost:${dev.port} → ${origin.url}`), dev.said);
    const lines = dev.said.split("\n");
    const decisions = lines.filter((line) => /^\d\d:\d\d:\d\d (permit|deny)/.test(line));
    assert.equal(decisions.filter((line) => /deny   401 GET     \/w\/\{\*rest\} .* anonymous/.test(line)).length, 2, dev.said);
    assert.equal(lines.filter((line) => line.includes("nobody is signed in: sign in")).length, 1, dev.said);
    assert.ok(decisions.some((line) => line.includes("403 GET     /nowhere/…/x")), dev.said);
    assert.equal(new Set(decisions.map((line) => line.indexOf(" GET "))).size, 1);
    assert.doesNotMatch(dev.said, /\u001b|8a6e0804|secret/);
  });

  test("says to the client why, as a developer's gate does, unless it is told not to", async () => {
    const dev = await serving();
    assert.equal((await dev.ask("GET", "/w/a")).header("cache-control"), "private, no-store, max-age=0");
    assert.match((await dev.ask("GET", "/w/a")).text, /"code":"anonymous".*"mend":"sign in/);
    const strict = await serving([], { OWNGUARD_DEV: "0" });
    assert.equal((await strict.ask("GET", "/w/a")).text, '{"error":"unauthorized"}');
  });

  test("writes what the deployed gate does with --format json", async () => {
    const dev = await serving(["--format", "json"]);
    await dev.ask("GET", "/w/a");
    await until(() => dev.said.includes("\n"), "a line");
    const [line] = dev.said.trim().split("\n");
    assert.deepEqual([JSON.parse(line).event, JSON.parse(line).reason], ["decision", "anonymous"]);
  });

  test("takes variables from the environment, then .env.local, then .env", async () => {
    await writeFile(join(folder, ".env"), 'OWNGUARD_DEV="0"\nOWNGUARD_ORIGIN=http://127.0.0.1:9\n');
    await writeFile(join(folder, ".env.local"), `OWNGUARD_ORIGIN='${origin.url}' # here\n`);
    const port = await freePort();
    const dev = start(["--port", port]);
    await until(() => reaches(port), "the gate", 15_000);
    assert.equal((await raw(`http://127.0.0.1:${port}`, "GET", "/open")).text, "/open");
    assert.equal((await raw(`http://127.0.0.1:${port}`, "GET", "/w/a")).text, '{"error":"unauthorized"}');
    assert.equal(await dev.end(), 0);
    await Promise.all([".env", ".env.local"].map((name) => rm(join(folder, name))));
  });

  test("follows its model, and says what is wrong, older and wider", async () => {
    const dev = await serving();
    const save = (text) => writeFile(join(folder, "ownguard.toml"), text);
    await save("version = ");
    await until(() => /the model is not valid, revision 3 stays\n.*ownguard\.toml:1|the model is not valid, revision 3 stays\n[\s\S]*OG\d{4}/.test(dev.said), "what is wrong", 15_000);
    await save(model.replace("revision = 3", "revision = 2"));
    await until(() => dev.said.includes("the model is older, revision 3 stays"), "what is older", 15_000);
    assert.equal((await dev.ask("GET", "/w/a")).status, 401);
    await save(model.replace("revision = 3", "revision = 4").replace('"page"', '"public"'));
    await until(() => dev.said.includes("+ GET /w/{*rest} is public"), `what is wider: ${dev.said}`, 30_000);
    assert.equal((await dev.ask("GET", "/w/a")).status, 200);
  });

  test("lets nothing pass while its model is not valid, and begins when it is mended", async () => {
    await writeFile(join(folder, "ownguard.toml"), "version = ");
    const dev = await serving();
    assert.equal((await dev.ask("GET", "/open")).status, 503);
    await writeFile(join(folder, "ownguard.toml"), model);
    await until(() => dev.said.includes("revision 3 is served now"), "the mended model", 15_000);
    assert.equal((await dev.ask("GET", "/open")).status, 200);
  });
});

describe("the report at /.ownguard", () => {
  test("groups by route, reason and mend what the gate would do, and escapes all of it", async () => {
    const dev = await serving(["--level", "report"]);
    for (let at = 0; at < 3; at += 1) assert.equal((await dev.ask("GET", "/w/a")).status, 200);
    await dev.ask("GET", "/nowhere/<img src=x onerror=alert(1)>/x");
    await dev.ask("GET", "/nowhere/<script>");
    const { status, text, header } = await dev.ask("GET", "/.ownguard");
    assert.equal(status, 200);
    assert.match(header("content-security-policy"), /default-src 'none'/);
    assert.match(text, /<span class="count">3<\/span>[\s\S]*anonymous<\/span> nobody is signed in[\s\S]*grant the action to <code>anyone<\/code>/);
    assert.match(text, /no route of the model names it/);
    assert.doesNotMatch(text, /<img|alert\(1\)|<script>[^\n]/);
    for (const [, kind, source] of text.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
      const hash = createHash("sha256").update(source).digest("base64");
      assert.ok(header("content-security-policy").includes(`${kind}-src 'sha256-${hash}'`), kind);
    }
    assert.match((await dev.ask("GET", "/.ownguard/part")).text, /^<header>/);
    assert.ok(dev.said.includes(`http://localhost:${dev.port}/.ownguard`), dev.said);
  });

  test("is for this machine's own names, by GET, and below full enforcement alone", async () => {
    const dev = await serving(["--level", "report"]);
    assert.equal((await dev.ask("GET", "/.ownguard", { host: "evil.example" })).text, "/.ownguard", "the app's");
    assert.doesNotMatch((await dev.ask("POST", "/.ownguard")).text, /<html/);
    const full = await serving();
    assert.equal((await full.ask("GET", "/.ownguard")).status, 403);
  });
});

describe("the socket of next dev", () => {
  const upgrade = (dev, path, headers = {}) =>
    new Promise((resolve) => {
      const host = `127.0.0.1:${dev.port}`;
      const fields = { host, origin: `http://${host}`, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", cookie: "session=1", ...headers };
      const lines = Object.entries(fields).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
      let said = "";
      const socket = connect(Number(dev.port), "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
      const done = () => (socket.destroy(), resolve(said));
      socket.setTimeout(2000, done).on("error", done).on("close", done);
      socket.on("data", (chunk) => ((said += chunk.toString("latin1")), (said.includes("built") || /^HTTP\/1.1 [2-5]/.test(said)) && done()));
    });
  let upgraded;
  before(() => {
    upgraded = [];
    origin.server.on("upgrade", ({ url, headers }, socket) => {
      upgraded.push({ url, headers });
      const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n\x81\x05built`, "latin1");
    });
  });

  test("passes by the gate, without what says who is asking", async () => {
    const dev = await serving();
    for (const path of ["/_next/hmr?id=1", "/_next/webpack-hmr"]) {
      upgraded.length = 0;
      assert.match(await upgrade(dev, path), /^HTTP\/1.1 101 .*built/s);
      const [{ url, headers }] = upgraded;
      assert.deepEqual([url, headers.cookie, headers.origin], [path, undefined, origin.url]);
    }
  });

  test("is open to no other path, site, name or kind of upgrade, and can be closed", async () => {
    const dev = await serving();
    const closed = await serving(["--no-hot-reload"]);
    upgraded.length = 0;
    for (const [gate, path, headers] of [
      [dev, "/_next/webpack-hmr/x", {}], [dev, "/_next/hmr%2f", {}], [dev, "/_next/hmrs", {}], [dev, "/w/a", {}], [dev, "/_next/webpack-hmr", { origin: "https://evil.example" }],
      [dev, "/_next/webpack-hmr", { origin: null }], [dev, "/_next/webpack-hmr", { host: "evil.example", origin: "http://evil.example" }], [dev, "/_next/webpack-hmr", { upgrade: "h2c" }], [closed, "/_next/webpack-hmr", {}], [closed, "/_next/hmr", {}],
    ]) {
      assert.match(await upgrade(gate, path, headers), /^HTTP\/1.1 4\d\d /, `${path} ${JSON.stringify(headers)}`);
    }
    assert.deepEqual(upgraded, []);
  });
});

describe("a wrong question", () => {
  for (const [args, says] of [
    [[], /no origin is given\n {2}say where the app is: `--origin http:\/\/localhost:3000`/],
    [["--origin", "localhost:3000"], /`localhost:3000` is no origin/],
    [["--origin", "http://localhost:3000/api"], /is no origin/],
    [["--origin", "http://a:b@localhost"], /is no origin/],
    [["--origin"], /`--origin` is given without a value/],
    [["--origin", "http://localhost:3000", "--port", "http"], /`http` is no port/],
    [["--origin", "http://localhost:3000", "--level", "none"], /`none` is no level\n {2}say report, cache, rows, fields, full/],
    [["--origin", "http://localhost:3000", "--format", "xml"], /`xml` is no format/],
    [["--origin", "http://localhost:3000", "--sesame"], /`--sesame` is not known/],
    [["--origin", "http://localhost:3000", "--model", "nowhere.toml"], /`nowhere.toml` cannot be read\n {2}write a model with `ownguard init`/],
    [["--origin", "http://localhost:3000", "--host", "203.0.113.7"], /is no address of this machine/],
  ]) {
    test(`is answered with its mend: ${args.join(" ") || "nothing"}`, async () => {
      const dev = start(args);
      assert.equal(await dev.ended, 2, dev.said + dev.wrong);
      assert.match(dev.wrong, says);
      assert.equal(dev.said, "");
    });
  }

  test("is answered with its mend: a port that is taken", async () => {
    const dev = start(["--origin", "http://localhost:3000", "--port", new URL(origin.url).port]);
    assert.equal(await dev.ended, 2);
    assert.match(dev.wrong, /port \d+ is taken\n {2}end what listens there/);
  });

  test("--help says what there is", async () => {
    const dev = start(["--help"]);
    assert.equal(await dev.ended, 0);
    for (const option of readFileSync(new URL("../../src/gate/options.ts", import.meta.url), "utf8").matchAll(/^ {8}"?([a-z-]+)"?: \{ type/gm)) assert.ok(dev.said.includes(`--${option[1]}`), option[1]);
  });
});

test("every reason of a decision has words and a mend", () => {
  const root = new URL("../../../../crates/ownguard-core/src/", import.meta.url);
  const names = ["http/refusal.rs", "decision.rs"].flatMap((file) => [...readFileSync(new URL(file, root), "utf8").matchAll(/Self::\w+ => "([a-z_]+)"/g)].map(([, name]) => name));
  const known = readFileSync(new URL("../../src/gate/mends.ts", import.meta.url), "utf8");
  assert.ok(names.length > 40, `${names.length}`);
  for (const name of names) assert.ok(known.includes(`  ${name}: {`), name);
});
