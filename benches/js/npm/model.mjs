// The model as an app has it: what `ownguard build` writes, as a bundler leaves it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Writes it into a folder of its own; removed when the process ends. */
function built() {
  const folder = mkdtempSync(join(tmpdir(), "ownguard-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(at("../../ownguard.toml"), join(folder, "ownguard.toml"));
  execFileSync(process.execPath, [at("../../../bindings/ownguard/dist/cli.js"), "build"], { cwd: folder });
  const text = readFileSync(join(folder, "ownguard.gen.ts"), "utf8");
  const file = join(folder, "model.mjs");
  writeFileSync(file, text.slice(text.indexOf("export const model")).replace(/: WrittenModel<.*> =/, " ="));
  return pathToFileURL(file).href;
}

/** Where it stands. */
export const file = built();
export const { model } = await import(file);
