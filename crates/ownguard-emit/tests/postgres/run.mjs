// The written policies on a real Postgres where it matters who applies them, what stood there before, and who else is
// at it. Takes the migrations as JSON on stdin, by name; exits 1 with the first thing that is not as said.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const root = new URL("../../../../tests/", import.meta.url);
const resolve = createRequire(new URL("package.json", root)).resolve;
const { PGlite } = await import(pathToFileURL(resolve("@electric-sql/pglite")).href);
const server = await import(new URL("agreement/server.mjs", root).href);
const file = (path) => readFileSync(new URL(path, root), "utf8");
const app = file("leaky-app/schema.sql") + file("leaky-app/seed.sql");
const migrations = JSON.parse(readFileSync(0, "utf8"));

const acme = "ac3e0000-0000-4000-8000-000000000001";
const open = "1ac3e000-0000-4000-8000-000000000001";
const alice = "a11ce000-0000-4000-8000-000000000001";
const carol = "ca401000-0000-4000-8000-000000000001";

const apply = (db, sql) => db.exec(`begin; ${sql}; commit`);
const person = (id) => `set local role ownguard_user;
  select set_config('ownguard.kind', 'person', true), set_config('ownguard.subject', '${id}', true);`;

/** The rows of the last statement, in a transaction that is taken back. */
async function as(db, who, sql) {
  try {
    return (await db.exec(`begin; ${who} ${sql}`)).at(-1).rows;
  } finally {
    await db.exec("rollback");
  }
}

const count = async (db, who, table) => (await as(db, who, `select count(*)::int from ${table}`))[0].count;

const checks = {
  async "a table's owner without further rights applies it, and is bound by it"() {
    const db = await PGlite.create();
    await db.exec(`create role app login createrole; grant create on database postgres to app;
      grant all on schema public to app; set role app; ${app}`);
    await apply(db, migrations.plain.up);
    await apply(db, migrations.plain.up);
    // A login that is a member of a role meets that role's policies, in its functions too.
    await db.exec("reset role; grant ownguard_user to app with inherit true, set true; set session authorization app");
    assert.equal(await count(db, person(alice), "invoices"), 12);
    assert.equal(await count(db, "", "workspace_members"), 0, "the owner of the tables sees rows without asking");
    const [{ done }] = await as(db, person(alice), `select ownguard.delete_invoice('${open}') as done`);
    assert.equal(done, true);
    await assert.rejects(as(db, person(alice), "set role ownguard_definer"), /permission denied/);
    await apply(db, migrations.plain.down);
    assert.equal(await count(db, "", "workspace_members"), 10);
    const { rows } = await db.query("select rolname from pg_roles where rolname = 'ownguard_definer'");
    assert.deepEqual(rows, []);
  },

  async "beside other policies it only narrows, functions and privileges included"() {
    const db = await PGlite.create();
    await db.exec(`${app}
      create role ownguard_user nologin; grant select on invoices to ownguard_user;
      alter table invoices enable row level security;
      create policy drafts on invoices for select to ownguard_user using (status = 'draft')`);
    await apply(db, migrations.narrow.up);
    const seen = await as(db, person(alice), "select number from invoices");
    assert.deepEqual(seen.map((row) => row.number), ["ACME-002"]);
    await assert.rejects(as(db, person(alice), `select ownguard.delete_invoice('${open}')`), /permission denied/);
  },

  async "a suspended person, staff and a guest are no persons, and a guest's mark of another type is nobody"() {
    const db = await PGlite.create();
    await db.exec(`create schema auth; create role anon nologin; create role authenticated nologin;
      create function auth.jwt() returns jsonb language sql stable as
        $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
      create function auth.uid() returns uuid language sql stable as $$ select (auth.jwt() ->> 'sub')::uuid $$;
      grant usage on schema auth, public to anon, authenticated; ${app}`);
    await apply(db, migrations.supabase.up);
    const claims = (more) => `set local role authenticated;
      set local request.jwt.claims = '${JSON.stringify({ sub: alice, ...more })}';`;
    for (const [more, invoices] of [
      [{}, 12],
      [{ is_anonymous: false, app_metadata: { status: "active", staff: [] } }, 12],
      [{ app_metadata: { status: "suspended" } }, 0],
      [{ app_metadata: { status: 1 } }, 0],
      [{ app_metadata: { status: null } }, 0],
      [{ sub: alice.toUpperCase() }, 0],
      [{ app_metadata: { staff: ["support"] } }, 0],
      [{ user_metadata: { status: "suspended", staff: ["support"] } }, 12],
      [{ is_anonymous: true }, 2],
      [{ is_anonymous: "true" }, 0],
    ]) {
      assert.equal(await count(db, claims(more), "invoices"), invoices, JSON.stringify(more));
    }
  },

  async "a serial key is given"() {
    const db = await PGlite.create();
    await db.exec(`create table notes (id serial primary key, user_id text, title text)`);
    await apply(db, migrations.serial.up);
    await apply(db, migrations.serial.up);
    const [row] = await as(db, person("me"), "insert into notes (user_id, title) values ('me', 'one') returning id");
    assert.equal(row.id, 1);
    await apply(db, migrations.serial.down);
  },

  async "what only another role's rule reads needs no privilege, however often a session writes"() {
    const db = await PGlite.create();
    await db.exec(`create table teams (id text primary key); insert into teams values ('a');
      create table team_members (team_id text, user_id text, role text);
      create table folders (id text primary key, team_id text, name text); insert into folders values ('f', 'a');
      create table notes (id serial primary key, team_id text, title text, state text default 'new', visibility text, folder_id text)`);
    await apply(db, migrations.plans.up);
    // One plan for all values is the one that Postgres comes to after a while.
    for (const plans of ["auto", "force_generic_plan"]) {
      await db.exec(`set plan_cache_mode = ${plans}`);
      const service = (name) => `set local role ownguard_service_${name}; select set_config('ownguard.tenant', 'a', true);`;
      const by = (name, sql) => db.exec(`begin; ${service(name)} ${sql}; commit`).catch(async (error) => {
        await db.exec("rollback");
        throw error;
      });
      for (let turn = 1; turn <= 10; turn++) {
        const sql = `insert into notes (team_id, title) values ('a', '${turn}'); update notes set title = 'one', state = 'new'`;
        await by("importer", sql).catch((error) => assert.fail(`${plans}, turn ${turn}: ${error.message}`));
      }
      await by("sorter", "update notes set folder_id = 'f', state = 'sorted', visibility = 'team'");
      for (const [name, set, refused] of [
        ["importer", "title = 'two'", null],
        ["importer", "state = 'other'", /field_not_writable/],
        ["importer", "visibility = null", /visibility_needs_share/],
        ["sorter", "state = 'new'", /field_not_writable/],
        ["sorter", "folder_id = 'none'", /foreign_reference/],
        ["importer", "folder_id = 'other'", /foreign_reference/],
      ]) {
        const done = by(name, `update notes set ${set}`);
        await (refused ? assert.rejects(done, refused, set) : done);
      }
    }
  },

  async "the leaky app's honest writes pass with one plan for all values"() {
    const db = await PGlite.create();
    await db.exec(app);
    await apply(db, migrations.plain.up);
    await db.exec("set plan_cache_mode = force_generic_plan");
    const stripe = `set local role ownguard_service_stripe; select set_config('ownguard.tenant', '${acme}', true);`;
    const paid = await as(db, stripe, `update invoices set status = 'paid' where id = '${open}' returning status`);
    assert.deepEqual(paid, [{ status: "paid" }]);
    const sql = "update invoices set internal_notes = 'seen', customer_id = customer_id returning id";
    assert.ok((await as(db, person(alice), sql)).length > 0);
  },

  async "of two who lower each other at the same moment one stays, at every isolation"() {
    if (!server.installed()) return "no server is installed";
    const { connect, stop } = await server.startServer();
    const [admin, one, two] = [await connect(), await connect(), await connect()];
    try {
      await admin.query(app);
      await admin.query(`begin; ${migrations.plain.up}; commit`);
      for (const isolation of ["read committed", "repeatable read", "serializable"]) {
        await admin.query(`update workspace_members set role = 'admin' where user_id in ('${alice}', '${carol}')`);
        const begin = (db, who) => db.query(`begin isolation level ${isolation}; ${person(who)} select count(*) from workspace_members`);
        await Promise.all([begin(one, alice), begin(two, carol)]);
        // Whoever was lowered before they began finds no row.
        const lower = (db, who) => db.query(`update workspace_members set role = 'viewer' where user_id = '${who}'; commit`).then(
          ([{ rowCount }]) => rowCount === 1,
          () => db.query("rollback").then(() => false),
        );
        const done = await Promise.all([lower(one, carol), lower(two, alice)]);
        assert.ok(!(done[0] && done[1]), `${isolation}: both were lowered`);
        const { rows } = await admin.query(`select count(*)::int from workspace_members where workspace_id = '${acme}' and role = 'admin'`);
        assert.ok(rows[0].count >= 1, `${isolation}: nobody is left`);
      }
    } finally {
      await Promise.all([admin, one, two].map((db) => db.end()));
      await stop();
    }
  },
};

for (const [name, check] of Object.entries(checks)) {
  const skipped = await check().catch((error) => {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  });
  console.log(skipped ? `skipped: ${name} (${skipped})` : `ok: ${name}`);
}
