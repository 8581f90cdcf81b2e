// What stands at the other end of the streams: colours only where both are terminals that know them.

import { openSync } from "node:fs";
import { WriteStream, isatty } from "node:tty";

/** Whether colours are understood and wanted, and how many columns there are, where that is known. */
export function terminal(env = process.env): { color: boolean; width: number | undefined } {
  const plain = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return { color: !plain && isatty(1) && isatty(2), width: width() };
}

function width(): number | undefined {
  if (isatty(1)) return columns(process.stdout);
  if (isatty(2)) return columns(process.stderr);
  if (!isatty(0)) return undefined;
  try {
    // Standard input is not for writing, but its terminal knows its width.
    const stream = new WriteStream(openSync("/dev/tty", "r+"));
    const known = columns(stream);
    stream.destroy();
    return known;
  } catch {
    // Without a terminal of the process's own, the width is not known.
    return undefined;
  }
}

/** A terminal without a size says 0. */
function columns({ columns, rows }: { columns: number; rows: number }): number | undefined {
  return columns > 0 && rows > 0 ? columns : undefined;
}
