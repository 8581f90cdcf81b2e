// What came of a case, read from whatever the tested code returns: a decision, rows, a status. Pure,
// but for reading the body of a `Response`.

import { OwnguardError } from "../core/errors.js";
import type { ModelDescription, Outcome } from "../core/types.js";
import type { Given } from "./run.js";
import type { Expected } from "./types.js";

type Permitted = Extract<Expected, { readonly decision: "permit" }>;

/** An answer in one form. `wrong` says what of a permit is not as expected, where that can be told. */
export type Answer =
  | {
      readonly permitted: false;
      readonly status?: number | undefined;
      readonly reason?: string | undefined;
      /** Whether this is the decision itself, not what an app makes of it. */
      readonly exact?: boolean;
    }
  | {
      readonly permitted: true;
      readonly wrong?: (expected: Permitted, given: Given, model: ModelDescription) => string | undefined;
    };

type Json = Readonly<Record<string, unknown>>;

/** Reads an answer. Throws where there is nothing to read. */
export async function judged(value: unknown): Promise<Answer> {
  if (value === undefined) {
    throw new OwnguardError("case_untested", "the function returned nothing, so nothing was tested", "return what the guard or the app answered");
  }
  if (typeof value === "boolean") return { permitted: value };
  if (value === null) return { permitted: false };
  if (value instanceof Response) return ofStatus(value.status, await bodyOf(value));
  if (Array.isArray(value)) return ofRows(value);
  if (!isObject(value)) {
    throw new OwnguardError("case_untested", `nothing can be told from a ${typeof value}`, "return a row, rows, a decision, a Response or `{ status, body }`");
  }
  if (typeof value["permitted"] === "boolean") return ofOutcome(value as unknown as Outcome);
  if (value["ok"] === false) return { permitted: false, status: statusIn(value) ?? statusIn(value["error"]) };
  if (value["ok"] === true) return typeof value["data"] === "object" && value["data"] !== null ? judged(value["data"]) : { permitted: true };
  if (typeof value["status"] === "number" && "body" in value) return ofStatus(value["status"], value["body"]);
  return ofRows([value]);
}

function statusIn(value: unknown): number | undefined {
  return isObject(value) && typeof value["status"] === "number" ? value["status"] : undefined;
}

/** A status and a body: rows of a body in JSON are looked at, and so are those in a list of it. */
function ofStatus(status: number, body: unknown): Answer {
  if (status >= 400) return { permitted: false, status };
  if (status >= 300) {
    throw new OwnguardError("case_untested", `the answer is a redirect (${status})`, "ask without following redirects, and return the status that stands for it");
  }
  if (Array.isArray(body)) return ofRows(body);
  return isObject(body) ? ofRows([body]) : { permitted: true };
}

async function bodyOf(response: Response): Promise<unknown> {
  const json = response.headers.get("content-type")?.includes("json") === true;
  return json && response.status < 300 ? response.json() : undefined;
}

/** A list without the row is a denial; each row in it must show what the model shows. */
function ofRows(rows: readonly unknown[]): Answer {
  if (rows.length === 0) return { permitted: false };
  return {
    permitted: true,
    wrong: (expected, given, model) => {
      for (const row of rows) {
        const found = isObject(row) ? shownWrongly(row, expected, given, model) : "it answers something that is no row";
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function shownWrongly(got: Json, expected: Permitted, given: Given, model: ModelDescription): string | undefined {
  const resource = model.resources.find((one) => one.name === given.case.resource);
  if (!resource) return undefined;
  const allowed = new Set([...expected.shown, ...Object.keys(expected.masked)]);
  const known = resource.fields.filter(({ wire, column }) => Object.hasOwn(got, wire) || Object.hasOwn(got, column));
  const names = new Set(resource.fields.flatMap(({ wire, column }) => [wire, column]));
  const strange = Object.keys(got).find((name) => !names.has(name) && name !== "_can");
  if (strange !== undefined) return `it shows \`${strange}\`, which the model does not know`;
  for (const { column } of known) if (!allowed.has(column)) return `it shows \`${column}\`, which the caller may not see`;
  const original = given.row;
  const { key } = resource;
  // Values are compared with those of the case's own row alone; the app may have answered one of its own.
  const same = original !== null && valueOf(got, key) === original[key.wire];
  for (const field of resource.fields) {
    const { column, wire, kind } = field;
    const value = valueOf(got, field);
    const before = original?.[wire];
    const mask = expected.masked[column];
    if (mask === "null" && value !== null && value !== undefined) return `it shows \`${column}\`, which must be null`;
    if (kind === "embed" || original === null || before === undefined || !allowed.has(column)) continue;
    if (value === undefined) return `it hides \`${column}\`, which the caller may see`;
    if (!same || before === null) continue;
    if (mask === undefined && kind === "scalar" && value !== before) return `it changes \`${column}\``;
    if (mask?.startsWith("mask:") === true && value === before) return `it shows \`${column}\` whole, which must be masked`;
  }
  return undefined;
}

function valueOf(row: Json, { wire, column }: { readonly wire: string; readonly column: string }): unknown {
  return Object.hasOwn(row, wire) ? row[wire] : row[column];
}

/** A decision tells everything. */
function ofOutcome(outcome: Outcome): Answer {
  if (!outcome.permitted) return { permitted: false, status: outcome.status, reason: outcome.reason, exact: true };
  return {
    permitted: true,
    wrong: (expected) => {
      const masked = Object.entries(expected.masked).map(([column, mask]) => `${column}:${mask}`);
      const told = [...outcome.null.map((column) => `${column}:null`), ...Object.entries(outcome.mask).map(([column, mask]) => `${column}:mask:${mask}`)];
      return (
        unlike("relations", outcome.relations, expected.relations) ??
        unlike("shown columns", outcome.show, expected.shown) ??
        unlike("masked columns", told, masked) ??
        (outcome.audit === expected.audit ? undefined : `an audit record is ${expected.audit ? "" : "not "}wanted`)
      );
    },
  };
}

function unlike(what: string, got: readonly string[], wanted: readonly string[]): string | undefined {
  const [a, b] = [[...got].sort().join(", "), [...wanted].sort().join(", ")];
  return a === b ? undefined : `the ${what} are ${a || "none"}, and must be ${b || "none"}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
