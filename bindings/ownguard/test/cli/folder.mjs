// A folder of its own for a test, and the two programs `ownguard` run in it: that of the package, and
// the native one, which cargo builds if it is not current.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const require = createRequire(import.meta.url);

/** The installed package, found by its own name. */
export const PACKAGE = dirname(require.resolve("ownguard/package.json"));
export const ROOT = join(PACKAGE, "../..");

const bin = join(PACKAGE, require("ownguard/package.json").bin.ownguard);
export const NPX = [process.execPath, bin];

let native;
export function nativeProgram() {
  native ??= process.env.OWNGUARD_NATIVE ? [process.env.OWNGUARD_NATIVE] : [built()];
  return native;
}

function built() {
  const args = ["build", "--quiet", "--locked", "-p", "ownguard-cli", "--bin", "ownguard", "--message-format=json"];
  const lines = execFileSync("cargo", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
  const artefacts = lines.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return artefacts.findLast((artefact) => artefact.executable).executable;
}

export class Folder {
  constructor(files = {}) {
    this.path = mkdtempSync(join(tmpdir(), "ownguard-cli-"));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name, content) {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return this;
  }

  read(name) {
    return readFileSync(join(this.path, name), "utf8");
  }

  /** Makes `import … from "ownguard"` find the package. */
  install() {
    mkdirSync(join(this.path, "node_modules"), { recursive: true });
    symlinkSync(PACKAGE, join(this.path, "node_modules/ownguard"), "dir");
    return this;
  }

  /** Makes Next.js itself findable too. */
  next() {
    for (const name of ["next", "react", "react-dom", "@types", "typescript"]) {
      symlinkSync(join(PACKAGE, "node_modules", name), join(this.path, "node_modules", name), "dir");
    }
    return this;
  }

  copy() {
    const copy = new Folder();
    // Not `cpSync`, which cannot name what is not UTF-8.
    execFileSync("cp", ["-a", `${this.path}/.`, copy.path]);
    return copy;
  }

  /** Every file with its content. */
  tree() {
    const entries = readdirSync(this.path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.includes("\ufffd")).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    return Object.fromEntries(files.sort().map((file) => [relative(this.path, file), readFileSync(file, "latin1")]));
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Runs a program here; never throws. */
  run([program, ...first], args, { stdin = "", env = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...first, ...args], { cwd: this.path, env: { ...plain(), ...env }, stdio: "pipe" });
      const out = { stdout: [], stderr: [] };
      child.stdout.on("data", (part) => out.stdout.push(part));
      child.stderr.on("data", (part) => out.stderr.push(part));
      child.on("error", reject);
      child.on("close", (code, signal) => {
        const text = (parts) => Buffer.concat(parts).toString("utf8");
        resolve({ stdout: text(out.stdout), stderr: text(out.stderr), code, signal });
      });
      // Who does not read its input may be gone already.
      child.stdin.on("error", () => {});
      child.stdin.end(stdin);
    });
  }

  npx(args, options) {
    return this.run(NPX, args, options);
  }
}

/** The environment without what would colour or narrow an answer. */
export function plain() {
  const { NO_COLOR, FORCE_COLOR, TERM, COLUMNS, OWNGUARD_BUILDER, NODE_TEST_CONTEXT, NODE_OPTIONS, ...env } = process.env;
  return { ...env, TERM: "xterm-256color" };
}

/** The model that the tests of the command line use: a bit of everything. */
export const NOTES = readFileSync(join(ROOT, "crates/ownguard-cli/tests/notes.toml"), "utf8");

export const SCHEMA = `create table notes (
  id uuid primary key,
  text text not null,
  state text not null check (state in ('draft', 'done')),
  mood text,
  stars int not null
);
`;
