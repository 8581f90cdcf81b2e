// What a new model lets pass that the one before did not, as `ownguard diff` tells it: in a process of its own, since a
// comparison of large models takes seconds. Touches a folder for temporary files, which it removes.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What got wider, each in one sentence; or why that is not known. */
export interface Difference {
  readonly wider: readonly string[];
  readonly fault?: string;
}

/** How long a comparison may take, in milliseconds. */
const PATIENCE = 60_000;

/** Compares two texts of a model. */
export async function differs(before: string, after: string): Promise<Difference> {
  const folder = await mkdtemp(join(tmpdir(), "ownguard-diff-"));
  try {
    const [old, next] = [join(folder, nameOf("before", before)), join(folder, nameOf("after", after))];
    await Promise.all([writeFile(old, before), writeFile(next, after)]);
    const said = await command(["diff", old, next, "--format", "json"]);
    const { changes } = JSON.parse(said) as { changes: readonly { effect: string; text: string }[] };
    return { wider: changes.filter(({ effect }) => effect === "widening").map(({ text }) => text) };
  } catch {
    return { wider: [], fault: "run `ownguard diff` on the two models to see what differs" };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nameOf(name: string, text: string): string {
  return `${name}.${text.trimStart().startsWith("{") ? "json" : "toml"}`;
}

/** Exit code 1 says that the answer is no: something is wider. */
function command(args: readonly string[]): Promise<string> {
  const program = fileURLToPath(new URL("./cli.js", import.meta.url));
  const options = { timeout: PATIENCE, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], options, (error, stdout) => {
      if (error && error.code !== 1) reject(error);
      else resolve(stdout);
    });
  });
}
