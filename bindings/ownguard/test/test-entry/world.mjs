// Models, guards over them, and projects as a user has them: the package as it is packed, in a folder
// of its own, with the test runners beside it.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGuard } from "ownguard";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const tests = new URL("../../../../tests/", import.meta.url);
const text = (path) => readFileSync(new URL(path, tests), "utf8");

/** Shared folders, notes in them, comments on those: three deep. */
const folders = `
version  = 1
revision = 1

[wire]
case = "camel"

[resources.folder]
table      = "folders"
key        = "id:uuid"
owner      = "user_id"
visibility = "visibility"
show       = ["id", "user_id", "name", "visibility"]
outside    = ["name"]

[resources.folder.shares]
table = "folder_shares"
resource = "folder_id"
user = "user_id"
level = "level"
levels = ["view", "edit"]

[resources.folder.grants]
owner         = ["list", "read", "update"]
"shared.view" = ["list", "read"]
"shared.edit" = ["list", "read", "update"]
authenticated = ["read"]

[resources.note]
table  = "notes"
key    = "id:int"
parent = { resource = "folder", field = "folder_id", as = { create = "update" } }
show   = ["id", "folder_id", "text"]
write  = ["text"]

[resources.comment]
table  = "comments"
key    = "id:text"
owner  = "author_id"
parent = { resource = "note", field = "note_id", as = { create = "update" } }
show   = ["id", "note_id", "author_id", "text"]
`;

export const models = { folders, invoices: text("leaky-app/ownguard.toml"), notes: text("models/good/people.toml") };
export const linkKey = `l1:${Buffer.alloc(32, 9).toString("base64")}`;
process.env.OWNGUARD_LINK_KEY = linkKey;

/** A guard that nothing is amiss with. */
export const guardOf = (model) => createGuard({ model, env: { SUPABASE_URL: "https://abc.supabase.co", OWNGUARD_LINK_KEY: linkKey }, audit: () => {}, warn: () => {} });

/** A folder with the package installed and these files; `beside` are the packages that it uses. */
export function project(files, beside = []) {
  const folder = mkdtempSync(join(tmpdir(), "ownguard-test-entry-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "ownguard"), { recursive: true });
  for (const part of ["package.json", "dist"]) cpSync(join(root, part), join(modules, "ownguard", part), { recursive: true });
  for (const name of beside) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  for (const [name, content] of Object.entries({ "ownguard.toml": models.notes, ...files })) writeFileSync(join(folder, name), content);
  return {
    folder,
    names: () => readdirSync(folder),
    /** Runs a program of Node in it: its exit code, and all that it said. */
    run: (program, args) =>
      new Promise((resolve) => {
        const { NODE_TEST_CONTEXT: _, ...env } = process.env;
        const options = { cwd: folder, env: { ...env, NO_COLOR: "1", CI: "1" }, maxBuffer: 2 ** 26 };
        execFile(process.execPath, [...program, ...args], options, (error, stdout, stderr) => {
          resolve({ code: error ? (error.code ?? 1) : 0, said: stdout + stderr, stdout });
        });
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
