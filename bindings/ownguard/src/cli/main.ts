// What `npx ownguard` does: the pure commands run in the wasm that the native program is made of too;
// what goes on (`dev`, `build --watch`) is loaded when it is asked for.

import { once } from "./once.js";

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "dev") {
    const { dev } = await import("../gate/index.js");
    return dev(args.slice(1));
  }
  if (watches(args)) {
    const { watch } = await import("./watch.js");
    return watch(args.filter((word) => word !== "--watch"));
  }
  return (await once(args)).code;
}

/** Whether the command line asks to go on, and nothing else is to be answered first. */
function watches(args: readonly string[]): boolean {
  const asks = (...words: string[]) => words.some((word) => args.includes(word));
  return args[0] === "build" && asks("--watch") && !asks("--check", "--help", "-h", "--");
}
