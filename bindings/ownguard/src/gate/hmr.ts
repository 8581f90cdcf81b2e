// The one connection that `ownguard dev` lets past the gate: the socket over which `next dev` tells a page that its
// source changed. Only on loopback, only from a page of the gate itself, and without what says who is asking.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Fields } from "./message.js";
import { askOrigin } from "./origin.js";
import { refuseSocket, splice } from "./reply.js";

/** In Next.js 16 since 16.4, and before that. */
const PATHS: ReadonlySet<string> = new Set(["/_next/hmr", "/_next/webpack-hmr"]);

/** Fields of the handshake: cookies and tokens stay here. */
const HANDSHAKE = ["upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions"];

/** Takes the upgrade if it is that socket's. */
export function hotReload(origin: string): (request: IncomingMessage, socket: Duplex) => boolean {
  return (request, socket) => {
    const { url = "", headers } = request;
    if (!PATHS.has(url.replace(/\?.*$/s, "")) || !isLocal(request)) return false;
    if (headers.origin !== `http://${headers.host}` || headers.upgrade?.toLowerCase() !== "websocket") return false;
    const given = Fields.ofRaw(request.rawHeaders);
    const sent = new Fields(HANDSHAKE.flatMap((name) => given.all(name).map((value) => [name, value] as const)));
    // To the app the page is its own.
    sent.set("origin", origin);
    const { signal } = new AbortController();
    askOrigin(`${origin}${url}`, { method: "GET", headers: sent, signal })
      .then((answer) => (answer.upgraded ? splice(answer, answer.upgraded, socket) : refuseSocket(502, socket)))
      .catch(() => refuseSocket(502, socket));
    return true;
  };
}

/** Whether both ends are this machine, also by name: another name may have been pointed here. */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  const { remoteAddress = "" } = socket;
  const isLoopback = /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/.test(remoteAddress);
  return isLoopback && /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(headers.host ?? "");
}
