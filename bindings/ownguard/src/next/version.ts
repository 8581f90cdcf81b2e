// Whether the Next.js that is installed lets requests past its proxy. Touches its package.json, where Node is there.

/** The first releases of each line without the known ways past the proxy. */
const MENDED: Readonly<Record<number, readonly [number, number, number]>> = { 15: [15, 5, 18], 16: [16, 2, 6] };

let told = false;

/** Says once a process that Next.js is too old. */
export function warnOfOldNext(): void {
  if (told) return;
  told = true;
  const version = installed();
  if (version === undefined || !isOld(version)) return;
  console.warn(
    `ownguard: Next.js ${version} lets crafted requests past proxy and middleware; update to 15.5.18, 16.2.6 or later`,
  );
}

/** Whether it is older than what was mended. An unreadable version is nobody's business here. */
export function isOld(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  const [major = 0] = parts ?? [];
  if (parts === undefined || major > 16) return false;
  const mended = MENDED[major];
  if (mended === undefined) return true;
  const at = mended.findIndex((number, index) => number !== parts[index]);
  return at >= 0 && (parts[at] ?? 0) < (mended[at] ?? 0);
}

/** As the app has it. Spelt so that bundlers for other platforms see no module of Node. */
function installed(): string | undefined {
  try {
    const node = (globalThis as { process?: NodeProcess }).process;
    const module = node?.["getBuiltinModule"]?.("node:module");
    const root = node?.["cwd"]?.();
    if (module === undefined || root === undefined) return undefined;
    const found: unknown = module.createRequire(`${root}/package.json`)("next/package.json");
    const version: unknown = typeof found === "object" && found !== null && "version" in found ? found.version : undefined;
    return typeof version === "string" ? version : undefined;
  } catch {
    // Not installed where the process runs, as with a bundle that stands alone: nothing is known.
    return undefined;
  }
}

interface NodeProcess {
  readonly getBuiltinModule?: (name: "node:module") => { createRequire(path: string): (name: string) => unknown };
  readonly cwd?: () => string;
}
