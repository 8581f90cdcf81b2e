// The way back to the client: an answer of the gate, or a refusal in the gate's own words, written to a response of
// node:http. Touches only the response it is given.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Answer, Body, type Upgraded } from "./message.js";

/** On every answer of the host itself: nobody may keep it. */
const PRIVATE: readonly (readonly [string, string])[] = [
  ["cache-control", "private, no-store, max-age=0"],
  ["cdn-cache-control", "no-store"],
  ["cloudflare-cdn-cache-control", "no-store"],
  ["vary", "*"],
  ["pragma", "no-cache"],
  ["expires", "0"],
  ["x-content-type-options", "nosniff"],
];

/** Fields of the connection to the origin: this one has its own. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

/** How long a client may go on sending what nobody reads, in milliseconds; to close at once could destroy the answer. */
const LINGER = 250;

/** Writes an answer. */
export function reply(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = answer;
  if (response.destroyed) return void (body instanceof Body && body.cancel());
  for (const name of new Set([...headers].map(([name]) => name))) {
    if (!HOP_BY_HOP.has(name)) response.setHeader(name, headers.all(name));
  }
  if (!request.complete && declaresBody(request)) response.setHeader("connection", "close");
  response.writeHead(status, STATUS_CODES[status] ?? "");
  if (body instanceof Body) return stream(body, response);
  if (request.method !== "HEAD" && body && body.byteLength > 0) {
    response.write(body);
  }
  close(request, response);
}

/** Refuses what the gate does not get to see, in the words it would use. */
export function refuse(status: number, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const body = words(status);
  for (const [name, value] of PRIVATE) response.setHeader(name, value);
  response.setHeader("content-type", "application/json");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.setHeader("connection", "close");
  response.writeHead(status);
  if (request.method !== "HEAD") response.write(body);
  close(request, response);
}

/** The same where there is only a socket: what came on it is not HTTP, or has no end. */
export function refuseSocket(status: number, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const body = words(status);
  const fields = [...PRIVATE, ["content-type", "application/json"], ["content-length", `${body.length}`], ["connection", "close"]];
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${head}\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER).unref();
}

/** Ties a client to an upgraded connection of the origin. */
export function splice(answer: Answer, { socket: origin, head }: Upgraded, client: Duplex): void {
  const told = ["sec-websocket-accept", "sec-websocket-protocol", "sec-websocket-extensions"].flatMap((name) =>
    answer.headers.all(name).map((value) => `${name}: ${value}\r\n`),
  );
  client.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n${told.join("")}\r\n`, "latin1");
  if (head.byteLength > 0) client.write(head);
  tie(client, origin);
}

/** Whatever one side says goes to the other; where one ends, both do. */
export function tie(one: Duplex, other: Duplex): void {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    from.pipe(to);
  }
}

function stream(body: Body, response: ServerResponse): void {
  // The head at once; `flushHeaders` would write it as UTF-8, and field values are bytes.
  response.write("", "latin1");
  const { stream } = body;
  // An answer that breaks off must not look whole.
  stream.on("error", () => response.destroy());
  stream.on("close", () => stream.readableEnded || response.destroy());
  response.on("close", () => stream.readableEnded || void body.cancel());
  if (stream.destroyed && !stream.readableEnded) return void response.destroy();
  body.pipe(response);
}

/** Ends a response whose request may not be read to its end. */
function close(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || !declaresBody(request)) return void response.end();
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER);
  request.on("end", end).on("close", end).resume();
}

function declaresBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

function words(status: number): string {
  return `{"error":"${(STATUS_CODES[status] ?? "refused").toLowerCase()}"}`;
}
