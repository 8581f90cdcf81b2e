// Building the model again with every change of what it is built from: for `build --watch`, and for
// `withOwnguard` in `next dev`. Watches the files that the last build asked for, whatever they were.

import { type FSWatcher, watch as watchFolder } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Disk, writeAll } from "./disk.js";
import { told } from "./once.js";
import { terminal } from "./terminal.js";
import { command } from "./wasm.js";

/** Milliseconds of quiet before a change is built: editors write in several steps. */
const QUIET = 60;
/** Milliseconds between looks, where the system tells of no changes. */
const LOOK = 1000;

/** What came of one build. */
export interface Built {
  /** 0: it is written and current. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files and folders that it was built from, as absolute paths. */
  readonly asked: ReadonlySet<string>;
}

/** Builds once, as the command `build` with these arguments in that folder, and prints nothing. */
export async function build(args: readonly string[], root: string, color: boolean): Promise<Built> {
  const run = await command();
  const disk = new Disk(root);
  const answer = run(["build", ...args], disk, color, undefined, Math.floor(Date.now() / 1000));
  const failed = answer.code === 0 ? writeAll(root, answer.writes) : undefined;
  if (failed !== undefined) return { code: 2, stdout: "", stderr: `${failed}\n`, asked: disk.asked };
  const { code, stdout, stderr } = answer;
  return { code, stdout, stderr, asked: disk.asked };
}

/** `ownguard build --watch`, without these two words: goes on until the process is ended. */
export async function watch(args: readonly string[]): Promise<number> {
  const { color } = terminal();
  const first = await build(args, ".", color);
  told(first.stdout, first.stderr, first.code);
  // A command line that is wrong asked for no file, and does not get better by waiting.
  if (first.asked.size === 0) return first.code;
  await new Promise<void>((end) => {
    let wrong = first.stderr;
    const watched: Watched = new Watched(true, async () => {
      const { code, stdout, stderr, asked } = await build(args, ".", color);
      // What is current needs no word, and what is wrong needs it once.
      told(stdout.startsWith("wrote") ? stdout : "", stderr === wrong ? "" : stderr, code);
      wrong = stderr;
      watched.follow(asked);
    });
    watched.follow(first.asked);
    process.stderr.write("watching; end with Ctrl-C\n");
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        watched.close();
        end();
      });
    }
  });
  return 0;
}

/** Files and folders that are watched, and what is done when one changes. */
export class Watched {
  private watchers = new Map<string, FSWatcher>();
  private names = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;
  private building = false;
  private again = false;
  private readonly hold: boolean;
  private readonly changed: () => Promise<void>;

  /** `hold`: the process does not end as long as this watches. */
  constructor(hold: boolean, changed: () => Promise<void>) {
    this.hold = hold;
    this.changed = changed;
  }

  /** Watches these from now on, and nothing else. Files that are not there yet are watched for. */
  follow(paths: ReadonlySet<string>): void {
    this.names = new Set(paths);
    // A folder tells of the files in it, also of those that an editor moves into place.
    const folders = new Set([...paths].flatMap((path) => [dirname(path), path]));
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    const opened = [...folders].filter((folder) => !this.watchers.has(folder) && this.open(folder));
    // What changed before it was watched is seen by building once more.
    if (opened.length > 0) this.soon();
    if (this.watchers.size === 0) this.look();
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
    clearTimeout(this.timer);
    clearInterval(this.looking);
  }

  /** Whether it is watched now. */
  private open(folder: string): boolean {
    const shut = () => {
      this.watchers.get(folder)?.close();
      this.watchers.delete(folder);
    };
    try {
      const watcher = watchFolder(folder, { persistent: this.hold }, (event, name) => {
        // Itself moved or removed: what is there next is opened after the next build.
        if (event === "rename" && name === basename(folder)) shut();
        if (name === null || this.concerns(folder, name)) this.soon();
      });
      watcher.on("error", () => {
        shut();
        this.look();
      });
      this.watchers.set(folder, watcher);
      return true;
    } catch (error) {
      // What is no folder, or not there, is told of by the one above it; else there is only looking.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") this.look();
      return false;
    }
  }

  private concerns(folder: string, name: string): boolean {
    const here = this.names.has(folder) && (basename(folder) === name || isSource(name));
    return here || this.names.has(join(folder, name));
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.build(), QUIET);
    if (!this.hold) this.timer.unref();
  }

  /** One build at a time; a change while it runs asks for one more. */
  private async build(): Promise<void> {
    if (this.building) {
      this.again = true;
      return;
    }
    this.building = true;
    try {
      do {
        this.again = false;
        await this.changed();
      } while (this.again);
    } finally {
      this.building = false;
    }
  }

  /** Builds now and then, where the system has no more watchers to give. */
  private look(): void {
    if (this.looking !== undefined) return;
    this.looking = setInterval(() => void this.build(), LOOK);
    if (!this.hold) this.looking.unref();
  }
}

/** Whether a file of a watched folder belongs to a schema. */
function isSource(name: string): boolean {
  return name.endsWith(".sql") || name.endsWith(".prisma");
}
