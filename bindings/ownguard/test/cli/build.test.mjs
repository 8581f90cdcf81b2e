// `ownguard build`: the model and its types as one module. What the model does not know does not
// compile, and what was written says the same as what was built from.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import ts from "typescript";
import { Folder, NOTES, NPX, PACKAGE, SCHEMA, plain } from "./folder.mjs";

const folders = [];
after(() => folders.forEach((folder) => folder.remove()));
function folder(files) {
  const made = new Folder(files);
  folders.push(made);
  return made;
}

/** The module as a program in JavaScript sees it. */
async function imported(made, name = "ownguard.gen.ts") {
  const options = { compilerOptions: { target: "ES2022", module: "ESNext", verbatimModuleSyntax: true } };
  const { outputText } = ts.transpileModule(made.read(name), options);
  made.write("built.mjs", outputText);
  return import(pathToFileURL(join(made.path, "built.mjs")).href);
}

const USE = `
import { createGuard, type Caller } from "ownguard";
import { createGuard as inNext } from "ownguard/next";
import { model, type Input, type Row } from "./ownguard.gen";

export const access = createGuard({ model }).as({ kind: "anonymous" });

const note = access.own("note.read", {});
export const state: "draft" | "done" | undefined = note.state;
export const text: string = note.text;
export const mood: string | null | undefined = note.mood;
const same: Row<"note.read"> = note;
void same;

// @ts-expect-error no such action
access.own("note.raed", {});
// @ts-expect-error nobody may
access.can("note.remind");
// @ts-expect-error no such resource
access.filter("nota.list", []);
// @ts-expect-error a field that leaves the server for nobody
note.secret;
// @ts-expect-error not one of its values
export const gone: "gone" = note.state;
// @ts-expect-error no such screen
access.columns("note.list", "smal");

export const written: Input<"note.update"> = { text: "new" };
// @ts-expect-error the key is written by nobody
export const key: Input<"note.update"> = { id: "n1" };

export async function page(id: string) {
  const og = inNext({ model });
  const found = await og.own("note.read", async () => ({ id }));
  export_(found.text);
  // @ts-expect-error no such action
  await og.own("note.raed", async () => ({ id }));
}
declare function export_(text: string): void;
`;

test("names and fields that the model does not know do not compile", async () => {
  const made = folder({
    "ownguard.toml": NOTES,
    "schema.sql": SCHEMA,
    "use.ts": USE,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, target: "ES2022", module: "ESNext", moduleResolution: "Bundler", verbatimModuleSyntax: true, skipLibCheck: true, types: [], lib: ["ES2023", "DOM"] },
      include: ["*.ts"],
    }),
  }).install();
  const built = await made.npx(["build", "--from", "schema.sql"]);
  assert.deepEqual([built.code, built.stdout, built.stderr], [0, "wrote ownguard.gen.ts\n", ""]);
  const tsc = join(PACKAGE, "node_modules/typescript/bin/tsc");
  const { stdout } = await new Promise((resolve) => execFile(process.execPath, [tsc, "-p", "."], { cwd: made.path }, (_, stdout) => resolve({ stdout })));
  assert.equal(stdout, "");
  // The same without what is expected to fail is refused line by line, so that the test can fail.
  made.write("use.ts", USE.replaceAll("// @ts-expect-error", "//"));
  const refused = await new Promise((resolve) => execFile(process.execPath, [tsc, "-p", "."], { cwd: made.path }, (_, stdout) => resolve(stdout)));
  assert.equal(refused.match(/use\.ts\(\d+,\d+\): error/g)?.length, USE.match(/@ts-expect-error/g).length, refused);
});

test("the model in the module decides as the model that it was written from", async () => {
  const leaky = join(PACKAGE, "../../tests/leaky-app/ownguard.toml");
  const made = folder({});
  assert.equal((await made.npx(["build", "-m", leaky, "--out", "ownguard.gen.ts"])).code, 0);
  const { model, ...more } = await imported(made);
  assert.deepEqual(Object.keys(more), []);
  made.write("again.json", model.json);
  const [one, two] = await Promise.all([leaky, "again.json"].map((path) => made.npx(["matrix", "-f", "json", "-m", path])));
  assert.equal(one.code, 0);
  assert.ok(one.stdout.length > 10_000);
  const said = ({ stdout }) => ({ ...JSON.parse(stdout), hash: "that of the source" });
  assert.deepEqual(said(two), said(one));
  const difference = await made.npx(["diff", leaky, "again.json"]);
  assert.equal(difference.code, 0, difference.stdout);
});

test("letters that mean something in a template mean themselves", async () => {
  const odd = "https://a.example/`${x}\\\\u0041\\";
  const made = folder({ "ownguard.toml": NOTES.replace("[identity]\n", `[identity]\nissuer = '${odd}'\n`) });
  assert.equal((await made.npx(["build"])).code, 0);
  const { model } = await imported(made);
  assert.equal(JSON.parse(model.json).identity.issuer, odd);
});

test("`--check` ends with 1 where the file is stale, and writes nothing", async () => {
  const made = folder({ "ownguard.toml": NOTES });
  assert.equal((await made.npx(["build", "--check"])).code, 1);
  assert.deepEqual(Object.keys(made.tree()), ["ownguard.toml"]);
  await made.npx(["build"]);
  assert.equal((await made.npx(["build", "--check"])).code, 0);
  const before = made.read("ownguard.gen.ts");
  made.write("ownguard.toml", NOTES.replace("revision = 3", "revision = 4"));
  const stale = await made.npx(["build", "--check"]);
  assert.equal(stale.code, 1);
  assert.match(stale.stdout, /npx ownguard build/);
  assert.equal(made.read("ownguard.gen.ts"), before);
});

test("a model that is wrong is told with its place, and the last module stays", async () => {
  const made = folder({ "ownguard.toml": NOTES });
  await made.npx(["build"]);
  const before = made.read("ownguard.gen.ts");
  made.write("ownguard.toml", NOTES.replace("team.admin", "team.amdin"));
  const { code, stderr } = await made.npx(["build"]);
  assert.equal(code, 2);
  assert.match(stderr, /ownguard\.toml:\d+:\d+/);
  assert.match(stderr, /did you mean `team\.admin`/);
  assert.equal(made.read("ownguard.gen.ts"), before);
});

/** Runs `build --watch` and hands over what it says, as it says it. */
async function watching(made, args, steps) {
  const child = spawn(NPX[0], [NPX[1], "build", "--watch", ...args], { cwd: made.path, env: plain(), stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve(code)));
  const until = async (pattern) => {
    const end = Date.now() + 20_000;
    while (!pattern.test(said)) {
      if (Date.now() > end) assert.fail(`it never said ${pattern}:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const all = said;
    said = "";
    return all;
  };
  try {
    await steps(until, child);
    child.kill("SIGINT");
    assert.equal(await ended, 0);
  } finally {
    child.kill("SIGKILL");
  }
}

test("`--watch` builds again when the model changes, is mended, or is moved into place", async () => {
  const made = folder({ "ownguard.toml": NOTES });
  await watching(made, [], async (until) => {
    await until(/wrote ownguard\.gen\.ts\n[^]*watching/);
    made.write("ownguard.toml", NOTES.replace("revision = 3", "revision = 4"));
    await until(/wrote ownguard\.gen\.ts/);
    assert.match(made.read("ownguard.gen.ts"), /"revision": 4/);
    made.write("ownguard.toml", NOTES.replace("team.admin", "team.amdin"));
    await until(/did you mean/);
    assert.match(made.read("ownguard.gen.ts"), /"revision": 4/);
    const { renameSync } = createRequire(import.meta.url)("node:fs");
    made.write("ownguard.toml.new", NOTES.replace("revision = 3", "revision = 5"));
    renameSync(join(made.path, "ownguard.toml.new"), join(made.path, "ownguard.toml"));
    await until(/wrote ownguard\.gen\.ts/);
    assert.match(made.read("ownguard.gen.ts"), /"revision": 5/);
  });
});

test("`--watch` builds again when a migration is added", async () => {
  const made = folder({ "ownguard.toml": NOTES, "db/1.sql": SCHEMA });
  await watching(made, ["--from", "db"], async (until) => {
    await until(/watching/);
    assert.match(made.read("ownguard.gen.ts"), /mood: string \| null;/);
    made.write("db/2.sql", "alter table notes alter column mood set not null;\n");
    await until(/wrote/);
    assert.match(made.read("ownguard.gen.ts"), /mood: string;/);
  });
});

test("`--watch` waits for a model that is not there yet, and for none with a wrong option", async () => {
  const made = folder({});
  const wrong = await made.npx(["build", "--watch", "--bogus"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--bogus/);
  await watching(made, [], async (until) => {
    await until(/there is no `ownguard\.toml`[^]*watching/);
    made.write("ownguard.toml", NOTES);
    await until(/wrote ownguard\.gen\.ts/);
  });
});
