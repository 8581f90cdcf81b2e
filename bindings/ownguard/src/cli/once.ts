// One command and its answer: runs it in the wasm, writes its files, tells what it says. May touch the
// process, its files and streams.

import { Disk, writeAll } from "./disk.js";
import { Progress } from "./progress.js";
import { say } from "./say.js";
import { terminal } from "./terminal.js";
import { command } from "./wasm.js";

/** What it ends with where the question was bad. */
export const BAD = 2;

/** Runs a command that answers once, tells the answer, and returns what the process ends with. */
export async function once(args: readonly string[]): Promise<number> {
  // What a shell passes that is not UTF-8 has this letter in place of each wrong byte.
  if (args.some((word) => word.includes("\u{fffd}"))) return told("", "an argument is not UTF-8\n", BAD);
  const run = await command();
  const progress = Progress.of(args);
  const disk = new Disk(undefined, () => progress.step());
  const { color, width } = terminal();
  progress.begin();
  try {
    const { stdout, stderr, code, writes } = run([...args], disk, color, width, Math.floor(Date.now() / 1000));
    const failed = writeAll(undefined, writes);
    progress.end();
    return failed === undefined ? told(stdout, stderr, code) : told("", `${failed}\n`, BAD);
  } finally {
    progress.end();
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
