// T24 on Postgres: rows without a tenant, an owner or a parent are quarantined, and listed by the repair queries; no
// row moves from one tenant to another, whoever asks and whatever columns they may write.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { invoices, lines, messages, people, projects, workspaces } from "../leaky-app/ids.mjs";
import { startGuardedApp } from "./app.mjs";
import { identities } from "./database.mjs";
import { policies } from "./policies.mjs";

const { acme, globex } = workspaces;

for (const flavour of ["supabase", "plain"]) {
  describe(`T24 (${flavour})`, () => {
    let app;
    before(async () => (app = await startGuardedApp({ flavour })));
    beforeEach(() => app.reset());
    after(() => app.close());

    const person = (name) => identities[flavour](name && app.tokens.claimsFor(name));
    const service = (name, tenant) =>
      `set local role ownguard_service_${name}; select set_config('ownguard.tenant', '${tenant}', true);`;

    /** Runs as somebody; what it did is kept. Gives rows, or the error. */
    const as = (identity, sql, params = []) =>
      app.db.pg.transaction(async (tx) => {
        await tx.exec(identity);
        return (await tx.query(sql, params)).rows;
      });
    const refused = (identity, sql, params) => assert.rejects(() => as(identity, sql, params), { code: "42501" });
    const truth = async (sql, params) => (await app.db.pg.query(sql, params)).rows;

    const quarantined = [
      ["an invoice without a tenant", "invoices", invoices.orphaned],
      ["a line without an invoice", "invoice_lines", lines.withoutInvoice],
      ["a message of another tenant than its thread", "messages", messages.strayed],
    ];
    for (const [what, table, id] of quarantined) {
      test(`T24 ${what} is nobody's`, async () => {
        for (const who of [...Object.keys(people), null]) {
          const rows = await as(person(who), `select id from ${table} where id = $1`, [id]).catch((error) => {
            assert.equal(error.code, "42501");
            return [];
          });
          assert.deepEqual(rows, [], who);
        }
        for (const tenant of [acme, globex, ""]) {
          const rows = await as(service("cron", tenant), "select id from invoices where id = $1", [id]);
          assert.deepEqual(rows, [], `cron for ${tenant}`);
        }
      });
    }

    test("T24 an invoice without an owner is owned by nobody, and goes on by role", async () => {
      const read = (who) => as(person(who), "select id from invoices where id = $1", [invoices.acmeNoOwner]);
      assert.equal((await read("dave")).length, 1, "a viewer reads it");
      assert.deepEqual(await read("bob"), []);
      const change = (who) => as(person(who), "update invoices set total = 1 where id = $1 returning id", [invoices.acmeNoOwner]);
      assert.equal((await change("carol")).length, 1, "a manager changes it");
      assert.deepEqual(await change("erin"), []);
      assert.deepEqual(await change("guest"), []);
    });

    test("T24 nothing is made without a tenant, or in one that is not the maker's", async () => {
      const make = "insert into invoices (id, workspace_id, created_by, number) values (gen_random_uuid(), $1, $2, 'NEW')";
      for (const tenant of [null, globex]) await refused(person("carol"), make, [tenant, people.carol.id]);
      await refused(person("carol"), make, [acme, people.alice.id]);
      await as(person("carol"), make, [acme, people.carol.id]);
    });

    // Erin belongs to both workspaces and owns the row: relations alone would let it go.
    const moves = [
      ["tenant", "invoices", invoices.acmeByErin, "workspace_id", globex],
      ["tenant, to none", "invoices", invoices.acmeByErin, "workspace_id", null],
      ["owner", "invoices", invoices.acmeByErin, "created_by", people.alice.id],
      ["owner, to nobody", "invoices", invoices.acmeByErin, "created_by", null],
      ["key", "invoices", invoices.acmeByErin, "id", "1ac3e000-0000-4000-8000-00000000ffff"],
      ["parent", "invoice_lines", lines.acmeOpenFirst, "invoice_id", invoices.acmeDraft],
    ];
    for (const [what, table, id, column, to] of moves) {
      test(`T24 the ${what} of a row is not changed`, async () => {
        const who = table === "invoices" ? "erin" : "carol";
        const move = `update ${table} set ${column} = $2 where id = $1`;
        const before = await truth(`select * from ${table} order by id`);
        await refused(person(who), move, [id, to]);
        // Even where the app's own migration lets them write the column.
        const role = flavour === "supabase" ? "authenticated" : "ownguard_user";
        await app.db.pg.exec(`grant update (${column}) on ${table} to ${role}`);
        await refused(person(who), move, [id, to]);
        await app.db.pg.exec(`revoke update (${column}) on ${table} from ${role}`);
        assert.deepEqual(await truth(`select * from ${table} order by id`), before);
      });
    }

    test("T24 a service moves nothing either, and sees no other tenant than its own", async () => {
      const [{ n }] = await as(service("cron", acme), "select count(*)::int as n from invoices where workspace_id <> $1 and visibility <> 'public'", [acme]);
      assert.equal(n, 0);
      await app.db.pg.exec("grant update (workspace_id) on invoices to ownguard_service_stripe");
      await refused(service("stripe", acme), "update invoices set workspace_id = $2 where id = $1", [invoices.acmeOpen, globex]);
      await app.db.pg.exec("revoke update (workspace_id) on invoices from ownguard_service_stripe");
    });

    test("T24 a null equals no other null", async () => {
      await app.db.pg.query("update projects set created_by = null where id = $1", [projects.acmeSecret]);
      for (const who of ["nina", "guest", "erin", null]) {
        const rows = await as(person(who), "select id from projects where id = $1", [projects.acmeSecret]).catch(() => []);
        assert.deepEqual(rows, [], who);
      }
    });
  });
}

test("T24 the repair queries list what is quarantined, and nothing else of the seed's good rows", async () => {
  const app = await startGuardedApp();
  try {
    const listed = new Map();
    for (const { id, sql } of JSON.parse(policies("repair"))) {
      for (const row of (await app.db.pg.query(sql)).rows) listed.set(`${row.table} ${row.key}`, id);
    }
    for (const row of [`invoices ${invoices.orphaned}`, `invoice_lines ${lines.withoutInvoice}`, `messages ${messages.strayed}`]) {
      assert.ok(listed.has(row), `${row} in ${JSON.stringify([...listed])}`);
    }
    assert.ok(listed.has(`invoices ${invoices.acmeNoOwner}`), "without an owner");
    for (const good of [invoices.acmeOpen, invoices.acmePaid, invoices.globexOpen]) assert.ok(!listed.has(`invoices ${good}`));
  } finally {
    await app.close();
  }
});
