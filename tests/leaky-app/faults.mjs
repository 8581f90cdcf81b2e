// What the origin can be made to do wrong, and the record of what reached it.
// Tests hold both in-process; nothing here is reachable over HTTP.
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A fault is any of these together:
 * `delayMs` wait first; `hang` never answer; `reset` drop the connection;
 * `raw` write these bytes to the socket; `answer: {status, headers, body}` instead of the route;
 * `headers` added to the route's answer; `cutAfter` announce the whole body, send this many bytes, reset;
 * `drip: {bytes, everyMs}` send the body in small pieces.
 */
export function createFaults() {
  let active = [];
  return {
    /** `match`: `{method, path}`; `path` is a string, a RegExp or absent; `times` bounds how often. */
    on(match, fault, { times = Infinity } = {}) {
      const entry = { match, fault, left: times };
      active.push(entry);
      return () => (active = active.filter((e) => e !== entry));
    },
    clear() {
      active = [];
    },
    take(method, path) {
      const entry = active.find((e) => e.left > 0 && matches(e.match, method, path));
      if (!entry) return null;
      entry.left -= 1;
      return entry.fault;
    },
  };
}

/** What reached the app, in order. `entries` hold method, path (with query), headers, rawHeaders, body bytes. */
export function createLog() {
  const entries = [];
  return {
    entries,
    record: (req, body = Buffer.alloc(0)) =>
      entries.push({ method: req.method, path: req.url, headers: req.headers, rawHeaders: req.rawHeaders, body }),
    clear: () => entries.splice(0),
    /** The requests that match; without a match all but those a gate makes for itself (keys, facts, labels). */
    reached: (match = { path: /^(?!\/(\.well-known|auth\/v1\/\.well-known|api\/ownguard)\/)/ }) =>
      entries.filter((e) => matches(match, e.method, e.path)),
  };
}

/** Sends `answer` under `fault`; true when the fault has taken the response over. */
export async function sendWith(fault, res, answer) {
  const { cutAfter, drip } = fault ?? {};
  if (cutAfter === undefined && drip === undefined) return false;
  const body = Buffer.from(answer.body);
  res.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  if (cutAfter !== undefined) {
    res.write(body.subarray(0, cutAfter), () => setImmediate(() => res.socket?.resetAndDestroy()));
    return true;
  }
  for (let at = 0; at < body.length && !res.destroyed; at += drip.bytes) {
    res.write(body.subarray(at, at + drip.bytes));
    await sleep(drip.everyMs);
  }
  res.end();
  return true;
}

/** The part of a fault that comes before the route; true when nothing is to follow. */
export async function before(fault, res) {
  if (fault?.delayMs) await sleep(fault.delayMs);
  if (fault?.hang) return true;
  if (fault?.reset) {
    res.socket?.resetAndDestroy();
    return true;
  }
  if (fault?.raw !== undefined) {
    res.socket?.end(fault.raw);
    return true;
  }
  return false;
}

function matches({ method, path }, actualMethod, actualPath) {
  if (method !== undefined && method !== actualMethod) return false;
  if (path === undefined) return true;
  if (path instanceof RegExp) return path.test(actualPath);
  return path === actualPath || path === actualPath.split("?")[0];
}
