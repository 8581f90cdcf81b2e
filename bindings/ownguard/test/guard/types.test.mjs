// What compiles and what does not: a model's own types, every example of docs/guard.md, and those of the
// guard's own documentation, against the package as it is installed.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const read = (file) => readFileSync(join(root, file), "utf8");
const blocks = (text) => [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map((match) => match[1]);

const page = blocks(read("docs/guard.md"));
const sources = ["guard/types", "guard/create", "core/types", "core/errors", "core/target"];
const documented = sources.flatMap((file) => blocks(read(`dist/types/${file}.d.ts`).replace(/^ *\* ?/gm, "")));

// The types of the leaky app, as `ownguard types` writes them.
const types = read("../../crates/ownguard-emit/tests/types/leaky-app.ts");
const given = {
  "ownguard.gen.ts": `${types}\nimport type { WrittenModel } from "ownguard";\nexport declare const model: WrittenModel<Model>;\n`,
  "og.ts": `import { createGuard } from "ownguard";\nimport { model } from "./ownguard.gen";\nexport const og = createGuard({ model });\n`,
  "db.ts": `type Row = Record<string, unknown>;
export declare const db: {
  invoice(id: string): Promise<Row>; invoices(): Promise<Row[]>; lines(id: string): Promise<Row[]>; project(id: string): Promise<Row | null>;
  update(id: string, columns: Row): Promise<void>; insert(columns: Row): Promise<void>; memberships(subject: string): Promise<{ tenant: string; role: string }[]>;
};
export declare const pg: { query(text: string, params?: unknown[]): Promise<Row[]> };
export declare const prisma: { invoice: { findMany(query: { where?: Row; select?: Record<string, true> }): Promise<Row[]> } };
interface Filters { or(filters: string): this; then(done: () => void): void }
export declare const supabase: { from(table: string): { select(columns?: string): Filters } };
`,
  "uses.ts": `import { createGuard } from "ownguard";
import { model } from "./ownguard.gen";
import type { Access } from "ownguard";
import type { Model } from "./ownguard.gen";
const og = createGuard({ model });
const access: Access<Model> = og.as({ kind: "anonymous" });
const row: object = {};
const invoice = access.own("invoice.read", row);
invoice.number;
const perhaps: string | undefined = invoice.id;
const listed: string = access.filter("invoice.list", [row])[0]!.id;
const none: null | typeof invoice = access.redact("invoice.read", row);
// @ts-expect-error a misspelt action
access.can("invoice.raed", row);
// @ts-expect-error a resource that the model does not have
access.can("invoce.read", row);
// @ts-expect-error an action that nobody holds
access.can("invoice.invite", row);
// @ts-expect-error what leaves the server for nobody
invoice.stripeCustomerId;
// @ts-expect-error somebody with a link does not see the id
const id: string = invoice.id;
// @ts-expect-error a screen that the model does not have
access.own("invoice.read", row, { screen: "order" });
access.own("invoice.read", row, { screen: "order_status" });
// @ts-expect-error a key that may not be there binds nothing
access.own("invoice.read", row, { key: undefined });
const written = access.input("invoice.update", { total: 5 }, { row, names: "wire" });
const total = written.total;
// @ts-expect-error nobody writes the tenant
written.workspaceId;
// @ts-expect-error a kind of caller that there is not
og.as({ kind: "god" });
// @ts-expect-error a person has an id
og.as({ kind: "person" });
const untyped = createGuard({ model: "version = 1" });
const anything = untyped.as({ kind: "anonymous" }).can("whatever.read", {});
void [perhaps, listed, none, id, total, anything];
`,
};
const prelude = `import { above, createGuard, Denied, OwnguardError, place, supabase, type Access, type Caller, type Facts } from "ownguard";
import { model, type Model } from "./ownguard.gen";
import { db as store, pg, prisma, supabase as client } from "./db";
declare const access: Access<Model>, params: { id: string }, request: Request, id: string, row: Record<string, unknown>;
declare const db: typeof store & typeof client & { invoices(): Promise<{ status: string }[]> };
declare const sql: ((text: TemplateStringsArray, ...values: unknown[]) => Promise<void>) & ((columns: Record<string, unknown>) => unknown);
declare const comment: object, note: object, folder: object, invoice: object;
declare function showButton(): void;
declare function showForm(): void;
const og = createGuard({ model });
void [above, Denied, OwnguardError, place, supabase, pg, prisma, og, access, params, request, id, row, db, sql, comment, note, folder, invoice, showButton, showForm];
`;

/** An example of a line or two: names that it makes itself are not given, and `return` is of a handler. */
function whole(text) {
  const own = [...text.matchAll(/(?:const|function) (\w+)/g)].map(([, name]) => name);
  const imports = [...text.matchAll(/^import .*$/gm)].map(([line]) => line);
  if (imports.length > 0) return text.includes("db.") ? `import { db } from "./db";\n${text}` : text;
  const body = text.replace(/^export (const|async)/gm, "$1").replaceAll('"comment.read"', '"message.read"').replaceAll("line.create", "invoice_line.create");
  return `${prelude}export async function example(): Promise<unknown> {\n${body}\n${own.map((name) => `void ${name};`).join("\n")}\nreturn undefined; }`;
}

test("a model's types hold, and every example compiles", { timeout: 120_000 }, (t) => {
  assert.equal(page.length, 6);
  assert.ok(documented.length >= 14, `${documented.length} examples`);
  // Inside the package, so that it finds itself by its own name.
  const folder = mkdtempSync(join(root, "test/.examples-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(given)) writeFileSync(join(folder, name), text);
  const files = [...page, ...documented.map(whole)].map((text, at) => {
    const file = join(folder, `example${at}.ts`);
    writeFileSync(file, `${text}\nexport {};\n`);
    return file;
  });
  const program = ts.createProgram([...files, join(folder, "uses.ts")], {
    strict: true,
    exactOptionalPropertyTypes: true,
    allowUnreachableCode: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  });
  const wrong = ts.getPreEmitDiagnostics(program).map((found) => {
    const line = found.file?.text.slice(0, found.start).split("\n").at(-1) ?? "";
    return `${found.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(found.messageText, "\n")} (${line.trim()})`;
  });
  assert.deepEqual(wrong, []);
});
