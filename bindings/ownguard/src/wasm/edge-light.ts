// `#wasm` in Vercel's edge runtime and Next's sandbox of it: `?module` asks for
// the compiled file.
import { initSync } from "ownguard:app";
import module from "./app.wasm?module";

const { memory: linear } = initSync({ module });

export * from "ownguard:app";
export const memory = (): WebAssembly.Memory => linear;
