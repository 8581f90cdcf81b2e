// A plain HTTP client for tests: sends the path exactly as written, follows nothing, keeps the bytes.
import { request } from "node:http";

/** Answers `{status, headers, rawHeaders, bytes, text, json, chunks}`; `json` is undefined where the body is none. */
export function ask(base, { method = "GET", path = "/", headers = {}, body } = {}) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const req = request({ hostname, port, method, path, headers, agent: false }, (res) => {
      const chunks = [];
      res.on("data", (chunk) => chunks.push({ at: performance.now(), chunk }));
      res.on("error", reject);
      res.on("end", () => resolve(answer(res, chunks)));
    });
    req.on("error", reject);
    req.end(body);
  });
}

function answer(res, chunks) {
  const bytes = Buffer.concat(chunks.map((c) => c.chunk));
  const text = bytes.toString("utf8");
  const headers = new Headers();
  for (let i = 0; i < res.rawHeaders.length; i += 2) headers.append(res.rawHeaders[i], res.rawHeaders[i + 1]);
  return { status: res.statusCode, headers, rawHeaders: res.rawHeaders, bytes, text, json: parsed(text), chunks };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
