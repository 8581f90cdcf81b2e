// The model's matrix, enumerated by the core: the command's wasm, run in this process. Touches one
// file of the package.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as command from "ownguard:cli";
import { OwnguardError } from "../core/errors.js";
import type { Case, CaseCaller, Expected } from "./types.js";

/** What `ownguard matrix --format json` says. */
export interface Matrix {
  readonly format: "ownguard.matrix";
  readonly version: 1;
  readonly callers: readonly CaseCaller[];
  readonly resources: readonly {
    readonly name: string;
    readonly situations: readonly Pick<Case, "target" | "tenant" | "state" | "of" | "row" | "parent" | "link">[];
    readonly actions: readonly {
      readonly name: string;
      readonly outcomes: readonly Expected[];
      readonly cases: readonly (readonly [caller: number, situation: number, outcome: number])[];
    }[];
  }[];
}

/** Enumerates. `model` is JSON, or TOML. */
export function matrix(model: string, only: { readonly resource: readonly string[]; readonly action: readonly string[] }): Matrix {
  load();
  const name = model.trimStart().startsWith("{") ? "model.json" : "ownguard.toml";
  const host = {
    read: (path: string) => (path === name ? new TextEncoder().encode(model) : "missing"),
    list: () => "missing",
  };
  const chosen = [...only.resource.flatMap((one) => ["--resource", one]), ...only.action.flatMap((one) => ["--action", one])];
  const args = ["matrix", "--model", name, "--format", "json", ...chosen];
  const { code, stdout, stderr } = command.run(args, host, false, undefined, Math.floor(Date.now() / 1000));
  if (code !== 0) throw new OwnguardError("model_invalid", (stderr || stdout).trim(), "");
  const told: Matrix = JSON.parse(stdout);
  if (told.format !== "ownguard.matrix" || told.version !== 1) {
    throw new OwnguardError("package_incomplete", "the matrix is not of the version that this package reads", "install the package again");
  }
  return told;
}

/** dist/. What is built for `require` has no `import.meta`; `__dirname` alone may be that of a REPL. */
const address = import.meta.url as string | undefined;
const here = address === undefined ? __dirname : dirname(fileURLToPath(address));

let loaded = false;

function load(): void {
  if (loaded) return;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFileSync(join(here, "wasm/cli.wasm"));
  } catch (cause) {
    throw new OwnguardError("package_incomplete", "the command's wasm is not there", "install the package again", { cause });
  }
  command.initSync({ module: new WebAssembly.Module(bytes) });
  loaded = true;
}
