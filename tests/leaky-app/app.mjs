// The leaky app: a small multi-tenant billing API as apps built fast are. It is the origin of the demo and of the
// end-to-end tests. Sign-in works; nearly everything after it leaks, and every leak is marked `// LEAK:` where it is.
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { openDatabase } from "./db.mjs";
import { before, createFaults, createLog, sendWith } from "./faults.mjs";
import { createForgeries } from "./forgeries.mjs";
import { json, notFound, parseBody, readBody } from "./http.mjs";
import { ownguardRoutes } from "./ownguard-endpoints.mjs";
import { methodOf, router } from "./router.mjs";
import { accountRoutes } from "./routes/account.mjs";
import { customerRoutes } from "./routes/customers.mjs";
import { fileRoutes } from "./routes/files.mjs";
import { invoiceActionRoutes } from "./routes/invoice-actions.mjs";
import { invoiceRoutes } from "./routes/invoices.mjs";
import { live } from "./routes/live.mjs";
import { memberRoutes } from "./routes/members.mjs";
import { pageRoutes } from "./routes/pages.mjs";
import { projectRoutes } from "./routes/projects.mjs";
import { threadRoutes } from "./routes/threads.mjs";
import { cookieName, createKeys, createTokens } from "./tokens.mjs";

/** `(method, path) -> {handler, params} | null`. */
export const route = router([
  ...ownguardRoutes,
  ...accountRoutes,
  ...invoiceActionRoutes,
  ...invoiceRoutes,
  ...projectRoutes,
  ...customerRoutes,
  ...memberRoutes,
  ...threadRoutes,
  ...fileRoutes,
  ...pageRoutes,
]);

const forTheGate = new Set(ownguardRoutes.map(([, , handler]) => handler));

/**
 * Starts the app on loopback; port 0 takes a free one. `gateKeys` (`{key id: secret}`) makes the gate's endpoints
 * ask for its proof, `gzip` compresses where the client accepts it, `issuer` overrides `<url>/auth/v1`,
 * `asCaller(db, claims)` gives the database as one caller meets it (claims are null without a session); the endpoints
 * for the gate keep the owner's.
 *
 * Returns `url`, `issuer`, `keys` (rotate, publish), `tokens` (tokenFor, bearer, cookie, verify), `forged` (by name),
 * `faults` (on, clear, goDead, revive), `log` (what reached the app), `db`, `reset()` and `close()`.
 */
export async function startLeakyApp({ port = 0, host = "127.0.0.1", issuer, gateKeys, gzip = false, asCaller = (db) => db } = {}) {
  const db = await openDatabase();
  const keys = createKeys();
  const faults = createFaults();
  const log = createLog();
  const app = { db, keys, faults, log, url: "", issuer: "", gateKeys, gzip, asCaller };
  app.tokens = createTokens(keys, () => app.issuer);
  app.forged = createForgeries(keys, app.tokens);

  const upgraded = new Set();
  const server = createServer((req, res) => serve(app, req, res).catch((error) => fail(res, error)));
  server.on("upgrade", (req, socket) => {
    log.record(req);
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket)).on("error", () => {});
    live({ db: asCaller(db, null) }, req, socket).catch(() => socket.destroy());
  });
  const listen = (at) =>
    new Promise((resolve, reject) => server.once("error", reject).listen(at, host, () => resolve(server.address().port)));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    });

  const actual = await listen(port);
  app.url = `http://${host}:${actual}`;
  app.issuer = issuer ?? `${app.url}/auth/v1`;
  faults.goDead = stop;
  faults.revive = () => listen(actual);
  app.reset = async () => {
    faults.clear();
    log.clear();
    await db.reset();
  };
  app.close = async () => {
    if (server.listening) await stop();
    await db.close();
  };
  return app;
}

async function serve(app, req, res) {
  const bytes = await readBody(req);
  app.log.record(req, bytes);
  const fault = app.faults.take(req.method, req.url);
  if (await before(fault, res)) return;
  const answer = fault?.answer ? { status: 200, headers: {}, body: "", ...fault.answer } : await answerOf(app, req, bytes);
  answer.headers = { ...answer.headers, ...fault?.headers };
  if (await sendWith(fault, res, answer)) return;
  await send(app, req, res, answer);
}

async function answerOf(app, req, bytes) {
  const [path, search = ""] = req.url.split("?");
  const body = await parseBody(req.headers["content-type"], bytes);
  const cors = crossOrigin(req);
  if (req.method === "OPTIONS") return { status: 204, headers: cors, body: "" };
  const found = route(methodOf(req, body), path);
  if (!found) return notFound();
  const { keys, tokens, url, gateKeys } = app;
  const session = sessionOf(req, tokens);
  const db = forTheGate.has(found.handler) ? app.db : app.asCaller(app.db, session);
  const query = new URLSearchParams(search);
  const context = { req, params: found.params, query, body, bytes, session, db, keys, tokens, url, gateKeys };
  const answer = await found.handler(context);
  return { ...answer, headers: { ...cors, ...answer.headers } };
}

/** The claims of the bearer token or of the session cookie, or null. */
function sessionOf(req, tokens) {
  const bearer = /^bearer (.+)$/i.exec(req.headers.authorization ?? "")?.[1];
  return tokens.verify(bearer ?? cookieToken(req.headers.cookie ?? ""));
}

function cookieToken(header) {
  const cookies = Object.fromEntries(header.split(/; */).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const chunks = [0, 1, 2, 3].map((i) => cookies[`${cookieName}.${i}`] ?? "").join("");
  const value = (cookies[cookieName] ?? chunks).replace(/^base64-/, "");
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString("utf8")).access_token;
  } catch {
    return "";
  }
}

function crossOrigin(req) {
  const { origin } = req.headers;
  // LEAK: any site may read with the visitor's cookie
  return origin ? { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" } : {};
}

async function send(app, req, res, answer) {
  const { status, headers, body } = answer;
  if (headers.etag && status === 200 && req.headers["if-none-match"] === headers.etag) {
    return void res.writeHead(304, headers).end();
  }
  if (body?.[Symbol.asyncIterator]) {
    res.writeHead(status, headers);
    for await (const chunk of body) if (!res.destroyed) res.write(chunk);
    return void res.end();
  }
  const zipped = app.gzip && body.length > 0 && /\bgzip\b/.test(req.headers["accept-encoding"] ?? "");
  const bytes = zipped ? gzipSync(body) : Buffer.from(body);
  const length = status === 204 ? {} : { "content-length": bytes.length };
  res.writeHead(status, { ...headers, ...(zipped && { "content-encoding": "gzip" }), ...length });
  res.end(req.method === "HEAD" ? undefined : bytes);
}

function fail(res, error) {
  if (res.headersSent) return void res.destroy();
  // LEAK: the database's own words, with the statement and the stack
  const answer = json({ error: error.message, detail: error.detail, query: error.query, stack: error.stack }, { status: 500 });
  res.writeHead(answer.status, answer.headers).end(answer.body);
}
