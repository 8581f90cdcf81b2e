// nginx and Varnish from the distribution in front of a URL, both told to cache
// whatever they may. What they replay to somebody else, the gate let be stored.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raw } from "./raw.mjs";

const START_MS = 10_000;

/** Why a test over this proxy can't run here, or `false`. Fits `test`'s `skip` option. */
export const missing = {
  nginx: find("nginx") ? false : "nginx is not installed (apt-get install nginx)",
  varnish: find("varnishd") ? false : "varnishd is not installed (apt-get install varnish)",
};

/** Every proxy, for tests that hold over all of them: `[name, start, skip]`. */
export const proxies = [
  ["nginx", startNginx, missing.nginx],
  ["varnish", startVarnish, missing.varnish],
];

/**
 * nginx with a cache that stores what its rules allow, and revalidates.
 *
 * @param {URL | string} upstream
 * @returns {Promise<{url: URL, raw: Function, close: () => Promise<void>}>} each answer
 *   says `x-cache`: HIT or MISS
 */
export function startNginx(upstream) {
  return start(async (dir, port) => {
    await writeFile(join(dir, "nginx.conf"), nginxConfig(dir, port, new URL(upstream)));
    return [find("nginx"), ["-e", join(dir, "error.log"), "-p", dir, "-c", join(dir, "nginx.conf")]];
  });
}

/**
 * Varnish with its built-in rules, which store anonymous answers unless told
 * not to, widened: a cookie or `Authorization` does not keep it from looking up.
 *
 * @param {URL | string} upstream
 * @returns {Promise<{url: URL, raw: Function, close: () => Promise<void>}>} each answer
 *   says `x-cache`: HIT or MISS
 */
export function startVarnish(upstream) {
  return start(async (dir, port) => {
    await writeFile(join(dir, "default.vcl"), varnishConfig(new URL(upstream)));
    const listen = ["-a", `127.0.0.1:${port}`, "-f", join(dir, "default.vcl"), "-n", join(dir, "run")];
    return [find("varnishd"), ["-F", ...listen, "-s", "malloc,16m", "-j", "none"]];
  });
}

async function start(prepare) {
  const dir = await mkdtemp(join(tmpdir(), "ownguard-proxy-"));
  const port = await freePort();
  const [program, args] = await prepare(dir, port);
  const child = spawn(program, args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  if (!(await listens(port, child))) {
    await close();
    throw new Error(`\`${program}\` did not start: ${said.trim()}`);
  }
  const url = new URL(`http://127.0.0.1:${port}`);
  return { url, raw: (...request) => raw(url, ...request), close };
}

async function listens(port, child) {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null) {
    const open = await new Promise((resolve) => {
      const socket = connect({ host: "127.0.0.1", port }, () => resolve(true));
      socket.on("error", () => resolve(false)).on("close", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function find(program) {
  const dirs = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return dirs.map((dir) => join(dir, program)).find((file) => existsSync(file));
}

function nginxConfig(dir, port, upstream) {
  return `
daemon off;
master_process off;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${dir}/body;
  proxy_temp_path ${dir}/temp;
  fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi;
  scgi_temp_path ${dir}/scgi;
  proxy_cache_path ${dir}/cache keys_zone=all:1m;
  server {
    listen 127.0.0.1:${port};
    merge_slashes off;
    location / {
      proxy_pass ${upstream.origin};
      proxy_http_version 1.1;
      proxy_cache all;
      proxy_cache_key $request_uri;
      proxy_cache_valid any 10m;
      proxy_cache_revalidate on;
      add_header X-Cache $upstream_cache_status always;
    }
  }
}
`;
}

function varnishConfig(upstream) {
  return `
vcl 4.1;
backend gate { .host = "${upstream.hostname}"; .port = "${upstream.port || 80}"; }
sub vcl_recv {
  if (req.method == "GET" || req.method == "HEAD") { return (hash); }
  return (pass);
}
sub vcl_hash {
  hash_data(req.url);
  return (lookup);
}
sub vcl_deliver {
  if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; } else { set resp.http.X-Cache = "MISS"; }
}
`;
}
