// The audit event as `ownguard dev` reads it back from its line. Pure.
import type { Line } from "./instance.js";

/** One decision; see the event of `ownguard-wire`. */
export interface Decision {
  readonly at: number;
  readonly outcome: "permit" | "deny" | "leak" | "pass" | "error";
  /** Why it was denied; or, below the level that enforces it, why it would be. */
  readonly reason: string | undefined;
  /** Whether the level let it pass nevertheless. */
  readonly isReported: boolean;
  readonly detail: string | undefined;
  readonly method: string;
  /** The route's pattern; where no route names it, the path, with what looks like an id left out. */
  readonly route: string;
  readonly isListed: boolean;
  readonly status: number;
  readonly principal: string;
  readonly tenant: string | undefined;
  readonly action: string | undefined;
  readonly relation: string | undefined;
  readonly rows: number;
  readonly hidden: number;
  readonly leaked: readonly string[];
}

/** Any line of the gate's log, as JSON. */
export type Told = Readonly<Record<string, unknown>>;

/** A line as JSON; lines that are none come back as nothing. */
export function told({ text }: Line): Told | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? (value as Told) : undefined;
  } catch {
    return undefined;
  }
}

/** The decision that a line tells, if it tells one. */
export function decisionOf(line: Line): Decision | undefined {
  const event = told(line);
  if (event?.["event"] !== "decision") return undefined;
  const text = (name: string): string | undefined => {
    const value = event[name];
    return typeof value === "string" ? value : undefined;
  };
  const texts = (name: string): string[] => {
    const value = event[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const number = (name: string): number => Number(event[name] ?? 0);
  const [would, pattern] = [text("would"), text("route")];
  const leaked = texts("leaked");
  return {
    at: number("at"),
    outcome: (text("outcome") ?? "error") as Decision["outcome"],
    reason: text("reason") ?? would ?? (leaked.length > 0 ? "foreign_row" : undefined),
    isReported: text("reason") === undefined && (would !== undefined || leaked.length > 0),
    detail: text("detail"),
    method: text("method") ?? "",
    route: pattern === undefined ? shapeOf(line.target ?? "") : withoutMethod(pattern),
    isListed: pattern !== undefined,
    status: number("status"),
    principal: text("principal") ?? "",
    tenant: text("tenant"),
    action: text("action"),
    relation: text("relation"),
    rows: texts("rows").length + number("rows_more"),
    hidden: number("hidden"),
    leaked,
  };
}

function withoutMethod(pattern: string): string {
  return pattern.replace(/^\S+ (?=\/)/, "");
}

/** A path with `…` for each part that may name somebody or something. */
function shapeOf(target: string): string {
  const path = /^[^?#]*/.exec(target)?.[0] ?? "";
  const parts = path.split("/").map((part) => (/^[a-z_.-]{0,40}$/i.test(part) ? part : "…"));
  return parts.join("/").slice(0, 200);
}
