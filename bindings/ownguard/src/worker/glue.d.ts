// The built Worker, as `cargo xtask npm` lays it beside the package's entries.
declare module "*/wasm/worker/index.js" {
  export default class Gate {
    constructor(context: object, env: Readonly<Record<string, unknown>>);
    fetch(request: Request): Promise<Response>;
  }
}
