// The shared vectors (tests/vectors), read, and a guard of each one's model.
import { readdirSync, readFileSync } from "node:fs";
import { guardOfText } from "./asked.mjs";

export { aboutOf, decided, resourceOf, rowOf, written } from "./asked.mjs";

const root = new URL("../../../../tests/vectors/", import.meta.url);

/** Every vector of a kind. */
export function vectors(kind) {
  const files = readdirSync(new URL(`${kind}/`, root)).filter((file) => file.endsWith(".json"));
  return files.map((file) => JSON.parse(readFileSync(new URL(`${kind}/${file}`, root), "utf8")));
}

/** The guard of a vector's model at a time. */
export function guardOf(model, now = 1_000_000, env = {}) {
  return guardOfText(modelText(model), now, env);
}

/** The text of a vector's model. */
export function modelText(model) {
  if (typeof model !== "string") return JSON.stringify(model);
  return model.includes("\n") ? model : readFileSync(new URL(`models/${model}.toml`, root), "utf8");
}
