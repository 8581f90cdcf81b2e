// What `npx ownguard` does: the pure commands run in the wasm that the native program is made of too;
// what goes on (`dev`, `build --watch`) is loaded when it is asked for.

import { OwnguardError } from "../core/errors.js";
import { BAD, once, told } from "./once.js";

/** What the process ends with where the program itself is broken, as a native one does. */
const BROKEN = 101;

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (args[0] === "dev") {
      const { dev } = await import("../gate/index.js");
      return await dev(args.slice(1));
    }
    if (watches(args)) {
      const { watch } = await import("./watch.js");
      return await watch(args.slice(1).filter((word) => word !== "--watch"));
    }
    return await once(args);
  } catch (error) {
    // What is set up wrongly says its mend, and is no mistake of the program.
    if (error instanceof OwnguardError) return told("", `${error.message}\n`, BAD);
    return told("", broken(error), BROKEN);
  }
}

/** Whether the command line asks to go on, and nothing else is to be answered first. */
function watches(args: readonly string[]): boolean {
  const asks = (...words: string[]) => words.some((word) => args.includes(word));
  return args[0] === "build" && asks("--watch") && !asks("--check", "--help", "-h", "--");
}

function broken(error: unknown): string {
  const what = error instanceof Error ? error.message : String(error);
  return (
    `ownguard broke off: ${what}\n` +
    "This is a mistake in ownguard, and nothing was written. Please report it with the command that you ran.\n"
  );
}
