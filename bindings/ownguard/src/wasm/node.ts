// `#wasm` in Node: the wasm travels inside a script and is compiled when it loads.
// Neither `fs` nor `import.meta.url` finds a file next to code that Next has
// bundled. CommonJS, so that `import` and `require` share one instance; the text
// in a file of its own, since Node looks for names of exports in what it imports.
import { brotliDecompressSync } from "node:zlib";
import { initSync } from "ownguard:app";
import { packed } from "./packed.cjs";

const { memory: linear } = initSync({ module: brotliDecompressSync(Buffer.from(packed, "base64")) });

export * from "ownguard:app";
export const memory = (): WebAssembly.Memory => linear;
