// Every example of docs/ai.md, docs/origin.md and docs/testing.md, and of the comments of these
// entries, compiles against the package as it is built; and what must not compile does not.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import ts from "typescript";
import { root } from "./world.mjs";

const blocks = (text) => [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block]) => block);
const commented = (folder) =>
  readdirSync(join(root, "dist/types", folder)).filter((name) => name.endsWith(".d.ts")).flatMap((name) => {
    return blocks(readFileSync(join(root, "dist/types", folder, name), "utf8").replace(/^ *\* ?/gm, ""));
  });

const given = {
  "ownguard.gen.ts": `import type { WrittenModel } from "ownguard";
type Invoice = { id: string; workspaceId: string; number: string };
export interface Model {
  readonly rows: { "invoice.list": Invoice; "invoice.read": Invoice & { total: number }; "invoice.update": Invoice & { total: number }; "invoice.remind": Invoice; "invoice.create": Invoice };
  readonly inputs: { "invoice.update": { total: number } };
  readonly screens: Record<never, never>;
}
export const model: WrittenModel<Model> = { json: "{}" };\n`,
  "guard.ts": `import { createGuard } from "ownguard";
import { model } from "./ownguard.gen";
export const og = createGuard({ model });\n`,
  "next-guard.ts": `import { createGuard } from "ownguard/next";
import { model } from "./ownguard.gen";
export const og = createGuard({ model });\n`,
  "db.ts": `export declare const db: {
  invoice(id: string): Promise<{ id: string; workspaceId: string } | null>;
  invoices(workspace: string | undefined, status?: string): Promise<{ id: string; workspaceId: string }[]>;
  profile(id: string | undefined): object;
  remind(id: string): Promise<void>;
  insert(row: object | null): Promise<void>;
  replace(row: object | null): Promise<void>;
};
export declare function signedInAs(who: object): Promise<Record<string, string>>;\n`,
  "redis.ts": `export declare const redis: { set(key: string, value: string, options: { NX: true; EXAT: number }): Promise<string | null> };\n`,
};

/** What examples in comments take for granted. */
const preludes = {
  ai: `import { tool } from "ai";
import { guardTools } from "ownguard/ai";
import { z } from "zod";
import { og } from "./guard";
import { db } from "./db";
declare const request: Request;
declare const params: { workspace: string };
void [tool, guardTools, z, og, db, request, params];\n`,
  origin: `import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import express from "express";
import { checkProof, memoryNonces, originGuard, ProofError, proofOf, withProof, type NonceStore } from "ownguard/origin";
import { db } from "./db";
import { redis } from "./redis";
const app = express();
declare const request: Request;
declare function answer(...request: [Request, ...unknown[]]): Response;
declare function answer(...request: [IncomingMessage, ServerResponse]): void;
void [createServer, checkProof, memoryNonces, originGuard, ProofError, proofOf, withProof, db, redis, app, request, answer];
void ({} as NonceStore);\n`,
  test: `import { around, caller, link, place, row, runAll, type Case } from "ownguard/test";
import { og } from "./guard";
import { model } from "./ownguard.gen";
import { db, signedInAs } from "./db";
declare const one: Case<"invoice.read">;
declare const id: string;
void [around, caller, link, place, row, runAll, og, model, db, signedInAs, one, id];\n`,
};
/** For a comment that does not import them itself. */
const runs = `import { test } from "vitest";
import { cases, run } from "ownguard/test";
declare const app: string;
void [test, cases, run, app];\n`;

const pages = Object.fromEntries(["ai", "origin", "testing"].map((page) => [page, blocks(readFileSync(join(root, `docs/${page}.md`), "utf8"))]));
const comments = Object.fromEntries(
  ["ai", "origin", "test"].map((entry) => {
    return [entry, commented(entry).map((text) => preludes[entry] + (entry === "test" && !text.includes("import ") ? runs : "") + text)];
  }),
);

const typed = `${preludes.ai}
import { generateText, type LanguageModel } from "ai";
import { isToolDenied } from "ownguard/ai";
import { og as next } from "./next-guard";
declare const model: LanguageModel;
const own = guardTools(og, await og.session(request));
const list = own("invoice.list", tool({ inputSchema: z.object({ org: z.string(), status: z.string() }), execute: ({ org }) => db.invoices(org) }), { args: { org: "tenant" } });
const update = own("invoice.update", tool({ inputSchema: z.object({ id: z.string(), total: z.number() }), execute: async ({ id }) => db.invoice(id) }), {
  row: ({ id }) => db.invoice(id),
  write: ({ total }) => ({ total }),
});
const inNext = guardTools(next, () => next.session());
inNext("invoice.list", tool({ inputSchema: z.object({}), execute: () => db.invoices("") }));
// @ts-expect-error no such action
inNext("invoice.raed", tool({ inputSchema: z.object({}), execute: () => [] }));
const { toolResults, toolCalls } = await generateText({ model, prompt: "", tools: { list, update } });
for (const result of toolResults) {
  if (result.dynamic) continue;
  if (result.toolName === "list" && !isToolDenied(result.output)) result.output[0]?.number satisfies string | undefined;
  if (result.toolName === "update" && !isToolDenied(result.output) && !("ok" in result.output)) result.output.total satisfies number;
}
for (const call of toolCalls) {
  if (call.dynamic || call.toolName !== "list") continue;
  call.input.status satisfies string;
  // @ts-expect-error the tenant is not the model's
  call.input.org;
}
// @ts-expect-error no such action
own("invoice.raed", tool({ inputSchema: z.object({}), execute: () => [] }));
// @ts-expect-error not an input of the tool
own("invoice.update", tool({ inputSchema: z.object({ id: z.string() }), execute: () => null }), { row: ({ key }) => db.invoice(key) });
`;

let folder, errors;
before(() => {
  // Inside the package, so that it finds itself by its own name.
  folder = mkdtempSync(join(root, "test/.examples-"));
  for (const [name, text] of Object.entries(given)) writeFileSync(join(folder, name), text);
  const groups = { ...pages, ...Object.fromEntries(Object.entries(comments).map(([entry, texts]) => [`comment-${entry}`, texts])), typed: [typed] };
  const files = Object.entries(groups).flatMap(([name, texts]) => {
    return texts.map((text, at) => {
      const file = join(folder, `${name}.${at}.ts`);
      writeFileSync(file, `${text}\nexport {};\n`);
      return file;
    });
  });
  errors = compiled(files);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong in the files of a group. */
const wrong = (name) => errors.filter(({ file }) => file.startsWith(`${name}.`)).map(({ told }) => told);

function compiled(files) {
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    esModuleInterop: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  });
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const file = basename(found.file?.fileName ?? "");
    const line = found.file?.text.slice(0, found.start).split("\n").at(-1) ?? "";
    return { file, told: `${file}: ${ts.flattenDiagnosticMessageText(found.messageText, "\n")} (${line.trim()})` };
  });
}

test("nothing is wrong beside the examples", () => {
  const names = [...Object.keys(pages), ...Object.keys(comments).map((entry) => `comment-${entry}`), "typed"];
  assert.deepEqual(errors.filter(({ file }) => !names.some((name) => file.startsWith(`${name}.`))), []);
});

for (const [page, count] of [["ai", 3], ["origin", 4], ["testing", 4]]) {
  test(`every example of docs/${page}.md compiles`, () => {
    assert.equal(pages[page].length, count);
    assert.deepEqual(wrong(page), []);
  });
}

for (const [entry, least] of [["ai", 1], ["origin", 6], ["test", 6]]) {
  test(`every example in the comments of ownguard/${entry} compiles`, () => {
    assert.ok(comments[entry].length >= least, `only ${comments[entry].length}`);
    assert.deepEqual(wrong(`comment-${entry}`), []);
  });
}

test("a guarded tool has the types of what the model writes and of what it is shown", () => assert.deepEqual(wrong("typed"), []));
