// `#wasm` in Vercel's edge runtime and Next's sandbox of it: `?module` asks for
// compiled files, which are instantiated when they are first needed.
import * as appGlue from "ownguard:app";
import { initSync } from "ownguard:core";
import * as readerGlue from "ownguard:reader";
import app from "./app.wasm?module";
import core from "./core.wasm?module";
import reader from "./reader.wasm?module";
import { loadBy } from "./split.js";

const { memory: linear } = initSync({ module: core });
// Whoever is instantiated already is not once more.
loadBy({
  app: () => (appGlue.initSync({ module: app }), appGlue),
  reader: () => (readerGlue.initSync({ module: reader }), readerGlue),
});

export { Session } from "ownguard:core";
export { mask, Policy, proofKeys } from "./split.js";
export const memory = (): WebAssembly.Memory => linear;
