// `npx ownguard` answers byte for byte as the native program: the same texts, exit codes and files.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Folder, NOTES, NPX, ROOT, SCHEMA, nativeProgram, plain } from "./folder.mjs";

const MEMBER = `{ "kind": "person", "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "memberships": [{ "tenant": "t1", "role": "member" }] }`;
const QUESTION = `{
  "caller": { "kind": "person", "id": "u1", "memberships": [{ "tenant": "t1", "role": "member" }] },
  "resource": "note",
  "action": "update",
  "target": { "row": { "key": "n1", "tenant": "t1", "owner": "u1", "visibility": "private", "deleted": null, "when": { "state": "draft" } } }
}
`;

let folder;
let before_;
before(() => {
  folder = new Folder({
    "ownguard.toml": NOTES,
    "older.toml": NOTES.replace("revision = 3", "revision = 2").replace('"1h"', '"2h"'),
    "wrong.toml": NOTES.replace("team.admin", "team.amdin"),
    "broken.toml": "version = 1\n[resources.note\n",
    "open.toml": NOTES.replace('"full"', '"?"'),
    "empty.toml": "version = 1\n",
    "latin1.toml": Buffer.from([0x76, 0xe9]),
    "mark.toml": `\ufeff${NOTES}`,
    "schema.sql": SCHEMA,
    "prisma/schema.prisma": "model Note {\n  id String @id\n  userId String\n}\n",
    "question.json": QUESTION,
    "member.json": MEMBER,
    "taken/inside": "x",
    "db/ownguard.audit.sql/inside": "x",
    "app/ünï 🦀/page.tsx": "export default function Page() { return 1 }\n",
    "app/api/notes/route.ts": "export async function GET() { return Response.json(await db.from('notes').select('*')) }\n",
    "app/a.test.ts": "get('/health')\n",
    "node_modules/x/b.test.ts": "note.create\n",
    "deep.ts": `export const x = ${"(".repeat(20_000)}1${")".repeat(20_000)};\n`,
    "deep.json": "[".repeat(20_000),
    "deep.toml": `version = 1\na = ${"[".repeat(20_000)}`,
    "deep.sql": `create table t (id int default ${"(".repeat(20_000)}1${")".repeat(20_000)});\n`,
  });
  for (const from of ["leaky-app", "scan"]) {
    const filter = (path) => !path.includes("node_modules");
    if (existsSync(join(ROOT, "tests", from))) cpSync(join(ROOT, "tests", from), join(folder.path, from), { recursive: true, dereference: true, filter });
  }
  symlinkSync("loop", join(folder.path, "loop"));
  symlinkSync("app", join(folder.path, "linked"));
  mkdirSync(join(folder.path, "odd"));
  writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/odd/`), Buffer.from([0xff, 0x2e, 0x74, 0x73])]), "export {}\n");
  before_ = Object.keys(folder.tree());
});
after(() => folder.remove());

/** Arguments as a shell takes them: single quotes hold blanks together. */
function words(line) {
  return line.split("'").flatMap((part, at) => (at % 2 === 1 ? [part] : part.split(/\s+/).filter(Boolean)));
}

/** Runs both, each in a folder of its own where files are written. */
async function same(line, { writes = false, ...options } = {}) {
  const args = Array.isArray(line) ? line : words(line);
  const [here, there] = writes ? [folder.copy(), folder.copy()] : [folder, folder];
  try {
    const [ours, native] = await Promise.all([here.npx(args, options), there.run(nativeProgram(), args, options)]);
    assert.equal(ours.stdout, native.stdout);
    assert.equal(ours.stderr, native.stderr);
    assert.equal(ours.code, native.code);
    if (writes) assert.deepEqual(here.tree(), there.tree());
    return native;
  } finally {
    if (writes) for (const copy of [here, there]) copy.remove();
  }
}

const WRITTEN = "files that are written";
const LINES = {
  "helps": [
    "--help", "-h", "", "help", "help rls", "--version", "chekc", "check --modle x.toml", "check --help",
    "help dev", "gate", "gate init --help", "build --help",
    "build --check --watch", "completions bash", "completions tcsh",
  ],
  "models": [
    "check", "check -v", "check -f json", "check -m wrong.toml", "check -m wrong.toml -f sarif", "check -f sarif",
    "check -m broken.toml", "check -m open.toml", "check -m empty.toml", "check -m mark.toml", "check --rules",
    "check -m leaky-app/ownguard.toml --fail-on info", "explain note.update", "explain --review",
    "explain note.read --as @member.json --row '{ \"tenant\": \"t1\" }'", "explain nota.read -f json",
    "matrix", "matrix -m leaky-app/ownguard.toml -f json", "matrix -f csv", "diff older.toml ownguard.toml",
    "diff older.toml ownguard.toml -f markdown", "decide question.json", "where note.list --as @member.json",
    "where note.list --as @member.json --flavour prisma", "types --from schema.sql", "repair -f json", "schema",
  ],
  "files that cannot be read": [
    "check -m nowhere.toml", "check -m nowhere.toml -f json", "check -m taken", "check -m taken/", "check -m schema.sql/x",
    "check -m ownguard.toml/", "check -m latin1.toml", "check -m loop", `check -m ${"x".repeat(300)}`, "check -m ''",
    "init --from nowhere", "init --from loop", "scan nowhere", "scan ownguard.toml", "decide nowhere.json", "types --from app",
  ],
  [WRITTEN]: [
    "schema --out new/folder/schema.json", "schema --out question.json", "schema --out taken", "schema --out taken/",
    "schema --out ownguard.toml/x", "schema --out loop", "schema --out ''", `schema --out ${"x".repeat(300)}`,
    "rls --flavour plain --out there", "rls --flavour plain --out db", "rls --stamp 20260101000000 --out .",
    "types --out src/ownguard.ts", "matrix -f html --out matrix.html", "init --from schema.sql", "init --from schema.sql --force",
    "init --from schema.sql --out draft.toml", "init --from prisma --stdout", "build", "build --from schema.sql --out src/gen.ts",
    "build -m leaky-app/ownguard.toml", "build -m wrong.toml", "build --check", "gate init", "gate init --out gate",
    "gate init --name Acme", "gate init --out taken/inside",
  ],
  "code": [
    "scan .", "scan app/", "scan linked", "scan odd -f json", "scan scan -f sarif", "scan scan", "scan --rules", "scan deep.ts",
    "check -m deep.toml", "decide deep.json", "init --from deep.sql --stdout",
  ],
};

for (const [about, lines] of Object.entries(LINES)) {
  describe(about, () => {
    const writes = about === WRITTEN;
    for (const line of lines) test(`ownguard ${line.slice(0, 80)}`, () => same(line, { writes }));
  });
}

test("commands that write nothing wrote nothing", () => {
  assert.deepEqual(Object.keys(folder.tree()), before_);
});

test("a question may stand at standard input, and nothing may", async () => {
  assert.equal((await same("decide -", { stdin: QUESTION })).code, 0);
  assert.equal((await same("decide -", { stdin: "" })).code, 2);
  assert.equal((await same("check -m -", { stdin: NOTES })).code, 0);
  await same("check -m -", { stdin: "#".repeat(1 << 20) });
});

test("an argument that is not UTF-8 is refused", () => {
  const shell = (program) => {
    const line = `exec ${program.map((word) => `'${word}'`).join(" ")} check -m "$(printf 'a\\377')"`;
    return spawnSync("bash", ["-c", line], { cwd: folder.path, encoding: "utf8", env: plain() });
  };
  const [ours, native] = [shell(NPX), shell(nativeProgram())];
  assert.deepEqual([ours.stderr, ours.status], [native.stderr, native.status]);
  assert.match(ours.stderr, /not UTF-8/);
});

test("whoever stops reading is no failure, and a full disk is one", () => {
  const shell = (program, line) => {
    const words = program.map((word) => `'${word}'`).join(" ");
    return spawnSync("bash", ["-c", line.replace("OWNGUARD", words)], { cwd: folder.path, encoding: "utf8", env: plain() });
  };
  for (const line of ["OWNGUARD schema | true; echo ${PIPESTATUS[0]}", "OWNGUARD schema | head -c 10; echo ${PIPESTATUS[0]}", "OWNGUARD schema > /dev/full; echo $?"]) {
    const [ours, native] = [shell(NPX, line), shell(nativeProgram(), line)];
    assert.deepEqual([ours.stdout, ours.stderr], [native.stdout, native.stderr], line);
  }
});

const script = spawnSync("script", ["--version"], { encoding: "utf8" });
const noTerminal = script.stdout?.includes("util-linux") ? false : "`script` of util-linux makes the terminal, and is not here";

test("on a terminal both are coloured alike and as wide, and NO_COLOR holds", { skip: noTerminal }, () => {
  const shown = (program, line, env) => {
    const words = program.map((word) => `'${word}'`).join(" ");
    const command = `stty cols 83 rows 40; ${words} ${line}`;
    const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { cwd: folder.path, encoding: "utf8", env: { ...plain(), ...env } });
    // The line that shows progress is taken back before the answer.
    return stdout.replace(/(\r\u001b\[K[^\r\u001b]*)*\r\u001b\[K/g, "");
  };
  for (const line of ["check", "check -m wrong.toml", "matrix", "scan app", "check 2>/dev/null", "check | cat", "check 2>&1 | cat"]) {
    for (const env of [{}, { NO_COLOR: "1" }, { NO_COLOR: "" }, { TERM: "dumb" }]) {
      assert.equal(shown(NPX, line, env), shown(nativeProgram(), line, env), `${line} ${JSON.stringify(env)}`);
    }
  }
  assert.match(shown(NPX, "check -m wrong.toml", {}), /\u001b\[/);
  assert.doesNotMatch(shown(NPX, "check -m wrong.toml", { NO_COLOR: "1" }), /\u001b\[/);
});
