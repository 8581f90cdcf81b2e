// The example app as its users run it: the packed package installed into it, built once for all
// tests, and started on a free port, guarded or not. Writes only into `example/node_modules` and
// `example/.next`, and the system's temporary folder.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
export const EXAMPLE = join(PACKAGE, "example");
const NEXT = join(EXAMPLE, "node_modules/next/dist/bin/next");
const LOCK = join(tmpdir(), `ownguard-example-${createHash("sha256").update(EXAMPLE).digest("hex").slice(0, 12)}.lock`);
const BUILD_MS = 300_000;
const START_MS = 60_000;

/** Why no example app can run here, or `false`. Fits `test`'s `skip` option. */
export const missingPackage = existsSync(join(PACKAGE, "dist/next.js"))
  ? false
  : "the package is not built (cargo xtask npm)";

/** Installs and builds what is not current. Several test files may call it at a time. */
export async function build() {
  const unlock = await lock();
  try {
    await install();
    await compile();
  } finally {
    await unlock();
  }
}

/**
 * Starts the built app.
 *
 * @param {{guard?: "on" | "off", seed?: string, env?: Record<string, string>}} options `seed`: a file of
 *   SQL that is run after the example's own
 * @returns {Promise<{url: string, log: () => string, close: () => Promise<void>}>}
 */
export async function start({ guard = "on", seed, env = {} } = {}) {
  const port = await freePort();
  const child = spawn(process.execPath, [NEXT, "start", "-H", "localhost", "-p", String(port)], {
    cwd: EXAMPLE,
    env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production", EXAMPLE_GUARD: guard, ...(seed && { EXAMPLE_SEED: seed }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const url = `http://localhost:${port}`;
  if (!(await answers(`${url}/sign-in`, child))) {
    await close();
    throw new Error(`the example did not start: ${said.trim()}`);
  }
  return { url, log: () => said, close };
}

async function install() {
  const locked = join(EXAMPLE, "package-lock.json");
  const stamp = join(EXAMPLE, "node_modules/.ownguard-lock");
  const wanted = hash(await readFile(locked));
  if ((await text(stamp)) !== wanted) {
    await run("npm", ["ci"], EXAMPLE);
    await writeFile(stamp, wanted);
  }
  // What `npm publish` would send, whatever is installed already.
  const dir = await mkdtemp(join(tmpdir(), "ownguard-pack-"));
  try {
    await run("npm", ["pack", "--pack-destination", dir], PACKAGE);
    const [tarball] = await readdir(dir);
    const packed = hash(await readFile(join(dir, tarball)));
    const target = join(EXAMPLE, "node_modules/ownguard");
    if ((await text(join(target, ".packed"))) === packed) return;
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await run("tar", ["-xzf", join(dir, tarball), "--strip-components=1"], target);
    await writeFile(join(target, ".packed"), packed);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function compile() {
  const parts = [process.version, await text(join(EXAMPLE, "node_modules/ownguard/.packed"))];
  for (const file of (await sources(EXAMPLE)).sort()) parts.push(file, hash(await readFile(file)));
  const wanted = hash(parts.join("\n"));
  const stamp = join(EXAMPLE, ".next/ownguard-build");
  if ((await text(stamp)) === wanted) return;
  await rm(join(EXAMPLE, ".next"), { recursive: true, force: true });
  await run(process.execPath, [NEXT, "build"], EXAMPLE);
  await writeFile(stamp, wanted);
}

async function sources(dir) {
  const found = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (["node_modules", ".next", "next-env.d.ts"].includes(entry.name) || entry.name.endsWith(".tsbuildinfo")) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) found.push(...(await sources(path)));
    else found.push(path);
  }
  return found;
}

function run(program, args, cwd) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: program === "npm" ? "development" : "production" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: BUILD_MS,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`\`${program} ${args.join(" ")}\` ended with ${code}: ${said.slice(-4000)}`))));
  });
}

/** One builder at a time, over all processes. Whoever died with the lock loses it. */
async function lock() {
  const mine = `${process.pid} ${randomBytes(8).toString("hex")}`;
  for (;;) {
    try {
      await writeFile(LOCK, mine, { flag: "wx" });
      return () => rm(LOCK, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number((await text(LOCK))?.split(" ")[0]);
    const age = Date.now() - ((await stat(LOCK).catch(() => null))?.mtimeMs ?? Date.now());
    if ((holder > 0 && !alive(holder)) || age > 2 * BUILD_MS) await rm(LOCK, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(url, child) {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const text = (file) => readFile(file, "utf8").catch(() => undefined);
