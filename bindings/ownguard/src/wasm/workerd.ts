// `#wasm` in workerd: the bundler keeps the file beside the script, and workerd
// hands it over compiled.
import { initSync } from "ownguard:app";
import module from "./app.wasm";

const { memory: linear } = initSync({ module });

export * from "ownguard:app";
export const memory = (): WebAssembly.Memory => linear;
