// `#wasm` in Node: the wasm travels inside this file and is compiled when it
// loads. Neither `fs` nor `import.meta.url` finds a file next to code that Next
// has bundled. CommonJS, so that `import` and `require` share one instance.
import { brotliDecompressSync } from "node:zlib";
import { initSync } from "ownguard:app";
import packed from "ownguard:app.packed";

const { memory: linear } = initSync({ module: brotliDecompressSync(Buffer.from(packed, "base64")) });

export * from "ownguard:app";
export const memory = (): WebAssembly.Memory => linear;
