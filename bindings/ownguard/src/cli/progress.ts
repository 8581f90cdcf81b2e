// One line on a terminal while a command takes long, and nothing of it left behind.

import { isatty } from "node:tty";
import { say } from "./say.js";

/** What takes long, by command. */
const SLOW: Readonly<Record<string, string>> = {
  scan: "looking through the code",
  matrix: "deciding every combination",
  diff: "deciding every combination of both models",
};

/** Milliseconds before a line is shown, and between two of them. */
const PATIENCE = 300;
const PACE = 100;

/** The line of one command. */
export class Progress {
  private files = 0;
  private shown = false;
  private next = performance.now() + PATIENCE;

  private readonly note: string | undefined;

  private constructor(note: string | undefined) {
    this.note = note;
  }

  /** The progress of a command line; silent where nobody looks. */
  static of(args: readonly string[]): Progress {
    const note = SLOW[args[0] ?? ""];
    return new Progress(isatty(2) && !args.some((word) => word === "--help" || word === "-h") ? note : undefined);
  }

  /** The work begins, and tells nothing until it is over or reads a file. */
  begin(): void {
    if (this.note !== undefined) this.show(`${this.note} …`);
  }

  /** One more file. */
  step(): void {
    this.files += 1;
    if (this.note === undefined || performance.now() < this.next) return;
    this.next = performance.now() + PACE;
    this.show(`${this.note}: ${this.files.toLocaleString("en")} files and folders …`);
  }

  /** Leaves the line as it was. */
  end(): void {
    if (this.shown) say(2, "\r\u{1b}[K");
    this.shown = false;
  }

  private show(line: string): void {
    this.shown = true;
    say(2, `\r\u{1b}[K${line}`);
  }
}
