// What the generated policies cost on a large table: 1,000,000 invoices of 1,000 workspaces on a real server, and the
// same queries as the table's owner with a filter by hand. They must give the same rows; then they take turns.
//
//   node benches/sql/list.mjs > benches/results/<date>-sql.txt
//
// Exit 1 where the list of a workspace takes more than 1.3 times as long under the policies. The others are told: with a
// limit, the planner does not know that the rows it looks for are many, and sorts them where by hand it walks an index.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startServer } from "../../tests/agreement/server.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const turns = Number(process.env.BENCH_TURNS ?? 500);
const most = 1.3;

const member = "00000002-0000-4000-8000-000000001389"; // of workspace 500, a viewer… see data.sql
const workspace = "00000001-0000-4000-8000-0000000001f4";
const mine = `workspace_id in (select m.workspace_id from workspace_members m join workspaces w on w.id = m.workspace_id
    where m.user_id = '${member}' and m.removed_at is null and m.status = 'active' and w.status = 'active')`;
const columns = "id, workspace_id, number, status, total, created_at";

// `query(filter)`: the filter is empty under the policies.
const queries = [
  {
    name: "a list: all of one workspace",
    goal: true,
    query: (filter) => `select ${columns} from invoices where workspace_id = '${workspace}' ${filter}`,
    filter: `and deleted_at is null and ${mine}`,
  },
  {
    name: "a page of one workspace",
    query: (filter) => `select ${columns} from invoices where workspace_id = '${workspace}' ${filter} order by created_at desc limit 50`,
    filter: `and deleted_at is null and ${mine}`,
  },
  {
    name: "one invoice",
    query: (filter) => `select ${columns} from invoices where id = '00000003-0000-4000-8000-0000000005db' ${filter}`,
    filter: `and deleted_at is null and ${mine}`,
  },
  {
    name: "the lines of one invoice",
    query: (filter) => `select id, text, amount from invoice_lines where invoice_id = '00000003-0000-4000-8000-0000000005db' ${filter}`,
    filter: `and exists (select 1 from invoices where invoices.id = invoice_id and deleted_at is null and ${mine})`,
  },
];

const policies = execFileSync("cargo", ["run", "--quiet", "--package", "ownguard-agreement", "--bin", "ownguard-agree-policies", "--", here("ownguard.toml"), "plain", "replace", "up"], {
  cwd: here("../.."),
  encoding: "utf8",
  maxBuffer: 1 << 26,
});
const server = await startServer({ settings: { shared_buffers: "512MB", work_mem: "32MB", jit: "off" } });
let slow = false;
try {
  const owner = await server.connect();
  await owner.query(readFileSync(here("data.sql"), "utf8"));
  await owner.query(policies);
  await owner.query("vacuum analyze");
  const person = await server.connect();
  await person.query(`set role ownguard_user; select set_config('ownguard.kind', 'person', false), set_config('ownguard.subject', '${member}', false)`);
  const { rows: [{ version }] } = await owner.query("select version()");
  console.log(`$ node benches/sql/list.mjs\n\n${version}\n1,000,000 invoices, 1,000 workspaces; ${turns} turns each, medians in milliseconds\n`);
  const table = [];
  for (const { name, query, filter, goal = false } of queries) {
    const [under, byHand] = [query(""), query(filter)];
    const sorted = ({ rows }) => rows.map((row) => JSON.stringify(row)).sort();
    const rows = sorted(await person.query(under));
    assert.deepEqual(rows, sorted(await owner.query(byHand)), name);
    assert.ok(rows.length > 0, name);
    const times = { policies: [], hand: [] };
    for (let turn = 0; turn < turns; turn++) {
      // Whoever comes second finds the pages at hand.
      const first = turn % 2 === 0;
      if (first) times.policies.push(await timed(person, under));
      times.hand.push(await timed(owner, byHand));
      if (!first) times.policies.push(await timed(person, under));
    }
    const [policies, hand] = [median(times.policies), median(times.hand)];
    table.push({ name, goal, rows: rows.length, policies, hand, ratio: policies / hand });
  }
  const wide = Math.max(...table.map(({ name }) => name.length));
  console.log(`${"".padEnd(wide)}  ${"rows".padStart(6)} ${"policies".padStart(9)} ${"by hand".padStart(9)} ${"ratio".padStart(6)}`);
  for (const { name, goal, rows, policies, hand, ratio } of table) {
    console.log(`${name.padEnd(wide)}  ${String(rows).padStart(6)} ${policies.toFixed(3).padStart(9)} ${hand.toFixed(3).padStart(9)} ${ratio.toFixed(2).padStart(6)}${goal ? `  at most ${most}` : ""}`);
    slow ||= goal && ratio > most;
  }
  for (const { name, query, filter } of queries) {
    for (const [who, client, text] of [["under the policies", person, query("")], ["by hand", owner, query(filter)]]) {
      const { rows } = await client.query(`explain (analyze, buffers, costs off) ${text}`);
      console.log(`\n-- ${name}, ${who}\n${text}\n\n${rows.map((row) => row["QUERY PLAN"]).join("\n")}`);
    }
  }
  await person.end();
  await owner.end();
} finally {
  await server.stop();
}
if (slow) {
  console.error(`error: a list under the policies takes more than ${most} times as long`);
  process.exitCode = 1;
}

/** Prepared once, as an app's driver does it. */
async function timed(client, text) {
  const from = process.hrtime.bigint();
  await client.query({ name: createHash("md5").update(text).digest("hex"), text });
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
