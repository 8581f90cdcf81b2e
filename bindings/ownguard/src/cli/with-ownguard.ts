// `withOwnguard` for next.config: `next dev` builds the model and builds it again with every change,
// `next build` builds it once and fails where the model is wrong. Writes `ownguard.gen.ts`, nothing else.

import { resolve } from "node:path";
import { OwnguardError } from "../core/errors.js";
import { terminal } from "./terminal.js";
import { Watched, build } from "./watch.js";

/** What {@link withOwnguard} builds, and from what. */
export interface ModelOptions {
  /** The model; `ownguard.toml` or `ownguard.json` of the app's folder unless given. */
  readonly model?: string;
  /** Where it is written; `ownguard.gen.ts` beside the model unless given. */
  readonly out?: string;
  /** The database's schema, `.sql` or `.prisma` files or folders of them: says what columns hold. */
  readonly from?: string | readonly string[];
  /** The app's folder; where the process runs unless given. */
  readonly dir?: string;
}

/** A Next.js configuration, or a function that makes one. */
export type NextConfiguration<C extends object> = C | ((phase: string, context: never) => C | Promise<C>);

/** The process that builds for itself and those that it starts, as `pid:folder:arguments`. */
const BUILDER = "OWNGUARD_BUILDER";

/**
 * Keeps `ownguard.gen.ts` current: the model and its types, which `createGuard` takes. Works in
 * `next.config.ts`, `.mjs` and `.js`; stands outermost where several functions wrap the configuration.
 *
 * @example
 * ```ts
 * // next.config.ts
 * import { withOwnguard } from "ownguard/config";
 * export default withOwnguard({ reactStrictMode: true }, { from: "supabase/migrations" });
 * ```
 */
export function withOwnguard<C extends object = Record<string, never>>(
  config?: NextConfiguration<C>,
  options: ModelOptions = {},
): (phase: string, context: unknown) => Promise<C> {
  return async (phase, context) => {
    if (phase === "phase-development-server") await live(options);
    else if (phase === "phase-production-build") await whole(options);
    if (typeof config === "function") return config(phase, context as never);
    return config ?? ({} as C);
  };
}

/** Builds, and goes on building; a model that is wrong is told, and the last one stays. */
async function live(options: ModelOptions): Promise<void> {
  const { root, args } = asked(options);
  if (!claim(root, args)) return;
  const { color } = terminal();
  let wrong = "";
  const tell = async () => {
    const built = await build(args, root, color);
    const said = built.code === 0 ? "" : built.stderr || built.stdout;
    // One change may be built twice; what is wrong with it is told once.
    if (said !== wrong && said !== "") process.stderr.write(`${said}ownguard: the model above is not used until it is mended\n`);
    wrong = said;
    if (built.code === 0 && built.stdout.startsWith("wrote")) process.stdout.write(`ownguard: ${built.stdout}`);
    return built.asked;
  };
  const watched: Watched = new Watched(false, async (): Promise<void> => watched.follow(await tell()));
  watched.follow(await tell());
}

/** Builds once, or throws. */
async function whole(options: ModelOptions): Promise<void> {
  const { root, args } = asked(options);
  if (!claim(root, args)) return;
  const built = await build(args, root, terminal().color);
  if (built.code === 0) return;
  delete process.env[BUILDER];
  const said = (built.stderr || built.stdout).trim();
  throw new OwnguardError("model_refused", `${said}\nownguard: the model is not built`, "mend what is named above");
}

function asked({ model, out, from, dir }: ModelOptions): { root: string; args: string[] } {
  const args: string[] = [];
  if (model !== undefined) args.push("--model", model);
  if (out !== undefined) args.push("--out", out);
  for (const path of from === undefined ? [] : [from].flat()) args.push("--from", path);
  return { root: resolve(dir ?? "."), args };
}

/** Next.js reads its configuration in several processes and several times in one: the first builds. */
function claim(root: string, args: readonly string[]): boolean {
  const what = `${root}:${args.join(" ")}`;
  const [, pid, built] = /^(\d+):(.*)$/s.exec(process.env[BUILDER] ?? "") ?? [];
  if (built === what && alive(Number(pid))) return false;
  process.env[BUILDER] = `${process.pid}:${what}`;
  return true;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Gone, so that somebody else must build.
    return false;
  }
}
