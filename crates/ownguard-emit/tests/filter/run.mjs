// Asks a real Postgres each question and holds the keys it finds against those that the core permits. Takes
// the worlds as JSON on stdin; exits 1 with the first difference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const root = new URL("../../../../tests/", import.meta.url);
const resolve = createRequire(new URL("package.json", root)).resolve;
const { PGlite } = await import(pathToFileURL(resolve("@electric-sql/pglite")).href);

for (const { model, setup, questions } of JSON.parse(readFileSync(0, "utf8"))) {
  const db = await PGlite.create();
  await db.exec(setup);
  let met = 0;
  for (const { about, sql, params, keys } of questions) {
    const { rows } = await db.query(sql, params).catch((error) => {
      throw new Error(`${about}: ${error.message} in ${sql} with ${params}`);
    });
    assert.deepEqual(rows.map((row) => row.key).sort(), keys.sort(), `${model}: ${about}: ${sql} with ${params}`);
    met += rows.length;
  }
  assert.ok(met > 300, `${model}: only ${met} rows were met in ${questions.length} questions`);
  await db.close();
}
