// A request of node:http as the exchange reads one, or why it goes no further: what workerd refuses before the Worker
// sees it is refused here. Touches only the request.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Body, Fields } from "./message.js";

/** A request, with its headers and its target as they came. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly target: string;
  readonly headers: Fields;
  readonly body: Body | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Why a request is answered before the gate sees it. */
export interface Refused {
  readonly status: number;
  readonly reason: string;
}

/** Host and port, in a form that cannot be read as part of a path. */
const AUTHORITY = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Reads a request; `response` is told to go on where the client waits for that before it sends the body. */
export function arrive(request: IncomingMessage, response: ServerResponse): Arrival | Refused {
  const { method = "", url: target = "", rawHeaders } = request;
  const headers = Fields.ofRaw(rawHeaders);
  const hosts = headers.all("host");
  const [host = ""] = hosts;
  if (hosts.length !== 1 || !AUTHORITY.test(host)) return { status: 400, reason: "bad_host" };
  // In absolute form, or `*`: which host is meant would be told twice.
  if (!target.startsWith("/")) return { status: 400, reason: "bad_target" };
  const expected = headers.get("expect");
  if (expected !== null && expected.toLowerCase() !== "100-continue") return { status: 417, reason: "bad_expectation" };
  const body = hasBody(headers) ? new Body(request, { begin: () => goOn(expected, response), end: () => {} }) : null;
  return {
    method,
    url: `http://${host}${target}`,
    target,
    headers,
    body,
    arrayBuffer: async () => body?.arrayBuffer() ?? new ArrayBuffer(0),
  };
}

/** A request of the process itself. */
export function ownRequest(target: string): Arrival {
  return {
    method: "GET",
    url: `http://ownguard.invalid${target}`,
    target,
    headers: new Fields([["host", "ownguard.invalid"]]),
    body: null,
    arrayBuffer: async () => new ArrayBuffer(0),
  };
}

function hasBody(headers: Fields): boolean {
  return headers.has("transfer-encoding") || /[^0]/.test(headers.get("content-length") ?? "0");
}

function goOn(expected: string | null, response: ServerResponse): void {
  if (expected !== null && !response.headersSent) response.writeContinue();
}
