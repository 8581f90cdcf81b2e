// The model's matrix, asked of the example over HTTP: every cell that its API and its server actions
// can express comes out as the model says. What cannot be asked of it is counted and told.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { EXAMPLE, build, missingPackage, start } from "./app.mjs";
import { RELAX, ask, asks, ids, inexpressible, secrets, seeded } from "./cells.mjs";

const AT_ONCE = 6;

if (missingPackage) console.log(`# skipped: the matrix against the example: ${missingPackage}`);

describe("the matrix against the example", { skip: missingPackage }, () => {
  const asked = [];
  const left = new Map();
  let app, open, actions, dir, run;

  before(async () => {
    const entry = await import("ownguard/test");
    run = entry.run;
    const all = entry.cases(await readFile(join(EXAMPLE, "ownguard.toml"), "utf8"), { ids });
    for (const one of all) {
      const why = inexpressible(one);
      if (why) left.set(why, (left.get(why) ?? 0) + 1);
      else asked.push(one);
    }
    dir = await mkdtemp(join(tmpdir(), "ownguard-matrix-"));
    const seed = join(dir, "matrix.sql");
    await writeFile(seed, [RELAX, ...asked.flatMap((one, at) => asks[one.action].map((_, way) => seeded(one, numbered(at, way))))].join("\n"));
    await build();
    actions = await actionIds();
    [app, open] = await Promise.all([start({ seed, env: secrets }), start({ seed, env: secrets, guard: "off" })]);
  });

  after(async () => {
    await app?.close();
    await open?.close();
    if (dir) await rm(dir, { recursive: true, force: true });
  });

  /** Each way of asking a case has rows of its own: what one deletes, the next must find. */
  const numbered = (at, way) => 1 + at * 2 + way;

  const waysOf = (one) => asks[one.action].map((how, way) => [how, way]).filter(([how]) => how.only?.(one) ?? true);

  /** Asks every cell of an action on every way; what failed, in words. */
  async function failures(at, action) {
    const queue = asked.flatMap((one, number) => (one.action === action ? waysOf(one).map(([how, way]) => [one, how, numbered(number, way)]) : []));
    const failed = [];
    const total = queue.length;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const [one, how, number] = next;
          await run(one, () => ask(at, how, one, number, actions)).catch((error) => failed.push(error.message));
        }
      }),
    );
    return { failed, total };
  }

  for (const action of Object.keys(asks)) {
    test(`${action} comes out as the model says, cell by cell`, async (t) => {
      const { failed, total } = await failures(app, action);
      assert.ok(total > 0, "no cell was asked");
      t.diagnostic(`${total} requests`);
      assert.equal(failed.length, 0, `${failed.length} of ${total}\n${failed.slice(0, 5).join("\n")}`);
    });
  }

  test("without the guard it does not", async () => {
    for (const action of ["thread.list", "subscription.read", "subscription.update"]) {
      assert.notEqual((await failures(open, action)).failed.length, 0, action);
    }
  });

  test("what the example cannot be asked is told", (t) => {
    t.diagnostic(`${asked.length} cells were asked`);
    for (const [why, count] of [...left].sort(([, a], [, b]) => b - a)) t.diagnostic(`${count} cells were not asked: ${why}`);
    assert.ok(asked.length > 1000);
  });
});

/** Server actions by the name that `lib/actions.ts` exports. */
async function actionIds() {
  const { node } = JSON.parse(await readFile(join(EXAMPLE, ".next/server/server-reference-manifest.json"), "utf8"));
  const found = Object.entries(node).filter(([, { filename }]) => filename === "lib/actions.ts");
  return Object.fromEntries(found.map(([id, { exportedName }]) => [exportedName, id]));
}
