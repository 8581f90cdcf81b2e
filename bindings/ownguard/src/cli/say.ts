// Text to a stream of the process, all of it before the call returns, so that an exit cuts nothing off.

import { writeSync } from "node:fs";
import { pause } from "./disk.js";

/** `closed`: whoever read is gone. */
export type Said = "said" | "closed" | "failed";

/** Writes all of a text to standard output (1) or standard error (2). */
export function say(stream: 1 | 2, text: string): Said {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(stream, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") pause();
      else return code === "EPIPE" ? "closed" : "failed";
    }
  }
  return "said";
}
