// What the exchange asks of the origin (and of keys, facts and labels), over node:http: the headers and the path exactly
// as told, no redirect followed, nothing decoded, bodies streamed both ways. Touches the network.
import { createHash } from "node:crypto";
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import type { Duplex } from "node:stream";
import { Answer, Body, Fields } from "./message.js";

/** How long the head of an answer may be, in bytes. */
const MAX_HEAD = 128 * 1024;

/** What `fetch` is given here. */
export interface Asked {
  readonly method: string;
  readonly headers: Fields;
  readonly body?: Body | Uint8Array | string | null | undefined;
  readonly signal: AbortSignal;
}

/**
 * Stands for `fetch` in the exchange. Fails where no whole head of an answer comes; a body that ends early fails when it
 * is read. A new connection each time: one that was kept may be closed just then, and a write cannot be sent again.
 */
export function askOrigin(url: string, { method, headers, body, signal }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const upgrade = headers.get("upgrade");
    const { request, authority } = begin(url, method, signal);
    request.on("error", reject);
    request.on("response", (response) => resolve(answerOf(response, new Body(response))));
    request.on("upgrade", (response, socket, head) => {
      if (upgrade !== null && isHandshake(response, headers)) return resolve(upgraded(response, socket, head));
      socket.destroy();
      reject(new Error("an upgrade that was not asked for"));
    });
    try {
      sayHead(request, authority, headers, upgrade);
      sayBody(request, body);
    } catch (error) {
      // Not a head that can be sent.
      request.destroy();
      reject(error);
    }
  });
}

function begin(url: string, method: string, signal: AbortSignal): { request: ClientRequest; authority: string } {
  const { secure, authority, path } = parts(url);
  const { hostname, port } = new URL(`${secure ? "https" : "http"}://${authority}`);
  const options: RequestOptions = {
    method,
    host: hostname.replace(/^\[|\]$/g, ""),
    path,
    signal,
    agent: false,
    maxHeaderSize: MAX_HEAD,
    setHost: false,
    ...(port !== "" && { port }),
  };
  return { request: (secure ? overHttps : overHttp)(options), authority };
}

function sayHead(request: ClientRequest, authority: string, headers: Fields, upgrade: string | null): void {
  request.setHeader("host", authority);
  request.setHeader("connection", upgrade === null ? "close" : "Upgrade");
  for (const name of new Set([...headers].map(([name]) => name))) {
    if (!OURS.has(name)) request.setHeader(name, headers.all(name));
  }
}

/** Said here, whatever is told: they belong to the connection. */
const OURS = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** Of an absolute URL, as written: `URL` would resolve and escape the path. */
function parts(url: string): { secure: boolean; authority: string; path: string } {
  const found = /^(https?):\/\/([^/?#]+)(.*)$/s.exec(url);
  const [, scheme, authority, path] = found ?? [];
  if (scheme === undefined || authority === undefined) throw new Error("not an absolute URL");
  return { secure: scheme === "https", authority, path: path?.startsWith("/") ? path : `/${path ?? ""}` };
}

function sayBody(request: ClientRequest, body: Asked["body"]): void {
  if (body instanceof Body) {
    const stated = "headers" in body.stream ? (body.stream as IncomingMessage).headers["content-length"] : undefined;
    if (stated !== undefined) request.setHeader("content-length", stated);
    // A body that ends early must not look whole to the origin.
    body.stream.once("error", (error) => request.destroy(error));
    body.stream.once("close", () => body.stream.readableEnded || request.destroy(new Error("the body ended early")));
    body.pipe(request);
  } else if (body) {
    // Not as a text: the head would be written with it, as UTF-8, and field values are bytes.
    const bytes = Buffer.from(body);
    request.setHeader("content-length", bytes.byteLength);
    request.end(bytes);
  } else {
    request.end();
  }
}

function answerOf(response: IncomingMessage, body: Body): Answer {
  return new Answer(body, { status: response.statusCode ?? 0, headers: Fields.ofRaw(response.rawHeaders) });
}

function upgraded(response: IncomingMessage, socket: Duplex, head: Uint8Array): Answer {
  const headers = Fields.ofRaw(response.rawHeaders);
  return new Answer(new Body(socket), { status: 101, headers, upgraded: { socket, head } });
}

/** RFC 6455, section 4.1: what the origin accepts must be what the client asked. */
function isHandshake(response: IncomingMessage, asked: Fields): boolean {
  const key = asked.get("sec-websocket-key") ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const { upgrade, "sec-websocket-accept": accepted } = response.headers;
  return upgrade?.toLowerCase() === "websocket" && accepted === accept;
}
