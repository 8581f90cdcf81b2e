// The log of `ownguard dev`: decisions in columns, and what became of the model. Pure; whoever has a terminal writes it.
import { type Decision, decisionOf, type Told, told } from "./decision.js";
import type { Line } from "./instance.js";
import { mendOf } from "./mends.js";
import type { Paint } from "./paint.js";

/** How a line is shown. */
export interface Look {
  readonly paint: Paint;
  /** Columns of the terminal; nothing where lines may be of any length. */
  readonly width: number | undefined;
  readonly now: () => Date;
}

/** How wide routes are, so that what follows stays in its column; narrower where the terminal is. */
const ROUTE = { least: 24, most: 46 };
const ACTION = 20;
/** What the other columns and a short reason take. */
const REST = 80;

/** How many mends are remembered as said. */
const MOST_SAID = 1000;

/** Makes lines of the gate readable. A mend stands below the first line that it is for, and is not said again. */
export function readable(look: Look): (line: Line) => string {
  const said = new Set<string>();
  return (line) => {
    const decision = decisionOf(line);
    if (decision) {
      const { method, route, reason } = decision;
      const name = `${method} ${route} ${reason}`;
      const isNew = !said.has(name) && said.size < MOST_SAID;
      said.add(name);
      return [ofDecision(decision, look), ...(isNew ? mended(decision, look) : [])].join("\n");
    }
    const event = told(line);
    return event ? ofHost(event, look) : line.text;
  };
}

function ofDecision(decision: Decision, look: Look): string {
  const { paint } = look;
  const { word, color } = kindOf(decision);
  const columns = [
    paint.dim(clock(look.now())),
    paint[color](word.padEnd(6)),
    String(decision.status).padEnd(3),
    decision.method.padEnd(7),
    padded(decision.route, Math.max(ROUTE.least, Math.min(ROUTE.most, (look.width ?? Number.POSITIVE_INFINITY) - REST))),
    padded(decision.action ?? "", ACTION),
  ];
  const about = [
    decision.reason === undefined ? (decision.relation ?? "") : paint[color](decision.reason),
    who(decision),
    decision.rows > 0 ? counted(decision.rows, "row") : "",
    decision.hidden > 0 ? `${decision.hidden} left out` : "",
    decision.leaked.length > 0 ? paint.red(`${decision.leaked.length} foreign`) : "",
  ];
  return `${columns.join(" ")} ${about.filter((part) => part !== "").join(paint.dim(" · "))}`.trimEnd();
}

function mended({ reason, detail }: Decision, { paint, width }: Look): string[] {
  if (reason === undefined) return [];
  const { means, mend } = mendOf(reason);
  const looked = detail === undefined ? "" : ` (${detail})`;
  return wrapped(`${means}${looked}: ${mend}`, " ".repeat(16), width).map(paint.dim);
}

function kindOf({ outcome, isReported }: Decision): { word: string; color: "red" | "green" | "yellow" } {
  switch (outcome) {
    case "permit":
      return isReported ? { word: "would", color: "yellow" } : { word: "permit", color: "green" };
    case "pass":
      return { word: "would", color: "yellow" };
    case "leak":
      return { word: "leak", color: "red" };
    case "deny":
      return { word: "deny", color: "red" };
    case "error":
      return { word: "error", color: "red" };
  }
}

function who({ principal, tenant }: Decision): string {
  // Nobody's identity mattered.
  if (principal === "unasked") return "";
  const short = principal.length > 24 ? `${principal.slice(0, 23)}…` : principal;
  return tenant === undefined ? short : `${short} in ${tenant.length > 12 ? `${tenant.slice(0, 8)}…` : tenant}`;
}

/** What the host says of the model, of itself and of what is no request. */
function ofHost(event: Told, look: Look): string {
  const { paint } = look;
  const text = (name: string): string => String(event[name] ?? "");
  const time = paint.dim(clock(look.now()));
  const more = (lines: string): string => lines.split("\n").map((line) => `\n${" ".repeat(16)}${line}`).join("");
  switch (event["event"]) {
    case "not_ready":
      return `${time} ${paint.red("closed")} nothing passes: ${text("reason").replaceAll("_", " ")}${more(text("mend"))}`;
    case "model_kept": {
      const stays = event["serves"] === null ? "nothing passes" : `revision ${text("serves")} stays`;
      const why = event["reason"] === "older" ? "the model is older" : "the model is not valid";
      return `${time} ${paint.red("model ")} ${why}, ${stays}${more(text("mend"))}`;
    }
    case "model_swapped":
      return `${time} ${paint.green("model ")} revision ${text("revision")} is served now, at level ${text("level")}`;
    case "model_wider": {
      const wider = Array.isArray(event["wider"]) ? event["wider"].map(String) : [];
      return `${time} ${paint.yellow("wider ")} revision ${text("revision")} lets pass what the one before did not${wider.map((one) => more(`+ ${one}`)).join("")}`;
    }
    case "refused":
      return `${time} ${paint.red("refuse")} ${text("status")} ${paint.red(text("reason"))}`;
    default:
      return `${time} ${paint.red("note  ")} ${text("event").replaceAll("_", " ")}${"mend" in event ? more(text("mend")) : ""}`;
  }
}

function clock(now: Date): string {
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Cut in the middle: both ends of a path tell it from others. */
function padded(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const left = Math.floor((width - 1) / 3);
  return `${text.slice(0, left)}…${text.slice(text.length - (width - 1 - left))}`;
}

function wrapped(text: string, indent: string, width: number | undefined): string[] {
  const room = Math.max(40, (width ?? Number.POSITIVE_INFINITY) - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}
