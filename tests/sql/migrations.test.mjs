// Applying the policies again changes nothing, taking them back restores what was there, and what is wider than the
// model is listed.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openDatabase } from "../leaky-app/db.mjs";
import { everything, inTransaction } from "./app.mjs";
import { differences, protection, supabase } from "./database.mjs";
import { policies } from "./policies.mjs";

for (const flavour of ["supabase", "plain"]) {
  for (const mode of ["restrictive", "replace"]) {
    for (const [what, old] of [["an unprotected database", ""], ["a database with old policies", everything]]) {
      describe(`${flavour}, ${mode}, on ${what}`, () => {
        let db;
        const found = () => protection(async (sql) => (await db.pg.query(sql)).rows);
        before(async () => {
          db = await openDatabase();
          if (flavour === "supabase") await db.pg.exec(supabase);
          await db.pg.exec(old);
        });
        after(() => db.close());

        test("applies, changes nothing when applied again, and goes without a trace", async () => {
          const before = await found();
          const up = policies("up", { flavour, mode });
          await inTransaction(db.pg, up);
          const applied = await found();
          assert.ok(differences(before, applied).length > 50);
          await inTransaction(db.pg, up);
          assert.deepEqual(differences(applied, await found()), []);
          await inTransaction(db.pg, policies("down", { flavour, mode }));
          assert.deepEqual(differences(before, await found()), []);
          await inTransaction(db.pg, up);
          assert.deepEqual(differences(applied, await found()), [], "and comes back as it was");
        });
      });
    }
  }
}

test("the audit lists a policy that is wider than the model, and roles that go around policies", async () => {
  const db = await openDatabase();
  try {
    await db.pg.exec(supabase + everything);
    await inTransaction(db.pg, policies("up", { mode: "restrictive" }));
    const rows = (await db.pg.exec(policies("audit", { mode: "restrictive" }))).at(-1).rows;
    const said = rows.map((row) => JSON.stringify(row)).join("\n");
    assert.match(said, /everybody, for now/);
    assert.match(said, /service_role/);
  } finally {
    await db.close();
  }
});
