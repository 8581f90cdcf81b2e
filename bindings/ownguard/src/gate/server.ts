// The gate in Node: listens, hands each request to the instance that serves now, and swaps the instance when a newer
// model is valid. Whether a request may pass is the wasm's to say. Touches the network.
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Arrival, arrive, ownRequest } from "./arrival.js";
import { type Environment, Instance, type Line, load } from "./instance.js";
import { refuse, refuseSocket, reply, splice } from "./reply.js";

/** How a gate is started. */
export interface GateOptions {
  /** The text of `ownguard.toml`, or of the same as JSON. */
  readonly model: string;
  /** Variables and secrets: `OWNGUARD_ORIGIN` and what the model names. */
  readonly env: Environment;
  readonly host?: string;
  readonly port?: number;
  /** Gets each line of the log. */
  readonly log?: (line: Line) => void;
  /** How long a client may take for the head of a request, and for all of it, in milliseconds. */
  readonly patience?: Patience;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Answers a request in place of the gate where it returns true, such as a page of the host's own. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Takes an upgrade in place of the gate where it returns true. */
  readonly beforeUpgrade?: (request: IncomingMessage, socket: Duplex, head: Uint8Array) => boolean;
}

interface Patience {
  readonly head: number;
  readonly request: number;
}

/** Which model is served. */
export interface Served {
  readonly model: string;
  readonly revision: number;
  readonly level: string;
}

/** What came of another model: it is served now, or it is not and the one before stays. */
export type Swap =
  | { readonly swapped: true; readonly served: Served; readonly before: Served | undefined }
  | { readonly swapped: false; readonly reason: "not_valid" | "older"; readonly mend: string };

/** A gate that listens. */
export interface RunningGate {
  readonly url: URL;
  /** Which model is served; nothing where there is none that is valid, and every request is answered 503. */
  served(): Served | undefined;
  /** Serves another model from now on, if it is valid and not older. What is in flight ends as it began. */
  swap(model: string): Promise<Swap>;
  close(): Promise<void>;
}

const PATIENCE: Patience = { head: 15_000, request: 300_000 };

/** More than the gate lets pass, so that it is the gate that refuses; and an end of it. */
const MAX_HEAD = 128 * 1024;

/**
 * Starts the gate.
 *
 * ```js
 * const gate = await startGate({ model, env: { OWNGUARD_ORIGIN: "http://localhost:3000" }, port: 8787 });
 * ```
 */
export async function startGate(options: GateOptions): Promise<RunningGate> {
  const { env, host = "127.0.0.1", port = 0, log = () => {}, now = Date.now } = options;
  const built = await load();
  const made = (model: string, tell: (line: Line) => void): Instance =>
    new Instance(built, { ...env, OWNGUARD_MODEL: model, OWNGUARD_FRONT: "none" }, tell, now);

  let current = made(options.model, log);
  let served = await servedBy(current);

  const swap = async (model: string): Promise<Swap> => {
    const said: Line[] = [];
    let tell = (line: Line): void => void said.push(line);
    const next = made(model, (line) => tell(line));
    const serves = await servedBy(next);
    if (!serves) return { swapped: false, reason: "not_valid", mend: mendOf(said) };
    if (served && serves.revision < served.revision) {
      const mend = `revision ${serves.revision} is older than ${served.revision}, which is served: raise \`revision\``;
      return { swapped: false, reason: "older", mend };
    }
    const before = served;
    tell = log;
    [current, served] = [next, serves];
    return { swapped: true, served: serves, before };
  };

  const { server, upgraded } = listening(options, () => current, log);
  await new Promise<void>((resolve, reject) => void server.once("error", reject).listen(port, host, resolve));
  const at = server.address() as AddressInfo;
  const url = new URL(`http://${at.family === "IPv6" ? `[${at.address}]` : at.address}:${at.port}`);
  return { url, served: () => served, swap, close: () => closed(server, upgraded) };
}

/** A server, and the connections that are no longer its own. */
interface Listening {
  readonly server: Server;
  readonly upgraded: Set<Duplex>;
}

function listening(options: GateOptions, current: () => Instance, log: (line: Line) => void): Listening {
  const { before, beforeUpgrade, patience = PATIENCE } = options;
  const server = createServer({
    maxHeaderSize: MAX_HEAD,
    requireHostHeader: false,
    headersTimeout: patience.head,
    requestTimeout: patience.request,
    connectionsCheckingInterval: Math.min(patience.head, 5000),
  });
  server.maxHeadersCount = 0;
  const upgraded = new Set<Duplex>();
  const answering = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  const refused = (status: number, reason: string): void =>
    log({ level: "error", text: JSON.stringify({ event: "refused", status, reason }) });

  const arrived = (request: IncomingMessage, response: ServerResponse): Arrival | undefined => {
    const arrival = arrive(request, response);
    if (!("status" in arrival)) return arrival;
    refused(arrival.status, arrival.reason);
    refuse(arrival.status, request, response);
    return undefined;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (before?.(request, response)) return;
    const arrival = arrived(request, response);
    if (arrival) reply(await current().serve(arrival), request, response);
  };
  const guarded = (request: IncomingMessage, response: ServerResponse): void => {
    answering.set(request.socket, { request, response });
    serve(request, response).catch(() => {
      refused(502, "answer_not_sent");
      refuse(502, request, response);
    });
  };
  for (const event of ["request", "checkContinue", "checkExpectation"]) server.on(event, guarded);

  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    refused(405, "method_not_allowed");
    refuseSocket(405, socket);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET") return void socket.destroy();
    const { request, response } = answering.get(socket) ?? {};
    if (response && !response.writableFinished) {
      // What came behind a whole request must not be answered in its place.
      if (request?.complete) return void response.once("finish", () => socket.destroy());
      if (response.headersSent) return void socket.destroy();
    }
    const status = STATUS_OF[error.code ?? ""] ?? 400;
    refused(status, "not_http");
    refuseSocket(status, socket);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    socket.on("error", () => socket.destroy());
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    if (beforeUpgrade?.(request, socket, head)) return;
    // What stands behind the head would be a body, or another request: neither is read.
    if (head.byteLength > 0 || request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined) {
      refused(400, "upgrade_with_body");
      return refuseSocket(400, socket);
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on("finish", () => socket.end());
    const arrival = arrived(request, response);
    if (!arrival) return;
    const answered = current().serve(arrival).then((answer) => {
      if (answer.upgraded === undefined || answer.status !== 101) return reply(answer, request, response);
      response.detachSocket(socket as Socket);
      splice(answer, answer.upgraded, socket);
    });
    answered.catch(() => socket.destroy());
  });
  return { server, upgraded };
}

/** What of Node's parser is not simply a bad request. */
const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_INVALID_METHOD: 405,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The model that an instance serves, if it can: what its health page says. */
async function servedBy(instance: Instance): Promise<Served | undefined> {
  const answer = await instance.serve(ownRequest("/.well-known/ownguard"));
  if (answer.status !== 200) return undefined;
  const { model, revision, level } = JSON.parse(Buffer.from(await answer.arrayBuffer()).toString("utf8")) as Served;
  return { model, revision, level };
}

/** Why an instance serves nothing, as it said itself. */
function mendOf(said: readonly Line[]): string {
  for (const { text } of said) {
    const { mend } = JSON.parse(text) as { mend?: string };
    if (mend !== undefined) return mend;
  }
  return "the gate could not be made";
}

function closed(server: Server, upgraded: Set<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  });
}
