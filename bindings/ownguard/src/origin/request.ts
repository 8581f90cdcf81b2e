// What a proof is bound to, read from a request of Node or of fetch, and its body, which stays
// readable for whoever comes after. Touches the request alone.

import { ProofError } from "./errors.js";

/** As much of `IncomingMessage` (and of Express's request) as is needed. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: the URL before a router took its part off. */
  readonly originalUrl?: string | undefined;
  /** Bytes that somebody kept while reading the body. */
  readonly rawBody?: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly httpVersionMajor: number;
  readonly complete: boolean;
  readonly readableEnded: boolean;
  readonly readableDidRead: boolean;
  readonly destroyed: boolean;
  read(): unknown;
  unshift(chunk: Uint8Array): void;
  on(event: "readable" | "end" | "close" | "error", listener: () => void): unknown;
  off(event: "readable" | "end" | "close" | "error", listener: () => void): unknown;
}

/** As much of `ServerResponse` as is needed. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(text?: string): unknown;
}

/** What a proof is bound to, as the origin sees it. */
export interface Seen {
  readonly method: string;
  readonly host: string;
  readonly pathAndQuery: string;
  readonly proof: string | null;
}

/** Reads the head of a request. */
export function seen(request: Request | NodeRequest): Seen {
  if (isFetch(request)) {
    const url = new URL(request.url);
    return {
      method: request.method,
      host: request.headers.get("host") ?? url.host,
      pathAndQuery: url.pathname + url.search,
      proof: request.headers.get("ownguard-proof"),
    };
  }
  const { headers } = request;
  return {
    method: request.method ?? "",
    host: single(headers[":authority"] ?? headers["host"]) ?? "",
    pathAndQuery: request.originalUrl ?? request.url ?? "",
    proof: single(headers["ownguard-proof"]) ?? null,
  };
}

/** The whole body, at most `limit` bytes; whoever comes after can read it again. */
export async function body(request: Request | NodeRequest, limit: number): Promise<Uint8Array> {
  return isFetch(request) ? fetchBody(request, limit) : nodeBody(request, limit);
}

export function isFetch(request: Request | NodeRequest): request is Request {
  return typeof request.headers.get === "function";
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}

async function fetchBody(request: Request, limit: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw new ProofError("proof_body_read");
  const reader = request.clone().body?.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      // Ends only when the request's own branch does, for which nobody waits.
      void reader.cancel().catch(() => undefined);
      throw new ProofError("proof_body_too_long");
    }
    chunks.push(value);
  }
  return joined(chunks);
}

/**
 * Reads a stream to its end and puts everything back before it says that it ended. The parser marks
 * the message complete before it ends the stream, and the stream ends a tick after its last byte was
 * read: in between it takes bytes back.
 */
async function nodeBody(request: NodeRequest, limit: number): Promise<Uint8Array> {
  if (request.rawBody instanceof Uint8Array) return request.rawBody;
  if (request.readableDidRead || request.readableEnded) {
    if (hasBody(request)) throw new ProofError("proof_body_read");
    return new Uint8Array();
  }
  if (!hasBody(request)) return new Uint8Array();
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      request.off("readable", onReadable);
      request.off("end", onEnd);
      request.off("close", onGone);
      request.off("error", onGone);
      act();
    };
    const onReadable = () => {
      for (let chunk = request.read(); chunk !== null; chunk = request.read()) {
        if (!(chunk instanceof Uint8Array)) return settle(() => reject(new ProofError("proof_body_read")));
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > limit) return settle(() => reject(new ProofError("proof_body_too_long")));
      }
      if (!request.complete) return;
      const whole = joined(chunks);
      if (size > 0) request.unshift(whole);
      settle(() => resolve(whole));
    };
    const onEnd = () => settle(() => (size > 0 ? reject(new ProofError("proof_body_read")) : resolve(joined(chunks))));
    const onGone = () => settle(() => reject(new ProofError("proof_body")));
    request.on("readable", onReadable);
    request.on("end", onEnd);
    request.on("close", onGone);
    request.on("error", onGone);
  });
}

/** RFC 9112, section 6.3: a request has a body where one of these says so. HTTP/2 need not say so. */
function hasBody({ headers, httpVersionMajor }: NodeRequest): boolean {
  const length = headers["content-length"];
  return httpVersionMajor !== 1 || headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
