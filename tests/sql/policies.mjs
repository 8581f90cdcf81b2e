// The generated policies of a model, as the emitter writes them.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const written = new Map();

/** `what` is `up`, `down`, `audit` or `repair` (JSON); `model` a path below the repository's root. */
export function policies(what, { flavour = "supabase", mode = "replace", model = "tests/leaky-app/ownguard.toml" } = {}) {
  const command = ["run", "--quiet", "--package", "ownguard-agreement", "--bin", "ownguard-agree-policies", "--", model, flavour, mode, what];
  const key = command.join(" ");
  if (!written.has(key)) written.set(key, execFileSync("cargo", command, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 }));
  return written.get(key);
}
