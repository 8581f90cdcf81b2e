// The gate in Node as it is built. It is no entry of the package: the program `ownguard` loads it as one of its parts,
// and here that part is found by what it gives.
import { readdirSync, readFileSync } from "node:fs";

const dist = new URL("../../dist/", import.meta.url);
const given = ["startGate", "watchModel", "dev"];

const parts = readdirSync(dist).filter((name) => name.endsWith(".js"));
const part = parts.find((name) => {
  const exported = /export\s*\{([^}]*)\}\s*;?\s*$/.exec(readFileSync(new URL(name, dist), "utf8"))?.[1] ?? "";
  const names = exported.split(",").map((one) => one.trim().split(/\s+as\s+/).at(-1));
  return given.every((name) => names.includes(name));
});
if (!part) throw new Error("the gate in Node is not built: run `cargo xtask npm`");

export const { startGate, watchModel } = await import(new URL(part, dist).href);
