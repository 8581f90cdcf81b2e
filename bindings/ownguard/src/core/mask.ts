// Masks, equal to the core's: ASCII here, since a crossing costs more than the mask; what holds any
// other character is masked by the core, whose tables of letters and digits hold. Pure.

import type { MaskKind } from "./types.js";

const HIDDEN = "***";
const BEYOND_ASCII = /[^\0-\x7f]/;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const ALPHANUMERIC = /[A-Za-z0-9]/;
const NOT_ALPHANUMERIC = /[^A-Za-z0-9]+/g;
const FOUR_SHOWN = /^\*\*\*[A-Za-z0-9]{4}$/;
const DATE = /^[0-9]{4}(?:$|-[0-9]{2}-[0-9]{2}(?:$|[Tt ]))/;

/** Shows of a text what the mask leaves. `core` masks what is not ASCII. */
export function masked(kind: MaskKind, text: string, core: (kind: MaskKind, text: string) => string): string {
  if (kind === "hidden") return HIDDEN;
  if (kind === "email") return email(text) ?? core(kind, text);
  if (BEYOND_ASCII.test(text)) return core(kind, text);
  if (kind === "last4") return last4(text);
  if (kind === "initial") return initial(text);
  if (kind === "year") return DATE.test(text) ? text.slice(0, 4) : HIDDEN;
  return core(kind, text);
}

function email(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  if (at < 1) return HIDDEN;
  const first = text.charCodeAt(0);
  if (first > 0x7f) return undefined;
  let within = at + 1 < text.length;
  for (let place = at + 1; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code > 0x7f) return undefined;
    within &&= alphanumeric(code) || code === HYPHEN || code === DOT;
  }
  return within ? (alphanumeric(first) ? text.charAt(0) : "") + HIDDEN + text.slice(at) : HIDDEN;
}

function alphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

function last4(text: string): string {
  if (FOUR_SHOWN.test(text)) return text;
  const legible = text.replace(NOT_ALPHANUMERIC, "");
  return legible.length < 8 ? HIDDEN : HIDDEN + legible.slice(-4);
}

function initial(text: string): string {
  const first = text.trimStart().charAt(0);
  return ALPHANUMERIC.test(first) ? first + HIDDEN : HIDDEN;
}
