// HTTP messages as the exchange (edge-worker/src/platform.js) reads and makes them, over Node's streams: it takes
// `Fields` for `Headers` and `Answer` for `Response`. Nothing is decoded, joined or left out. Touches only the streams
// it is given.
import type { Readable } from "node:stream";
import type { Duplex } from "node:stream";

/** Header fields in the order they came, repeated ones repeated; names in lower case. */
export class Fields implements Iterable<[string, string]> {
  #pairs: [string, string][] = [];

  constructor(from?: Iterable<readonly [string, string]> | null) {
    for (const [name, value] of from ?? []) this.append(name, value);
  }

  /** Fields as Node tells them: names and values in turn. */
  static ofRaw(raw: readonly string[]): Fields {
    const fields = new Fields();
    for (let at = 0; at + 1 < raw.length; at += 2) fields.append(raw[at] ?? "", raw[at + 1] ?? "");
    return fields;
  }

  append(name: string, value: string): void {
    this.#pairs.push([name.toLowerCase(), value]);
  }

  set(name: string, value: string): void {
    this.delete(name);
    this.append(name, value);
  }

  delete(name: string): void {
    const gone = name.toLowerCase();
    this.#pairs = this.#pairs.filter(([given]) => given !== gone);
  }

  get(name: string): string | null {
    const values = this.all(name);
    return values.length === 0 ? null : values.join(", ");
  }

  has(name: string): boolean {
    return this.all(name).length > 0;
  }

  all(name: string): string[] {
    const asked = name.toLowerCase();
    return this.#pairs.filter(([given]) => given === asked).map(([, value]) => value);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#pairs[Symbol.iterator]();
  }
}

/** A body that is read at most once, piece by piece. */
export class Body {
  readonly stream: Readable;
  readonly #begin: () => void;
  readonly #end: () => void;

  /** `begin` runs before the first read, `end` where the rest is of no use. */
  constructor(stream: Readable, { begin = () => {}, end = () => void stream.destroy() } = {}) {
    // Whoever reads learns of an error; where nobody does, it must not end the process.
    this.stream = stream.on("error", () => {});
    this.#begin = begin;
    this.#end = end;
  }

  getReader(): { read(): Promise<IteratorResult<Uint8Array, undefined>>; cancel(): Promise<void> } {
    this.#begin();
    const chunks = this.stream.iterator({ destroyOnReturn: false });
    return { read: () => chunks.next(), cancel: () => this.cancel() };
  }

  async cancel(): Promise<void> {
    this.#end();
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    this.#begin();
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stream) chunks.push(chunk);
    const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole.buffer;
  }

  /** Into another stream, as fast as that takes it. */
  pipe(into: NodeJS.WritableStream): void {
    this.#begin();
    this.stream.pipe(into);
  }
}

/** A connection that the origin has upgraded, and what it said right behind its head. */
export interface Upgraded {
  readonly socket: Duplex;
  readonly head: Uint8Array;
}

/** An answer: of the origin, or the one that the client gets. */
export class Answer {
  readonly status: number;
  readonly headers: Fields;
  readonly body: Body | Uint8Array | null;
  readonly upgraded: Upgraded | undefined;

  constructor(
    body: Body | Uint8Array | null,
    { status, headers, upgraded }: { status: number; headers: Fields; upgraded?: Upgraded },
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.upgraded = upgraded;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.body instanceof Body) return this.body.arrayBuffer();
    return new Uint8Array(this.body ?? []).buffer;
  }
}
