// Colours of a terminal, or none. Pure.

/** Puts a text in a colour; leaves it alone where there are none. */
export type Paint = Readonly<Record<"red" | "green" | "yellow" | "blue" | "dim" | "bold", (text: string) => string>>;

/** `isColored` is for terminals alone: what is piped stays plain. */
export function paint(isColored: boolean): Paint {
  const of = (code: number, end: number) => (text: string) => isColored && text !== "" ? `\u001b[${code}m${text}\u001b[${end}m` : text;
  return { red: of(31, 39), green: of(32, 39), yellow: of(33, 39), blue: of(34, 39), dim: of(2, 22), bold: of(1, 22) };
}

/** Whether a stream takes colours: a terminal that is not told otherwise (no-color.org). */
export function isColored(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
