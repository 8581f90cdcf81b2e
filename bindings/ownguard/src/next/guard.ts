// `createGuard` of `ownguard/next`: every question awaits `headers()`, and denials become what Next.js understands.
// Decides nothing. Touches `next/headers`.

import { Denied } from "../core/errors.js";
import type { AnyShape, Shape } from "../core/types.js";
import { createGuard as createServerGuard } from "../guard/create.js";
import type { Access, Around, AroundEach, Guard, GuardOptions } from "../guard/types.js";
import { action } from "./action.js";
import { access, asking, sessionOf } from "./core.js";
import type { Core } from "./core.js";
import { settings } from "./database/settings.js";
import type { SessionOptions } from "./database/types.js";
import { inTransaction } from "./database/with-session.js";
import { facts } from "./facts.js";
import { interrupt } from "./interrupt.js";
import { proxy } from "./proxy.js";
import type { InnerProxy, ProxyOptions } from "./proxy.js";
import { route } from "./route.js";
import type { Loaded, NextGuard, NextOptions } from "./types.js";

/**
 * The guard of one model, for Next.js. Every question asks the session of the request at hand, which is verified once.
 *
 * @example
 * ```ts
 * // lib/og.ts
 * import { createGuard, supabase } from "ownguard/next";
 * import { model } from "../ownguard.gen";
 *
 * export const og = createGuard({ model, session: supabase({ url: process.env.SUPABASE_URL }), signIn: "/login" });
 * ```
 */
export function createGuard<T extends Shape = AnyShape>(options: NextOptions<T>): NextGuard<T> {
  const guard = createServerGuard(options);
  return new AppGuard(guard as unknown as Guard<AnyShape>, options as unknown as NextOptions) as unknown as NextGuard<T>;
}

/** The tenant that is meant. */
type Within = Parameters<Access["where"]>[1];

/** The same for a model whose names only the compiler knows. */
class AppGuard {
  readonly #core: Core;
  readonly #options: NextOptions;

  constructor(guard: Guard<AnyShape>, options: NextOptions) {
    this.#core = { guard, signIn: options.signIn, dev: isDevelopment(options), deeds: new Map() };
    this.#options = options;
  }

  get model() {
    return this.#core.guard.model;
  }

  readonly session = (): Promise<Access> => access(this.#core);

  readonly as: Guard<AnyShape>["as"] = (caller, options) => this.#core.guard.as(caller, options);

  readonly can = (action: string, ...about: [] | [row: object | null | undefined, around?: Around]) =>
    this.#asked((session) => (about.length === 0 ? session.can(action) : session.can(action, about[0], about[1])));

  readonly own = (action: string, row: Loaded<object | null | undefined>, around?: Around) =>
    this.#loaded(action, row, (session, row) => session.own(action, row, around));

  readonly redact = (action: string, row: Loaded<object | null | undefined>, around?: Around) =>
    this.#loaded(undefined, row, (session, row) => session.redact(action, row, around));

  readonly filter = (action: string, rows: Loaded<readonly object[]>, around?: AroundEach) =>
    this.#loaded(action, rows, (session, rows) => session.filter(action, rows ?? [], around));

  readonly where = (action: string, around?: Within) => this.#asked((session) => session.where(action, around));

  readonly columns = (action: string, screen?: string) => this.#asked((session) => session.columns(action, screen));

  readonly require = (action?: string, around?: Within) => this.#asked((session) => session.require(action, around));

  readonly route = (action: string, options: never, handler?: never) => route(this.#core, action, options, handler);

  readonly action = (name: string, options: never, fn: never) => action(this.#core, name, options, fn);

  readonly proxy = (options: ProxyOptions = {}, inner?: InnerProxy) =>
    proxy(this.#core, options, inner, this.#signedIn());

  readonly facts = () => facts(this.#core);

  readonly withSession = (client: unknown, fn: never, options: SessionOptions = {}) =>
    this.#asked((session) => inTransaction(client, settings(session, this.#core.guard.model, options), fn));

  /** A question to whoever asks; a denial becomes what Next.js answers. */
  async #asked<R>(question: (session: Access) => R | Promise<R>): Promise<R> {
    const session = await this.session();
    try {
      return await question(session);
    } catch (thrown) {
      if (thrown instanceof Denied) return interrupt(thrown, this.#core.signIn);
      throw thrown;
    }
  }

  /** The same about rows that are still to be loaded: for nobody who could do nothing with any. */
  async #loaded<V, R>(action: string | undefined, value: Loaded<V>, question: (session: Access, value: V) => R): Promise<R> {
    if (typeof value === "function") {
      const load = value as () => V | PromiseLike<V>;
      return this.#asked(async (session) => {
        if (action !== undefined) session.require(action);
        return question(session, await load());
      });
    }
    // A promise that is under way is awaited whatever the session says, or its error would be nobody's.
    const [row] = await Promise.all([value, asking()]);
    return this.#asked((session) => question(session, row));
  }

  /** Whether somebody is signed in, for the proxy: without asking what the app knows of them. */
  #signedIn(): (headers: Headers) => Promise<boolean> {
    let guard: Guard | undefined;
    return async (headers) => {
      const { facts: _, ...rest } = this.#options;
      guard ??= createServerGuard({ ...rest, facts: async () => ({}), warn: () => undefined } as GuardOptions);
      const session = await sessionOf(guard, headers);
      // Where nothing could be learned of them, whoever asks is not sent away: the resource decides.
      return session.signedIn || ["keys_unavailable", "facts_unavailable"].includes(session.principal.kind);
    };
  }
}

/** As the guard of any server sees it. */
function isDevelopment({ env }: NextOptions): boolean {
  const variables = env ?? process.env;
  return variables["OWNGUARD_DEV"] === "1" && variables["NODE_ENV"] !== "production";
}
