// How amounts and days are written on the screen.

const amount = new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** Cents as euros. */
export const money = (cents: unknown): string => amount.format(Number(cents) / 100);

export const date = (text: unknown): string =>
  typeof text === "string" && text !== "" ? day.format(new Date(`${text}T00:00:00Z`)) : "–";
