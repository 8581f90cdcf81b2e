// The switch that shows the app without its guard. No app of yours has this file.
import { unguarded } from "./unguarded";

// One for the whole process: Next.js loads modules once for pages and once for routes.
const state = globalThis as typeof globalThis & { exampleGuarded?: boolean };

export const isGuarded = (): boolean => (state.exampleGuarded ??= process.env["EXAMPLE_GUARD"] !== "off");

export function toggleGuard(): void {
  state.exampleGuarded = !isGuarded();
}

type Method = (...given: readonly unknown[]) => unknown;

/** The guard while it is on; while it is off, what an app does that has none. */
export function switchable<G extends object>(guard: G): G {
  const open = unguarded(guard);
  const methods = Object.entries(open).map(([name, without]) => {
    const guarded = (guard as Readonly<Record<string, Method>>)[name];
    if (!guarded) throw new Error(`the guard has no \`${name}\``);
    return [name, MAKERS.has(name) ? made(guarded, without) : either(guarded, without)] as const;
  });
  return Object.assign(Object.create(guard) as G, Object.fromEntries(methods));
}

/** What makes a handler is called once; which handler answers, the switch says each time. */
const MAKERS = new Set(["route", "action", "proxy", "tools"]);

const either = (guarded: Method, without: Method): Method => (...given) => (isGuarded() ? guarded : without)(...given);

const made = (guarded: Method, without: Method): Method => (...given) =>
  either(guarded(...given) as Method, without(...given) as Method);
