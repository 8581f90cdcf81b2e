// One command and its answer: runs it in the wasm, writes its files, tells what it says. May touch the
// process, its files and streams.

import { Disk, writeAll } from "./disk.js";
import { Progress } from "./progress.js";
import { say } from "./say.js";
import { terminal } from "./terminal.js";
import { command } from "./wasm.js";

/** What the process ends with where the program itself is broken, as a native one does. */
const BROKEN = 101;
const BAD = 2;

/** Runs a command that answers once, and tells the answer. */
export async function once(args: readonly string[]): Promise<{ code: number; disk: Disk }> {
  const progress = Progress.of(args);
  const disk = new Disk(undefined, () => progress.step());
  // What a shell passes that is not UTF-8 has this letter in place of each wrong byte.
  if (args.some((word) => word.includes("\u{fffd}"))) return { code: told("", "an argument is not UTF-8\n", BAD), disk };
  try {
    const run = await command();
    const { color, width } = terminal();
    progress.begin();
    const answer = run([...args], disk, color, width, Math.floor(Date.now() / 1000));
    progress.end();
    const failed = writeAll(disk.root, answer.writes);
    if (failed !== undefined) return { code: told("", `${failed}\n`, BAD), disk };
    return { code: told(answer.stdout, answer.stderr, answer.code), disk };
  } catch (error) {
    progress.end();
    return { code: told("", broken(error), BROKEN), disk };
  }
}

/** Says an answer, and returns what the process ends with. */
export function told(stdout: string, stderr: string, code: number): number {
  for (const [stream, text] of [[1, stdout], [2, stderr]] as const) {
    const written = say(stream, text);
    // Whoever read stopped reading: that is their choice, and no failure.
    if (written === "closed") return code;
    if (written === "failed") return BAD;
  }
  return code;
}

function broken(error: unknown): string {
  if (error instanceof Error && error.name === "OwnguardError") return `${error.message}\n`;
  const what = error instanceof Error ? error.message : String(error);
  return (
    `ownguard broke off: ${what}\n` +
    "This is a mistake in ownguard, and nothing was written. Please report it with the command that you ran.\n"
  );
}
