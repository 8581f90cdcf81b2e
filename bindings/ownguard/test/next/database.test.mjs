// withSession: the generated policies of a real Postgres see the caller, for as long as the transaction lasts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { acme, alice, as, bob, globex, guard, id, mia, stopped } from "./harness.mjs";

const project = `
version = 1
revision = 1
[identity]
preset = "supabase"
project = "env:SUPABASE_URL"
[tenancy]
name = "workspace"
table = "workspaces"
key = "id:uuid"
roles = ["viewer", "manager"]
members = { table = "members", tenant = "workspace_id", user = "user_id", role = "role" }
facts = ["claim:app_metadata.workspaces"]
[resources.note]
table = "notes"
key = "id:uuid"
tenant = "workspace_id"
owner = "created_by"
visibility = "visibility"
show = ["id", "text", "visibility"]
outside = ["id", "text"]
write = ["text"]
[resources.note.grants]
owner = ["list", "read", "update"]
workspace.viewer = ["list", "read"]
workspace.manager = ["create", "update"]
anyone = ["read"]
`;

const schema = `
  create table workspaces (id uuid primary key);
  create table members (workspace_id uuid not null, user_id uuid not null, role text not null, primary key (workspace_id, user_id));
  create table notes (id uuid primary key, workspace_id uuid not null, created_by uuid, text text, visibility text not null default 'private');
  insert into workspaces values ('${acme}'), ('${globex}');
  insert into members values ('${acme}', '${alice}', 'manager'), ('${acme}', '${mia}', 'viewer'), ('${globex}', '${bob}', 'manager');
  insert into notes values
    ('${id(1)}', '${acme}', '${alice}', 'of acme', 'private'),
    ('${id(2)}', '${globex}', '${bob}', 'of globex', 'private'),
    ('${id(3)}', '${globex}', '${bob}', 'for all', 'public');`;

/** What a Supabase database has before any migration. */
const supabase = `
  create schema auth;
  create role anon nologin;
  create role authenticated nologin;
  create function auth.jwt() returns jsonb language sql stable as $$
    select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb
  $$;
  create function auth.uid() returns uuid language sql stable as $$
    select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
  $$;
  grant usage on schema auth, public to anon, authenticated;`;

/** Clients of other makers over the same database, as far as they differ. */
const clients = {
  PGlite: (db) => db,
  "a pool of pg": (db) => ({ totalCount: 0, released: [], async connect() {
    return { query: (text, values) => db.query(text, values), release: (broken) => this.released.push(broken) };
  } }),
  "a client of pg": (db) => ({ query: (text, values) => db.query(text, values) }),
  Prisma: (db) => ({
    $transaction: (run, options) => {
      assert.deepEqual(options, { isolationLevel: "ReadCommitted" });
      return db.transaction((tx) => run({ $queryRawUnsafe: async (text, ...values) => (await tx.query(text, values)).rows, query: (text, values) => tx.query(text, values) }));
    },
  }),
  "postgres.js": (db) => ({
    unsafe: () => assert.fail("outside of the transaction"),
    begin: (run) => db.transaction((tx) => run({ unsafe: async (text, values) => (await tx.query(text, values)).rows, query: (text, values) => tx.query(text, values) })),
  }),
};

for (const flavour of ["plain", "supabase"]) {
  describe(`under the ${flavour} policies`, () => {
    let db;
    const og = guard({ model: project });
    const options = { flavour };
    const texts = (user, client) =>
      as(user, () => og.withSession(client, async (tx) => (await tx.query("select text from notes order by text")).rows.map(({ text }) => text), options));

    before(async () => {
      db = await PGlite.create();
      if (flavour === "supabase") await db.exec(supabase);
      await db.exec(schema);
      await db.exec(`begin; ${policies(flavour)} commit;`);
    });
    after(() => db.close());

    for (const [name, over] of Object.entries(clients)) {
      test(`${name}: each sees what the model gives them`, async () => {
        const client = over(db);
        assert.deepEqual(await texts(alice, client), ["for all", "of acme"]);
        assert.deepEqual(await texts(mia, client), ["for all", "of acme"]);
        assert.deepEqual(await texts(bob, client), ["for all", "of globex"]);
        assert.deepEqual(await texts(null, client), ["for all"]);
      });

      test(`${name}: nothing of the caller is left behind, also after an error`, async () => {
        const client = over(db);
        const boom = new Error("boom");
        await assert.rejects(as(alice, () => og.withSession(client, () => Promise.reject(boom), options)), boom);
        const { rows } = await db.query(
          "select current_user as who, current_setting('ownguard.subject', true) as subject, current_setting('request.jwt.claims', true) as claims",
        );
        assert.equal(rows[0].who, "postgres");
        assert.deepEqual([rows[0].subject || null, rows[0].claims || null], [null, null]);
        assert.equal((await db.query("select count(*)::int as n from notes")).rows[0].n, 3);
      });
    }

    test("a write that the policies refuse is taken back with all that came before", async () => {
      const write = (user, sql) => as(user, () => og.withSession(db, (tx) => tx.query(sql), options));
      await write(alice, `update notes set text = 'changed' where id = '${id(1)}'`);
      assert.deepEqual(await texts(mia, db), ["changed", "for all"]);
      await write(bob, `update notes set text = 'stolen' where id = '${id(1)}'`);
      await assert.rejects(write(mia, `insert into notes (id, workspace_id, created_by, text) values ('${id(7)}', '${acme}', '${mia}', 'x')`));
      assert.deepEqual(await texts(mia, db), ["changed", "for all"]);
      await write(alice, `update notes set text = 'of acme' where id = '${id(1)}'`);
    });

    test("two transactions on one connection wait for each other", async () => {
      const client = clients["a client of pg"](db);
      const all = await Promise.all([alice, bob, null, mia, bob].map((user) => texts(user, client)));
      assert.deepEqual(all.map((texts) => texts.at(-1)), ["of acme", "of globex", "for all", "of acme", "of globex"]);
    });

    test("what stands in a subject is a value, never a part of the statement", async () => {
      const odd = "x'); reset role; select set_config('a', 'b";
      const said = await texts(odd, db).catch((thrown) => thrown.code);
      assert.ok(said === "22P02" || said.length === 0, String(said));
    });

    test("whoever is suspended sees nothing", async () => {
      const suspended = guard({ model: project, facts: async () => ({ user: { status: "suspended" }, memberships: [{ tenant: acme, role: "manager" }] }) });
      const rows = as(alice, () => suspended.withSession(db, (tx) => tx.query("select text from notes"), options));
      assert.deepEqual((await rows).rows, []);
    });
  });
}

test("a bad credential, staff and services are told so, never taken for nobody", async () => {
  const client = { query: () => assert.fail("nothing is asked") };
  const expired = guard({ model: project, session: { kind: "claims", read: async () => ({ sub: alice, exp: 1 }) } });
  assert.equal(await stopped(() => as(alice, () => expired.withSession(client, async () => 1))), "404");
  const down = guard({ model: project, facts: () => Promise.reject(new Error("down")), warn: () => {} });
  assert.equal((await stopped(() => as(alice, () => down.withSession(client, async () => 1)))).status, 503);
});

test("a client with an open transaction, and one that nobody knows, are refused", async () => {
  const og = guard({ model: project });
  const open = { query: async () => ({ rows: [] }), getTransactionStatus: () => "T" };
  assert.equal((await stopped(() => as(alice, () => og.withSession(open, async () => 1)))).code, "transaction_open");
  assert.equal((await stopped(() => as(alice, () => og.withSession({}, async () => 1)))).code, "client_unknown");
});

test("a connection whose transaction cannot be ended goes back to nobody", async () => {
  const released = [];
  const query = async (text) => {
    if (text === "rollback") throw new Error("connection lost");
    return { rows: [] };
  };
  const pool = { totalCount: 1, connect: async () => ({ query, release: (broken) => released.push(broken) }) };
  const thrown = await stopped(() => as(alice, () => guard({ model: project }).withSession(pool, () => Promise.reject(new Error("boom")))));
  assert.equal(thrown.code, "rollback_failed");
  assert.deepEqual(released, [true]);
});

/** The migration that the package's own command writes. */
function policies(flavour) {
  const folder = mkdtempSync(join(tmpdir(), "ownguard-rls-"));
  try {
    const model = join(folder, "ownguard.toml");
    writeFileSync(model, project);
    const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
    const args = [command, "rls", "--model", model, "--flavour", flavour, "--mode", "replace", "--ids", "uuid"];
    return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
