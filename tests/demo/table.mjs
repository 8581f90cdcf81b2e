// The matrix in a terminal: origin on the left, gate on the right; below each other where there is no room.
import { rows } from "./matrix.mjs";
import { people } from "./people.mjs";

const cellWidth = 8;
const opWidth = 8;
const labelWidth = opWidth + 16;
const sideWidth = people.length * cellWidth;
export const sideBySide = labelWidth + 2 * sideWidth + 3;

/** One verdict in a cell: a symbol and a word, so that it reads without colours. */
export function word({ kind, status }) {
  switch (kind) {
    case "leak":
      return "✗ LEAK";
    case "ok":
      return "✓ ok";
    case "denied":
      return `○ ${status}`;
    case "withheld":
      return `! ${status}`;
    case "broken":
      return `? ${status}`;
    default:
      throw new Error(`no word for \`${kind}\``);
  }
}

const colour = { leak: "1;31", ok: "32", denied: "2", withheld: "1;33", broken: "1;33" };

export const legend = [
  "✗ LEAK  shows or changes what this person may not",
  "✓ ok    rightful, and served whole",
  "○ 404   not rightful: denied with this status, and nothing came",
  "! 403   rightful, but refused           ? 502   not rightful, and nothing came but a fault",
  "–       nothing to ask: this person has none",
];

/** The table as text; `width` is the terminal's, `colours` whether escapes may be used. */
export function table(cells, { width = Infinity, colours = false } = {}) {
  const paint = (code, text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  const drawn = (verdict) => (verdict ? paint(colour[verdict.kind], word(verdict).padEnd(cellWidth)) : paint("2", "–".padEnd(cellWidth)));
  const of = (row, side) => cells.filter((cell) => cell.row === row).map((cell) => drawn(cell[side]?.verdict)).join("");
  const heads = people.map(({ name }) => name.padEnd(cellWidth)).join("");
  const block = (sides, titles) => [
    " ".repeat(labelWidth) + titles.map((title) => paint("1", title.padEnd(sideWidth))).join("   "),
    " ".repeat(labelWidth) + sides.map(() => heads).join("   "),
    ...rows.map((row, i) => {
      const op = rows[i - 1]?.op === row.op ? "" : row.op;
      const label = paint("1", op.padEnd(opWidth)) + row.whose.padEnd(labelWidth - opWidth);
      return label + sides.map((side) => of(row, side)).join("   ");
    }),
  ];
  const titles = { origin: "THE APP ALONE", gate: "THROUGH THE GATE" };
  const blocks = width >= sideBySide ? [["origin", "gate"]] : [["origin"], ["gate"]];
  const lines = blocks.flatMap((sides) => [...block(sides, sides.map((side) => titles[side])), ""]);
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** Who is who, and what the signs mean. */
export function key() {
  const who = people.map(({ name, about }) => `${name.padEnd(cellWidth)}${about}`);
  return [...who, "", ...legend, ""].join("\n");
}
