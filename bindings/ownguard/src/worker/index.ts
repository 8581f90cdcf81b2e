// `ownguard/worker`: the prebuilt gate as a Cloudflare Worker, with the model that its user writes beside it. Runs in
// workerd alone.
import Gate from "./wasm/worker/index.js";

/** Variables and secrets of a Worker, by name. */
export type Environment = Readonly<Record<string, unknown>>;

/** What `gate` gives: the class of a Worker's entry, whose `fetch` answers every request. */
export interface GateEntrypoint {
  new (context: ExecutionContext, env: Environment): { fetch(request: Request): Promise<Response> };
}

/** As workerd hands it to an entry. */
export interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
  passThroughOnException(): void;
}

/**
 * The gate with a model: the default export of a Worker's main module. The text of `ownguard.toml` comes as a text
 * module (`npx ownguard gate init` writes the rule for it), or as the JSON that `ownguard build` writes.
 *
 * Where it is missing or not valid, every request is answered 503, and the log says why.
 *
 * ```js
 * import gate from "ownguard/worker";
 * import model from "./ownguard.toml";
 *
 * export default gate(model);
 * ```
 */
export default function gate(model: string | { readonly json: string }): GateEntrypoint {
  const text = typeof model === "string" ? model : model?.json;
  return class extends Gate {
    constructor(context: ExecutionContext, env: Environment) {
      super(context, { ...env, OWNGUARD_MODEL: text ?? "" });
    }
  };
}
