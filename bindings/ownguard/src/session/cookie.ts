// The session cookie of Auth.js as its packages write it: whole, or in parts `.0`, `.1`, …. Strict:
// what is neither is a bad credential, never nobody.

import { invalid } from "./claims.js";

/** The most parts and the longest session that are looked at. */
const MAX_PARTS = 16;
const MAX_LENGTH = 64 * 1024;

/** The session in the cookies of that name; nothing where there is none. */
export function sessionCookie(header: string, name: string): string | undefined {
  let whole: string | undefined;
  const parts: string[] = [];
  let found = 0;
  for (let start = 0; start < header.length; ) {
    const end = header.indexOf(";", start);
    const stop = end === -1 ? header.length : end;
    while (header[start] === " " || header[start] === "\t") start += 1;
    if (header.startsWith(name, start)) {
      const equals = header.indexOf("=", start);
      const value = equals === -1 || equals >= stop ? "" : header.slice(equals + 1, stop).trim();
      const rest = value === "" ? undefined : header.slice(start + name.length, equals);
      if (rest === "") {
        if (whole !== undefined && whole !== value) throw invalid();
        whole = value;
      } else if (rest !== undefined && /^\.\d+$/.test(rest)) {
        const at = Number(rest.slice(1));
        if (at >= MAX_PARTS || (parts[at] !== undefined && parts[at] !== value)) throw invalid();
        if (parts[at] === undefined) found += 1;
        parts[at] = value;
      }
    }
    start = stop + 1;
  }
  if (found === 0) return whole !== undefined && whole.length > MAX_LENGTH ? refuse() : whole;
  // Auth.js joins whatever there is; beside a whole cookie or with a gap that is no session.
  if (whole !== undefined || found !== parts.length) throw invalid();
  const session = parts.join("");
  return session.length > MAX_LENGTH ? refuse() : session;
}

function refuse(): never {
  throw invalid();
}
