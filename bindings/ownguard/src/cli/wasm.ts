// The command's wasm, loaded from the package's own folder when it is first wanted: it is large, and
// only programs in Node want it.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { OwnguardError } from "../core/errors.js";

type Run = (typeof import("ownguard:cli"))["run"];

/** dist/. What is built for `require` has no `import.meta`; `__dirname` alone may be that of a REPL. */
const address = import.meta.url as string | undefined;
const here = address === undefined ? __dirname : dirname(fileURLToPath(address));

let loaded: Promise<Run> | undefined;

/** The function that runs one command. */
export function command(): Promise<Run> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Run> {
  const [glue, module] = await Promise.all([import("ownguard:cli"), compiled()]);
  glue.initSync({ module });
  return glue.run;
}

async function compiled(): Promise<WebAssembly.Module> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFileSync(join(here, "wasm/cli.wasm"));
  } catch (error) {
    const mend = "install the package again; in its repository, `cargo xtask npm` builds it";
    throw new OwnguardError("package_incomplete", "the command's wasm is not there", mend, { cause: error });
  }
  return WebAssembly.compile(bytes);
}
