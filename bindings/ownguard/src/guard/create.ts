// `createGuard`: reads the model, and hands out the access of callers. Where something is not set, every
// use throws what and how to mend it; nothing is permitted by default.

import type { ModelText } from "#wasm";
import { modelText, Policy } from "../core/policy.js";
import { fromCore, OwnguardError } from "../core/errors.js";
import type { AnyShape, Caller, Key, ModelDescription, Shape } from "../core/types.js";
import { CallerAccess } from "./access.js";
import type { Sources } from "./callers.js";
import { callerOf, Kept, subjectOf } from "./callers.js";
import { factsHandler } from "./facts.js";
import type { Host, Subject } from "./questions.js";
import { keyText } from "./questions.js";
import type { Access, AuditEvent, Guard, GuardOptions, SessionSource, Warning } from "./types.js";

/**
 * The guard of one model, for any server. Throws an `OwnguardError` at once where the model is missing
 * or does not hold; where a secret is not set, a key is no key, or the session source is set up wrongly,
 * whenever a request's caller, a query or an input is asked for.
 *
 * @example
 * ```ts
 * import { createGuard, supabase } from "ownguard";
 * import { model } from "./ownguard.gen";
 *
 * export const og = createGuard({ model, session: supabase({ url: process.env.SUPABASE_URL }) });
 *
 * export async function GET(request: Request): Promise<Response> {
 *   const access = await og.session(request);
 *   return Response.json(access.filter("invoice.list", await db.invoices()));
 * }
 * ```
 */
export function createGuard<T extends Shape = AnyShape>(options: GuardOptions<T>): Guard<T> {
  return new AppGuard<T>(options);
}

/** What a guard is once nothing is missing. */
interface Made {
  readonly policy: Policy;
  readonly host: Host;
  readonly sources: Sources;
}

class AppGuard<T extends Shape> implements Guard<T> {
  readonly #model: ModelText;
  readonly #options: GuardOptions<T>;
  readonly #source: SessionSource;
  #made: Made | undefined;
  readonly #known = new WeakMap<Headers, Subject | Promise<Subject>>();
  readonly #warned = new Set<string>();

  constructor(options: GuardOptions<T>) {
    this.#model = modelOf(options);
    this.#options = options;
    this.#source = options.session ?? { kind: "tokens" };
    // Next renders ahead while it loads modules, and lets nothing random happen then.
    if (this.#variable("NEXT_RUNTIME") === undefined) this.#tryToMake();
  }

  /** A model that does not hold is told at once; what is not set may yet be, before the first request. */
  #tryToMake(): void {
    try {
      this.#made = this.#make();
    } catch (thrown) {
      // Not an error of ours: Workers give no randomness before the first request.
      if (thrown instanceof OwnguardError && !["unset", "bad_setting"].includes(thrown.code)) throw thrown;
    }
  }

  get model(): ModelDescription {
    return this.#ready().policy.model;
  }

  async session(from: Request | Headers): Promise<Access<T>> {
    const { host, sources } = this.#ready();
    const headers = "headers" in from ? from.headers : from;
    if (typeof headers.get !== "function") {
      const mend = "of a request of Node's `http` pass `new Headers(request.headers)`";
      throw new OwnguardError("bad_call", "`session` takes a `Request` or its `Headers`", mend);
    }
    let caller = this.#known.get(headers);
    if (caller === undefined) {
      caller = callerOf(sources, headers);
      this.#known.set(headers, caller);
      // A set-up that is mended is asked anew.
      if (caller instanceof Promise) caller.catch(() => this.#known.delete(headers));
    }
    return new CallerAccess<T>(host, caller instanceof Promise ? await caller : caller);
  }

  as(caller: Caller, options: { readonly tenant?: Key } = {}): Access<T> {
    const { host, policy } = this.#ready();
    try {
      const session = policy.raw.caller(JSON.stringify(caller), keyText(options.tenant), Math.floor(host.now() / 1000));
      return new CallerAccess<T>(host, subjectOf(policy, session, false));
    } catch (thrown) {
      throw fromCore(thrown);
    }
  }

  facts(): (request: Request) => Promise<Response> {
    const seconds = () => Math.floor(this.#now() / 1000);
    return factsHandler({ facts: this.#options.facts, variable: (name) => this.#variable(name), seconds });
  }

  #ready(): Made {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make(): Made {
    const { facts, audit } = this.#options;
    const { identity } = this.#source;
    const policy = new Policy(this.#model, identity, (name) => this.#variable(name));
    const now = () => this.#now();
    const host: Host = {
      policy,
      development: this.#variable("OWNGUARD_DEV") === "1" && this.#variable("NODE_ENV") !== "production",
      now,
      audit: audit ?? toConsole,
    };
    const sources: Sources = {
      policy,
      session: this.#source,
      facts,
      headers: headersOf(this.#model.text, identity),
      kept: new Kept(),
      seconds: () => Math.floor(now() / 1000),
      warn: (warning) => this.#warn(warning),
    };
    return { policy, host, sources };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #variable(name: string): string | undefined {
    const { env } = this.#options;
    if (env !== undefined) return env[name];
    return typeof process === "undefined" ? undefined : process.env[name];
  }

  /** Says each thing once. */
  #warn(warning: Warning): void {
    if (this.#warned.has(warning.code)) return;
    this.#warned.add(warning.code);
    const warn = this.#options.warn ?? ((told: Warning) => console.warn(`ownguard: ${told.text}; ${told.mend}`));
    warn(warning);
  }
}

function modelOf({ model }: GuardOptions<Shape>): ModelText {
  const text = modelText(model);
  if (text !== undefined) return text;
  const mend = "run `npx ownguard build` and pass `model` of `ownguard.gen.ts`, or the text of `ownguard.toml`";
  throw new OwnguardError("model_missing", "`createGuard` got no model", mend);
}

/** The headers that tokens may stand in; `undefined` where only the core can tell. */
function headersOf(text: string, replaced: Readonly<Record<string, unknown>> | undefined): readonly string[] | undefined {
  if (replaced === undefined && !text.trimStart().startsWith("{")) return undefined;
  const identity = replaced ?? (JSON.parse(text) as { identity?: Record<string, unknown> }).identity;
  const said = identity?.["headers"] ?? [];
  const names = Array.isArray(said) ? said : [said];
  return ["authorization", ...names.filter((name) => typeof name === "string"), "cookie"];
}

function toConsole(event: AuditEvent): void {
  console.info(JSON.stringify(event));
}
