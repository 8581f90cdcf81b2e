// Packs the package, installs the tarball into fresh apps, starts them and asks
// them. Everything stands in one folder outside the repository, so that nothing
// is found in it by accident; it is removed at the end.
import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const fixtures = fileURLToPath(new URL("./fixtures/", import.meta.url));
export const root = fileURLToPath(new URL("../../", import.meta.url));
const SECRET = "0123456789abcdef0123456789abcdef";

/** What apps and their builds run with: this machine's settings, nothing that this test run set. */
export const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|OWNGUARD_)/.test(name))),
  JWT_SECRET: SECRET,
  NEXT_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  NO_COLOR: "1",
};

/** Runs a program to its end and returns what it said; fails with all of it. */
export async function run(cwd, program, args, env = environment) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

export async function succeed(...command) {
  const ended = await run(...command);
  if (ended.code !== 0) {
    throw new Error(`\`${command[1]} ${command[2].join(" ")}\` ended with ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
  }
  return ended.stdout;
}

/** A folder of its own for a test file, and the tarball in it. */
export async function workshop() {
  const dir = await mkdtemp(join(tmpdir(), "ownguard-package-"));
  const said = await succeed(root, "npm", ["pack", "--json", "--pack-destination", dir]);
  const tarball = join(dir, JSON.parse(said)[0].filename);
  return {
    dir,
    tarball,
    /** A fresh app out of fixtures, with the packed package installed. */
    async app(name, parts) {
      const to = join(dir, name);
      await mkdir(to);
      for (const part of parts) await cp(join(fixtures, part), to, { recursive: true });
      await cp(join(fixtures, "ownguard.toml"), join(to, "ownguard.toml"));
      await cp(join(root, ".npmrc"), join(to, ".npmrc"));
      // What the lock file of the app says, and the package.
      await succeed(to, "npm", ["install", "--no-save", "--prefer-offline", tarball]);
      return to;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Starts a server with node and waits until it answers. */
export async function serve(cwd, script, args = []) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = { ...environment, PORT: String(port) };
  const child = spawn(process.execPath, [join(cwd, script), ...args, "-p", String(port)], { cwd, env, stdio: "pipe" });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => said.push(text));
  const ended = once(child, "exit");
  const until = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(base, { redirect: "manual" }).catch(() => undefined);
    if (answer) break;
    if (child.exitCode !== null || Date.now() > until) {
      child.kill();
      throw new Error(`\`${script} ${args.join(" ")}\` did not answer:\n${said.join("")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    base,
    said: () => said.join(""),
    async stop() {
      if (child.exitCode === null) child.kill();
      await ended;
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** The session cookie of a person, as the issuer of the fixtures' model would sign it. */
export function cookieOf(subject) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: "https://login.example.com", aud: "notes", sub: subject, iat: now, exp: now + 600 };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `session=${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** Every program on a PATH that has node and npm and no cargo. */
export async function pathWithoutCargo(dir) {
  const bin = join(dir, "bin");
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  for (const name of ["sh", "env"]) await symlink(`/bin/${name}`, join(bin, name));
  for (const name of ["npm", "npx"]) {
    const found = (await succeed(dir, "sh", ["-c", `command -v ${name}`])).trim();
    await symlink(found, join(bin, name));
  }
  return bin;
}
