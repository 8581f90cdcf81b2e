// The same tests with the other versions of `ai` that the package takes, each in a process of its own
// in which `ai` means that version. Those beside this file run with the newest that Node 20 is promised.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

for (const name of ["ai5", "ai7"]) {
  test(`tools of ${name.replace("ai", "ai ")} are guarded alike`, async () => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const args = ["--import", "./as-version.mjs", "--test", "--test-reporter=tap", "schema.test.mjs", "results.test.mjs"];
    const child = spawn(process.execPath, args, { cwd: here, env: { ...env, AI_PACKAGE: name } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, 0, said);
    assert.match(said, /^# pass [1-9]\d+$/m);
  });
}
