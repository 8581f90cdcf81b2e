// One HTTP/1.1 exchange over a socket, byte for byte: `fetch` would normalise
// the path, refuse header names and hide framing.
import { connect } from "node:net";

const TIMEOUT_MS = 10_000;

/**
 * @param {URL | string} url where to connect
 * @param {string} method written as it is
 * @param {string} target the request target, written as it is
 * @param {[string, string][] | Record<string, string>} [headers] written as they are, after a
 *   `Host` of the URL unless one is among them; pairs where a name repeats
 * @param {string | Uint8Array} [body] gives `Content-Length`, unless the headers frame it
 * @returns {Promise<{status: number, headers: [string, string][], header: (name: string) => string | null, body: Buffer, text: string}>}
 *   names in lower case, in the order they came; `header` joins repeats with `, `
 */
export async function raw(url, method, target, headers = [], body) {
  const { hostname, port, host } = new URL(url);
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  const has = (name) => pairs.some(([given]) => given.toLowerCase() === name);
  const head = [`${method} ${target} HTTP/1.1`];
  if (!has("host")) head.push(`Host: ${host}`);
  for (const [name, value] of pairs) head.push(`${name}: ${value}`);
  if (!has("connection")) head.push("Connection: close");
  const payload = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  if (body !== undefined && !has("content-length") && !has("transfer-encoding")) {
    head.push(`Content-Length: ${payload.length}`);
  }
  const request = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), payload]);
  // workerd closes on a long body that it did not read, which can destroy the answer on the way.
  const tries = payload.length > 64 * 1024 ? 20 : 1;
  for (let left = tries; ; left -= 1) {
    try {
      return parse(await exchange(hostname, Number(port), request), method);
    } catch (error) {
      if (left === 1 || !["EPIPE", "ECONNRESET"].includes(error.code)) throw error;
    }
  }
}

// In pieces, slowly, and no further once an answer begins: a server that refuses a long
// body answers and closes, and what is written after that destroys the answer.
function exchange(host, port, request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const socket = connect({ host, port }, () => write(0));
    const write = (at) => {
      if (chunks.length > 0 || at >= request.length || socket.destroyed) return;
      const end = at + 64 * 1024;
      socket.write(request.subarray(at, end), () => setTimeout(write, 4, end));
    };
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", (error) => chunks.length === 0 && reject(error));
    socket.on("close", () => resolve(Buffer.concat(chunks)));
  });
}

function parse(answer, method) {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) throw new Error(`not an HTTP answer: ${JSON.stringify(answer.toString("latin1"))}`);
  const [first, ...lines] = answer.subarray(0, end).toString("latin1").split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const header = (name) => {
    const values = headers.filter(([given]) => given === name.toLowerCase()).map(([, value]) => value);
    return values.length === 0 ? null : values.join(", ");
  };
  const framed = answer.subarray(end + 4);
  const chunked = method !== "HEAD" && header("transfer-encoding") === "chunked";
  const body = chunked ? unchunk(framed) : framed;
  return { status: Number(first.split(" ")[1]), headers, header, body, text: body.toString("utf8") };
}

function unchunk(framed) {
  const parts = [];
  for (let at = 0; ; ) {
    const lineEnd = framed.indexOf("\r\n", at);
    const size = Number.parseInt(framed.subarray(at, lineEnd).toString("latin1"), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error("the chunked body is cut off");
    if (size === 0) return Buffer.concat(parts);
    parts.push(framed.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
