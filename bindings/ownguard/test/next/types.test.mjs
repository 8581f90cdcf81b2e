// Types: a name that the model does not know does not compile, and every example of the documentation does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

/** Inside of the package, so that its own name and its development packages resolve. */
let folder;
before(() => (folder = mkdtempSync(join(here, ".types-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

const options = {
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "Bundler",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  jsx: "preserve",
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

function compile(name, more = {}) {
  const config = join(folder, name, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...options, ...more }, include: ["."] }));
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config], { encoding: "utf8" });
    return "";
  } catch (error) {
    return String(error.stdout);
  }
}

test("what an app writes compiles, and what it mistypes does not", () => {
  cpSync(join(here, "types"), join(folder, "uses"), { recursive: true });
  const strict = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true };
  assert.equal(compile("uses", strict), "");
});

test("every example of the documentation compiles", () => {
  const into = join(folder, "examples");
  mkdirSync(join(into, "lib"), { recursive: true });
  cpSync(join(here, "types/model.ts"), join(into, "ownguard.gen.ts"));
  writeFileSync(join(into, "lib/globals.d.ts"), globals);
  const found = examples();
  assert.ok(found.length >= 26, `only ${found.length} examples`);
  for (const [at, { text }] of found.entries()) writeFileSync(join(into, `lib/example${at}.tsx`), `${text}\nexport {};\n`);
  const errors = compile("examples").replace(/example(\d+)\.tsx/g, (_, at) => `${found[Number(at)].file} (${found[Number(at)].text.split("\n")[0]})`);
  assert.equal(errors, "");
});

/** The blocks of code of docs/next.md, and in the comments of this entry. */
function examples() {
  const source = join(root, "src/next");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const comments = files.flatMap((file) => {
    const blocks = readFileSync(join(source, file), "utf8").matchAll(/\* ```tsx?\n([\s\S]*?)\* ```/g);
    return [...blocks].map(([, block]) => ({ file, text: block.replace(/^ *\* ?/gm, "") }));
  });
  const page = readFileSync(join(root, "docs/next.md"), "utf8").matchAll(/^```tsx?\n([\s\S]*?)^```/gm);
  return [...comments, ...[...page].map(([, text]) => ({ file: "docs/next.md", text }))];
}

/** What examples take for granted. */
const globals = `
import type { NextGuard, Queries, ActionResult } from "ownguard/next";
import type { Model } from "../ownguard.gen";
import type * as zod from "zod";
declare global {
  const og: NextGuard<Model>;
  const z: typeof zod;
  const id: string;
  const invoice: { id: string };
  interface Stored { id: string; invoice_id: string }
  const db: {
    invoice(id: string): Promise<Stored | null>;
    invoices(): Promise<Stored[]>;
    line(id: string): Promise<Stored | null>;
    project(id: string): Promise<Stored | null>;
    shareOf(id: string, subject: string | undefined): Promise<string | null>;
    update(id: string, columns: object): Promise<Stored>;
    insert(columns: object): Promise<Stored>;
  };
  const renewSession: (request: Request) => Promise<Response>;
  const pg: { query(text: string, values?: readonly unknown[]): Promise<unknown> };
  const pool: { totalCount: number; connect(): Promise<Queries & { release(error?: boolean | Error): void }> };
  const prisma: {
    invoice: { findMany(query?: object): Promise<object[]> };
    $transaction<R>(run: (tx: { invoice: { findMany(): Promise<object[]> } }) => Promise<R>, options?: object): Promise<R>;
  };
  const save: (previous: ActionResult<unknown> | null, form: FormData) => Promise<ActionResult<unknown>>;
  const useActionState: <S>(action: (previous: S, form: FormData) => Promise<S>, initial: S) => [S, (form: FormData) => void];
  namespace JSX { interface IntrinsicElements { [name: string]: unknown } }
}
`;
