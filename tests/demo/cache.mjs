// A shared cache of a few dozen lines that keeps to RFC 9111: it stores what `Cache-Control` lets a shared cache
// store and nothing else, and looks up by the URL and `Vary`. What it replays, the answer before allowed it to keep.
import { createServer } from "node:http";
import { ask } from "../leaky-app/client.mjs";

const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "content-length"]);

/** Starts one in front of `upstream`; each answer says `x-cache: HIT` or `MISS`. `clear()` forgets everything. */
export async function startCache(upstream) {
  const stored = new Map();
  const server = createServer((req, res) => {
    answerTo(req, stored, upstream).then(
      ({ status, headers, bytes, hit }) => {
        res.writeHead(status, [...headers.flat(), "x-cache", hit ? "HIT" : "MISS", "content-length", String(bytes.length)]);
        res.end(bytes);
      },
      () => res.writeHead(502).end(),
    );
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${server.address().port}`),
    clear: () => stored.clear(),
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}

async function answerTo(req, stored, upstream) {
  const kept = req.method === "GET" ? (stored.get(req.url) ?? []).find((entry) => fits(entry, req)) : undefined;
  if (kept) return { ...kept, hit: true };
  const { host, connection, ...headers } = req.headers;
  const answer = await ask(upstream, { method: req.method, path: req.url, headers });
  const passed = { status: answer.status, headers: endToEnd(answer.rawHeaders), bytes: answer.bytes };
  const until = freshUntil(req, answer);
  const vary = answer.headers.get("vary") ?? "";
  if (until > Date.now() && vary.trim() !== "*") {
    const names = vary.toLowerCase().split(",").map((name) => name.trim()).filter(Boolean);
    const entry = { ...passed, until, vary: names.map((name) => [name, req.headers[name]]) };
    stored.set(req.url, [...(stored.get(req.url) ?? []), entry]);
  }
  return { ...passed, hit: false };
}

// RFC 9111, 4 and 4.1
const fits = ({ until, vary }, req) => until > Date.now() && vary.every(([name, value]) => req.headers[name] === value);

/** Until when the answer may be replayed, in milliseconds; 0 where it may not be stored at all (RFC 9111, 3 and 3.5). */
export function freshUntil(req, { status, headers }, now = Date.now()) {
  const says = directives(headers.get("cache-control"));
  const asked = directives(req.headers["cache-control"]);
  if (req.method !== "GET" || status !== 200 || asked.has("no-store")) return 0;
  if (says.has("no-store") || says.has("private") || says.has("no-cache")) return 0;
  const shareable = says.has("public") || says.has("s-maxage") || says.has("must-revalidate");
  if (req.headers.authorization !== undefined && !shareable) return 0;
  const seconds = Number(says.get("s-maxage") ?? says.get("max-age"));
  return seconds > 0 ? now + seconds * 1000 : 0;
}

function directives(value) {
  const parts = (value ?? "").toLowerCase().split(",").map((part) => part.trim().split("="));
  return new Map(parts.map(([name, given = ""]) => [name, given.replaceAll('"', "")]));
}

function endToEnd(rawHeaders) {
  const pairs = [];
  for (let i = 0; i < rawHeaders.length; i += 2) pairs.push([rawHeaders[i], rawHeaders[i + 1]]);
  return pairs.filter(([name]) => !hopByHop.has(name.toLowerCase()));
}
