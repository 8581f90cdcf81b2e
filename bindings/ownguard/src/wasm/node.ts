// `#wasm` in Node: the wasm travels inside scripts and is compiled when they load.
// Neither `fs` nor `import.meta.url` finds a file next to code that Next has
// bundled. CommonJS, so that `import` and `require` share one instance.
import type * as App from "ownguard:app";
import { initSync } from "ownguard:core";
import type * as Reader from "ownguard:reader";
import { packed } from "ownguard:core/packed";
import { loadBy } from "./split.js";
import { unpacked } from "./unpacked.js";

declare function require(file: "./app.cjs"): typeof App;
declare function require(file: "./reader.cjs"): typeof Reader;

const { memory: linear } = initSync({ module: unpacked(packed) });
loadBy({ app: () => require("./app.cjs"), reader: () => require("./reader.cjs") });

export { Session } from "ownguard:core";
export { mask, Policy, proofKeys } from "./split.js";
export const memory = (): WebAssembly.Memory => linear;
