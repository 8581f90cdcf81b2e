// Follows the file of a model while a gate serves it: each whole new text is offered to the gate, and the log says what
// came of it. Reads the file, starts `ownguard diff` beside.
import { readFile, stat } from "node:fs/promises";
import { type Difference, differs } from "./differs.js";
import type { Line } from "./instance.js";
import type { RunningGate } from "./server.js";

/** How a model is followed. */
export interface WatchOptions {
  readonly gate: RunningGate;
  readonly path: string;
  /** The text that the gate serves, or was started with. */
  readonly model: string;
  /** Makes the text that the gate is to serve out of the file's. */
  readonly prepare?: (text: string) => string;
  readonly log: (line: Line) => void;
  /** How often the file is looked at, in milliseconds. */
  readonly every?: number;
  /** What of two models differs; `ownguard diff` unless another is given. */
  readonly diff?: (before: string, after: string) => Promise<Difference>;
}

/** A file that is followed. */
export interface Watch {
  close(): Promise<void>;
}

/** A file may be written again within one tick of its clock: as long as it is this young, in milliseconds, it is read. */
const YOUNG = 2000;

/**
 * Follows a model's file. What is half-written, not valid or older changes nothing: the log says so, and the model before
 * stays.
 *
 * ```js
 * const watch = watchModel({ gate, path: "ownguard.toml", model, log: ({ text }) => console.log(text) });
 * ```
 */
export function watchModel(options: WatchOptions): Watch {
  const { path, every = 150 } = options;
  let offered = options.model;
  let served = options.model;
  let seen = "";
  let waiting: string | undefined;
  let isClosed = false;

  const look = async (): Promise<void> => {
    const mark = await markOf(path);
    const isSame = mark.name === seen;
    if (isSame && waiting === undefined && mark.age > YOUNG) return;
    seen = mark.name;
    const text = await read(path);
    if (text === offered) return void (waiting = undefined);
    // Whoever saves may be in the midst of it: what is read twice alike, and was not touched between, is whole.
    if (!isSame || text !== waiting) return void (waiting = text);
    waiting = undefined;
    offered = text;
    if (await offer(options, served, text)) served = text;
  };

  // One look after the other, never two at once: between two there is time for whoever saves.
  let looking = Promise.resolve();
  const again = (): NodeJS.Timeout =>
    setTimeout(() => {
      looking = look()
        .catch((error: unknown) => options.log(line("error", "model_not_read", { mend: String(error) })))
        .then(() => void (isClosed || (timer = again())));
    }, every);
  let timer = again();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Whether it is served now. */
async function offer({ gate, log, prepare = same, diff = differs }: WatchOptions, before: string, text: string): Promise<boolean> {
  const swap = await gate.swap(prepare(text));
  if (!swap.swapped) {
    log(line("error", "model_kept", { reason: swap.reason, serves: gate.served()?.revision ?? null, mend: swap.mend }));
    return false;
  }
  const { served } = swap;
  log(line("log", "model_swapped", { revision: served.revision, model: served.model, level: served.level }));
  if (swap.before) {
    const { wider, fault } = await diff(before, text);
    if (fault !== undefined) log(line("error", "model_not_compared", { revision: served.revision, mend: fault }));
    else if (wider.length > 0) log(line("error", "model_wider", { revision: served.revision, wider }));
  }
  return true;
}

/** A text that changes when the file does, and how long ago that was. A file that is not there has one too. */
async function markOf(path: string): Promise<{ name: string; age: number }> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return { name: `${mtimeMs} ${size} ${ino}`, age: Date.now() - mtimeMs };
  } catch {
    return { name: "absent", age: Number.POSITIVE_INFINITY };
  }
}

/** A file that is not there, or not text, is like one without a model: not valid. */
async function read(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch {
    return "";
  }
}

function line(level: Line["level"], event: string, about: Record<string, unknown>): Line {
  return { level, text: JSON.stringify({ event, ...about }) };
}

function same(text: string): string {
  return text;
}
