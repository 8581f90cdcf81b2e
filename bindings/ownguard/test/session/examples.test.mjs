// Every example of docs/sessions.md, and of the sources' own documentation, compiles against the
// package as it is installed.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const blocks = (text) => [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map((match) => match[1]);

const page = blocks(readFileSync(join(root, "docs/sessions.md"), "utf8"));
const documented = ["tokens", "authjs", "claims"].flatMap((file) =>
  blocks(readFileSync(join(root, `dist/types/session/${file}.d.ts`), "utf8").replace(/^ *\* ?/gm, "")),
);

const given = {
  "ownguard.gen.ts": `import type { WrittenModel } from "ownguard";\nexport const model: WrittenModel = { json: "{}" };\n`,
  "auth.ts": `export declare function auth(): Promise<{ user?: { id?: string }; expires: string } | null>;\n`,
  "db.ts": `export declare const db: { memberships(subject: string): Promise<{ tenant: string; role: string }[]> };\n`,
};
const prelude = `import { authjs, claims, clerk, createGuard, jwt, supabase } from "ownguard";
import { model } from "./ownguard.gen";
import { auth } from "./auth";
declare function userOf(key: string | null): Promise<{ id: string; workspaces: Record<string, string> } | null>;
void [authjs, claims, clerk, createGuard, jwt, supabase, model, auth, userOf];
`;

test("every example of the session sources compiles", (t) => {
  assert.equal(page.length, 6);
  assert.ok(documented.length >= 5, "each source has an example");
  // Inside the package, so that it finds itself by its own name.
  const folder = mkdtempSync(join(root, "test/.examples-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(given)) writeFileSync(join(folder, name), text);
  const files = [...page, ...documented.map((text) => prelude + text)].map((text, at) => {
    const file = join(folder, `example${at}.ts`);
    writeFileSync(file, `${text}\nexport {};\n`);
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
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
