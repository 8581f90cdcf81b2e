// Runs SQL for the agreement tests: one JSON request a line on stdin, one answer a line on stdout.
//
//   node runner.mjs pglite      Postgres in this process, in memory
//   node runner.mjs server      a real server of its own, on a socket in a temporary folder
//
// A request is `{ops: [...]}` and its answer `{results: [...]}`, one for each: `{exec}` runs statements and stops the
// request where they fail; `{attempt}` runs them and takes back what they did; `{query, params}` is one statement.
// A result is `{rows}` of the last statement, as arrays, or `{error: {code, message}}`.
import { createInterface } from "node:readline";

const open = {
  async pglite() {
    const { PGlite } = await import("@electric-sql/pglite");
    const pg = await PGlite.create();
    return {
      exec: async (sql) => (await pg.exec(sql, { rowMode: "array" })).at(-1)?.rows ?? [],
      query: async (sql, params) => (await pg.query(sql, params, { rowMode: "array" })).rows,
      close: () => pg.close(),
    };
  },
  async server() {
    const { startServer } = await import("./server.mjs");
    const server = await startServer();
    const client = await server.connect();
    return {
      exec: async (sql) => [await client.query({ text: sql, rowMode: "array" })].flat().at(-1)?.rows ?? [],
      query: async (sql, params) => (await client.query({ text: sql, values: params, rowMode: "array" })).rows,
      async close() {
        await client.end();
        await server.stop();
      },
    };
  },
};

async function run(database, op) {
  if (op.query !== undefined) return { rows: await database.query(op.query, op.params) };
  if (op.exec !== undefined) return { rows: await database.exec(op.exec) };
  try {
    return { rows: await database.exec(`savepoint attempt; ${op.attempt}`) };
  } catch (error) {
    return { error: told(error) };
  } finally {
    await database.exec("rollback to savepoint attempt; release savepoint attempt");
  }
}

const told = (error) => ({ code: error.code ?? "", message: String(error.message ?? error) });

const database = await open[process.argv[2]]();
process.stdout.write('{"ready":true}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const results = [];
  for (const op of JSON.parse(line).ops) {
    try {
      results.push(await run(database, op));
    } catch (error) {
      results.push({ error: told(error) });
      break;
    }
  }
  process.stdout.write(`${JSON.stringify({ results })}\n`);
}
await database.close();
