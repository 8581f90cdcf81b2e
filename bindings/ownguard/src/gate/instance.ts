// One model in one instance of the gate's wasm, the same that the Worker runs: it serves requests until the model is
// swapped. A panic ends the instance: what is in flight is answered 503, and the next request gets a new one. Touches
// what its host lends it.
import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import type { Arrival } from "./arrival.js";
import { Answer, Fields } from "./message.js";
import { askOrigin } from "./origin.js";

/** A line of the gate's own log: an audit event, or what its operator should know. */
export interface Line {
  readonly level: "log" | "error";
  readonly text: string;
  /** The target of the request that it is about, for a developer's eyes: it is no part of the log. */
  readonly target?: string;
}

/** What the wasm's glue finds under these names in place of the platform's. */
interface Host {
  readonly fetch: typeof askOrigin;
  readonly Headers: typeof Fields;
  readonly Response: typeof Answer;
  readonly Date: { now(): number };
  readonly console: { log(text: string): void; error(text: string): void };
}

/** What the built `wasm/worker/node.js` makes: a new instance of the wasm, with glue of its own. */
interface Glue {
  serve(request: Arrival, env: Environment, context: { waitUntil(work: Promise<unknown>): void }): Promise<Answer>;
}
type MakeGate = (module: WebAssembly.Module, host: Host) => Glue;

/** Variables and secrets of the gate, by name. */
export type Environment = Readonly<Record<string, string>>;

/** The compiled wasm and its glue; loaded once a process. */
export interface Built {
  readonly make: MakeGate;
  readonly module: WebAssembly.Module;
}

/** Reads the built gate beside this file. */
export async function load(): Promise<Built> {
  const { makeGate } = (await import(new URL("./wasm/worker/node.js", import.meta.url).href)) as { makeGate: MakeGate };
  const bytes = readFileSync(new URL("./wasm/worker/node_bg.wasm", import.meta.url));
  return { make: makeGate, module: await WebAssembly.compile(bytes) };
}

/** Which request a line of the log is about. */
const serving = new AsyncLocalStorage<Arrival>();

/** A model that is served. */
export class Instance {
  readonly #built: Built;
  readonly #env: Environment;
  readonly #host: Host;
  readonly #inFlight = new Set<() => void>();
  #glue: Glue | undefined;

  constructor(built: Built, env: Environment, tell: (line: Line) => void, now: () => number) {
    this.#built = built;
    // Without a prototype: the gate looks up what the model names.
    this.#env = Object.assign(Object.create(null), env);
    const tellAs = (level: Line["level"]) => (text: string): void => {
      const target = serving.getStore()?.target;
      tell({ level, text, ...(target !== undefined && { target }) });
    };
    this.#host = {
      fetch: askOrigin,
      Headers: Fields,
      Response: Answer,
      Date: { now },
      console: { log: tellAs("log"), error: tellAs("error") },
    };
  }

  async serve(arrival: Arrival): Promise<Answer> {
    let fail = (): void => {};
    const failed = new Promise<Answer>((resolve) => {
      fail = () => resolve(this.#unavailable());
    });
    this.#inFlight.add(fail);
    try {
      const glue = (this.#glue ??= this.#built.make(this.#built.module, this.#host));
      const answered = serving.run(arrival, () => glue.serve(arrival, this.#env, { waitUntil: ignored }));
      return await Promise.race([answered, failed]);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) this.#broken();
      return this.#unavailable();
    } finally {
      this.#inFlight.delete(fail);
    }
  }

  #broken(): void {
    this.#glue = undefined;
    for (const fail of this.#inFlight) fail();
  }

  #unavailable(): Answer {
    this.#host.console.error('{"event":"gate_failed"}');
    return new Answer(null, { status: 503, headers: new Fields([["cache-control", "private, no-store, max-age=0"]]) });
  }
}

// The process outlives every exchange.
function ignored(): void {}
