// `#wasm` in workerd: the bundler keeps the files beside the script, and workerd
// hands them over compiled; they are instantiated when they are first needed.
import * as appGlue from "ownguard:app";
import { initSync } from "ownguard:core";
import * as readerGlue from "ownguard:reader";
import app from "./app.wasm";
import core from "./core.wasm";
import reader from "./reader.wasm";
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
