// Every end-to-end test once more, on the gate in Node: the same files, each in a process of its own, with the host
// chosen by its environment. What only one host can do skips itself there, by name and with its reason.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { host } from "./gate.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const isTest = (name) => name.endsWith(".test.mjs");

/** Not of the host: what wrangler uploads, and this file. */
const apart = new Set(["deploy.test.mjs", "node-host.test.mjs"]);
const files = [
  ...readdirSync(here).filter((name) => isTest(name) && !apart.has(name)),
  ...readdirSync(`${here}threats`).filter(isTest).map((name) => `threats/${name}`),
];

/** These measure time: nothing runs beside them. */
const measured = (file) => /t20|t28/.test(file);

const skip = host === "node" ? "the files run on the gate in Node already" : false;

describe("on the gate in Node", { skip }, () => {
  test("it is built", () => import("../../bindings/ownguard/test/gate/built.mjs"));
  describe("beside each other", { concurrency: Math.max(1, Math.min(3, availableParallelism())) }, () => {
    for (const file of files.filter((file) => !measured(file))) holds(file);
  });
  describe("one by one", () => {
    for (const file of files.filter(measured)) holds(file);
  });
});

function holds(file) {
  test(`${file} holds`, async (context) => {
    // A test of its own, not a part of this one's report.
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const { code, said } = await run(["--test-reporter=tap", `${here}${file}`], { ...env, OWNGUARD_E2E_HOST: "node" });
    assert.equal(code, 0, said.split("\n").filter((line) => !/^ *ok /.test(line)).slice(0, 200).join("\n"));
    const passed = Number(/^# pass (\d+)$/m.exec(said)?.[1] ?? 0);
    assert.ok(passed > 0, `no test ran:\n${said}`);
    context.diagnostic(`${passed} tests`);
    for (const [, skipped] of said.matchAll(/^ *ok \d+ - (.* # SKIP .*)$/gm)) context.diagnostic(`skipped: ${skipped}`);
  });
}

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
    child.on("close", (code) => resolve({ code, said }));
  });
}
