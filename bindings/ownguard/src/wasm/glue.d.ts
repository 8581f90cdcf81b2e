// The modules that `build.mjs` makes out of what `cargo xtask npm` leaves in wasm/.

declare module "ownguard:app" {
  export * from "#wasm";
  /** Instantiates the wasm; classes and functions work from then on. */
  export function initSync(from: { module: WebAssembly.Module | Uint8Array }): { memory: WebAssembly.Memory };
}

declare module "*/packed.cjs" {
  /** The app's wasm, packed with brotli, as base64. */
  export const packed: string;
}

declare module "*/app.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/app.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
