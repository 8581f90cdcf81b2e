// A real Postgres server of its own: initialised in a temporary folder, reached over a socket there and nowhere else,
// run by an unprivileged user, gone without a trace when it stops.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** The folder of `initdb` and `postgres`, or null where no server is installed. */
export function installed() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) ?? null;
}

/** Starts one; `settings` are added to its configuration. Returns `folder`, `connect()` and `stop()`. */
export async function startServer({ settings = {} } = {}) {
  const bin = installed();
  if (!bin) throw new Error("no postgres server is installed: apt-get install postgresql");
  const folder = mkdtempSync(join(tmpdir(), "ownguard-pg-"));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } };
  const data = join(folder, "data");
  const first = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
  execFileSync(join(bin, "initdb"), first, { ...as, stdio: "ignore" });
  const wanted = {
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    listen_addresses: "",
    unix_socket_directories: folder,
    ...settings,
  };
  const options = Object.entries(wanted).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...options], { ...as, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const connect = async () => {
    const client = new pg.Client({ host: folder, user: "postgres", database: "postgres" });
    await client.connect();
    return client;
  };
  for (let left = 200; ; left--) {
    try {
      await (await connect()).end();
      return { folder, connect, stop };
    } catch (error) {
      if (left === 0 || server.exitCode !== null) {
        await stop();
        throw new Error(`the server did not start: ${said || error.message}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Postgres refuses to run as root: then the packages' own user runs it. */
function unprivileged() {
  if (process.getuid?.() !== 0) return null;
  const id = (flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
