// The text of a model at another level of enforcement, for `ownguard dev --level`. Pure.

/** The levels, each with all that those before it do. */
export const LEVELS = ["report", "cache", "rows", "fields", "full"] as const;
export type Level = (typeof LEVELS)[number];

/** A level below full must end; here it ends with the process. */
const UNTIL = "9999-12-31";

/** The model with its `[enforce]` replaced. No line moves: what a message points at is where the user sees it. */
export function atLevel(model: string, level: Level): string {
  const enforce = level === "full" ? { level } : { level, until: UNTIL };
  if (model.trimStart().startsWith("{")) return asJson(model, enforce);
  const own = /^[ \t]*\[[ \t]*enforce[ \t]*\][^\n]*\n?(?:(?![ \t]*\[)[^\n]*(?:\n|$))*/m;
  const without = model.replace(own, (section) => section.replace(/[^\n]+/g, ""));
  const lines = Object.entries(enforce).map(([name, value]) => `${name} = "${value}"\n`);
  return `${without}\n[enforce]\n${lines.join("")}`;
}

function asJson(model: string, enforce: Record<string, string>): string {
  try {
    const document: unknown = JSON.parse(model);
    if (document === null || typeof document !== "object") return model;
    return JSON.stringify({ ...document, enforce });
  } catch {
    // The gate says what is wrong with it.
    return model;
  }
}
