// The entry as it is used: real runs of Vitest, node:test (ES modules and CommonJS) and Playwright in
// projects that have the package installed; each must pass over a guard that holds, and fail over one
// that is broken.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { project, root } from "./world.mjs";

const bin = (path) => [join(root, "node_modules", path)];

const guard = (imports, broken) => `
${imports}
const model = readFileSync("ownguard.toml", "utf8");
const og = createGuard({ model, audit: () => {}, warn: () => {} });
const chosen = cases(model, { resource: "note", action: "read" }).filter(({ link, state }) => link === null && state === "live");
const ask = ({ caller, row, around }) => ${broken ? "row" : `og.as(caller).own("note.read", row, around)`};
`;
const esm = `
import { readFileSync } from "node:fs";
import { createGuard } from "ownguard";
import { cases, run } from "ownguard/test";`;
const cjs = `
const { readFileSync } = require("node:fs");
const { createGuard } = require("ownguard");
const { cases, run } = require("ownguard/test");`;

describe("Vitest", () => {
  const spec = (broken) => `
import { expect, test } from "vitest";
${guard(esm, broken)}
test.each(chosen)("%s", (one) => run(one, ask));
test("there are cases", () => expect(chosen.length).toBeGreaterThan(50));
`;
  test("runs a test for each case, by its name", async (t) => {
    const app = project({ "good.test.mjs": spec(false), "broken.test.mjs": spec(true) }, ["vitest"]);
    t.after(app.remove);
    const vitest = (file) => app.run(bin("vitest/vitest.mjs"), ["run", "--reporter=json", file]);
    const good = await vitest("good");
    assert.equal(good.code, 0, good.said);
    const { numPassedTests, testResults } = JSON.parse(good.stdout);
    assert.ok(numPassedTests > 50, `${numPassedTests}`);
    const names = testResults[0].assertionResults.map(({ title }) => title);
    assert.ok(names.includes("note.read: a guest, a row, their own private locked null → as owner"), names.slice(0, 9).join("\n"));
    const broken = await vitest("broken");
    const { numFailedTests, testResults: failed } = JSON.parse(broken.stdout);
    assert.deepEqual([broken.code, numFailedTests > 10], [1, true], broken.said);
    assert.match(failed[0].assertionResults.find(({ status }) => status === "failed").failureMessages[0], /CaseFailed: note\.read: /);
  });
});

describe("node:test", () => {
  const spec = (imports, broken) => `${guard(imports, broken)}
for (const one of chosen) test(one.name, () => run(one, ask));
`;
  test("runs a test for each case, in ES modules and in CommonJS", async (t) => {
    const app = project({
      "good.mjs": spec(`import { test } from "node:test";${esm}`, false),
      "good.cjs": spec(`const { test } = require("node:test");${cjs}`, false),
      "broken.mjs": spec(`import { test } from "node:test";${esm}`, true),
    });
    t.after(app.remove);
    const counts = [];
    for (const file of ["good.mjs", "good.cjs"]) {
      const { code, said } = await app.run([], ["--test", "--test-reporter=tap", file]);
      assert.equal(code, 0, said);
      counts.push(Number(/^# pass (\d+)$/m.exec(said)[1]));
    }
    assert.ok(counts[0] > 50 && counts[0] === counts[1], `${counts}`);
    const { code, said } = await app.run([], ["--test", "--test-reporter=tap", "broken.mjs"]);
    assert.equal(code, 1);
    assert.match(said, /it is permitted, and must be denied with 40[14]/);
  });
});

describe("Playwright", () => {
  const chromium = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
  const server = (leaky) => `
import { createServer } from "node:http";
const rows = { 1: { owner: "alice", text: "of Alice" }, 2: { owner: "bob", text: "of Bob" } };
let signedIn = 0;
createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://x");
  const who = /who=(\\w+)/.exec(request.headers.cookie ?? "")?.[1];
  const html = (status, text, headers = {}) => response.writeHead(status, { "content-type": "text/html", ...headers }).end(text);
  if (pathname.startsWith("/login/")) return html(200, "welcome, number " + ++signedIn, { "set-cookie": "who=" + pathname.slice(7) + "; Path=/" });
  if (pathname === "/count") return html(200, String(signedIn));
  const row = rows[pathname.slice(1)];
  if (!who) return html(401, "sign in");
  if (!row || (row.owner !== who && !${leaky})) return html(404, "not found");
  html(200, row.text);
}).listen(Number(process.env.PORT), "127.0.0.1");
`;
  const config = (port) => `
export default {
  testDir: ".", testMatch: "*.spec.ts", workers: 1, reporter: "json", timeout: 120_000,
  use: { baseURL: "http://127.0.0.1:${port}", launchOptions: { executablePath: ${JSON.stringify(chromium)}, args: ["--no-sandbox"] } },
  webServer: { command: "node server.mjs", url: "http://127.0.0.1:${port}/count", env: { PORT: "${port}" } },
};
`;
  const spec = (options, signIns) => `
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { twoAccounts, type Accounts } from "ownguard/test";
const test = base.extend<Accounts<BrowserContext>>(
  twoAccounts({ ${options} signIn: async (page: Page, account) => { await page.goto("/login/" + account); } }),
);
const seen = async (context: BrowserContext, path: string) => {
  const page = await context.newPage();
  const response = await page.goto(path);
  return [response?.status(), await page.textContent("body")];
};
test("each sees their own, and nobody sees anything", async ({ alice, bob, anonymous }) => {
  expect(await seen(alice, "/1")).toEqual([200, "of Alice"]);
  expect(await seen(bob, "/2")).toEqual([200, "of Bob"]);
  expect(await seen(anonymous, "/1")).toEqual([401, "sign in"]);
});
test("nobody sees the other's", async ({ alice, bob }) => {
  expect(await seen(bob, "/1")).toEqual([404, "not found"]);
  expect(await seen(alice, "/2")).toEqual([404, "not found"]);
});
test("a context begins anew in each test", async ({ alice, page }) => {
  const [status] = await seen(alice, "/1");
  await page.goto("/count");
  expect([status, await page.textContent("body")]).toEqual([200, "${signIns}"]);
});
`;
  const playwright = async (leaky, specs) => {
    const port = await freePort();
    const app = project({ "package.json": '{"type":"module"}', "server.mjs": server(leaky), "playwright.config.mjs": config(port), ...specs }, ["@playwright/test"]);
    try {
      const { code, said, stdout } = await app.run(bin("@playwright/test/cli.js"), ["test"]);
      const outcomes = [...stdout.matchAll(/"title": "(each|nobody|a context)[^"]*",\s*"ok": (\w+)/g)].map(([, title, ok]) => `${title} ${ok}`);
      return { code, said, outcomes };
    } finally {
      app.remove();
    }
  };
  const none = chromium ? false : "no Chromium in /usr/bin: install it to run this";

  test("gives each account a context of its own, and nobody a third; signs in anew, or once where it may keep that", { skip: none }, async () => {
    const specs = { "a-fresh.spec.ts": spec("", 5), "b-kept.spec.ts": spec("keep: true,", 7) };
    const { code, said, outcomes } = await playwright(false, specs);
    assert.deepEqual([code, outcomes.length], [0, 6], said);
  });

  test("catches an app that shows one what is the other's", { skip: none }, async () => {
    const { code, said, outcomes } = await playwright(true, { "a-fresh.spec.ts": spec("", 5) });
    assert.deepEqual([code, outcomes], [1, ["each true", "nobody false", "a context true"]], said);
  });
});

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
