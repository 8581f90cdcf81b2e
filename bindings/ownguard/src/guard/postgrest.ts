// A condition as filters of PostgREST, for supabase-js: each is one `or=(…)`, which a query joins with
// its others by "and". What PostgREST cannot say is an error, never a wider condition. Pure.
// Grammar: https://docs.postgrest.org/en/stable/references/api/tables_views.html (logical operators).

import { OwnguardError } from "../core/errors.js";
import type { ResourceDescription } from "../core/types.js";

/** A condition as the core writes it. */
export type Tree =
  | boolean
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }
  | { readonly present: Place }
  | { readonly live: Place }
  | { readonly in: Place; readonly values: readonly string[] }
  | { readonly notIn: Place; readonly values: readonly string[] }
  | { readonly same: readonly Place[] }
  | { readonly shared: Place; readonly user: string; readonly levels: readonly string[] };

interface Place {
  /** How many rows above the one that is asked for. */
  readonly level: number;
  readonly column: string;
}

/** The filters for `query.or(…)`, all of which must hold. */
export function postgrest(tree: Tree, resource: ResourceDescription): string[] {
  if (tree === true) return [];
  const parts = typeof tree === "object" && "all" in tree ? tree.all : [tree];
  return parts.map((part) =>
    typeof part === "object" && "any" in part
      ? part.any.map((one) => filter(one, resource)).join(",")
      : filter(part, resource),
  );
}

function filter(tree: Tree, resource: ResourceDescription): string {
  if (typeof tree === "boolean") {
    // The key is never null.
    return `${name(resource.key.column)}.${tree ? "not.is.null" : "is.null"}`;
  }
  if ("all" in tree) return `and(${tree.all.map((part) => filter(part, resource)).join(",")})`;
  if ("any" in tree) return `or(${tree.any.map((part) => filter(part, resource)).join(",")})`;
  if ("present" in tree) return `${here(tree.present, resource)}.not.is.null`;
  if ("live" in tree) return liveColumn(here(tree.live, resource));
  if ("in" in tree) return `${here(tree.in, resource)}.in.(${tree.values.map(quoted).join(",")})`;
  if ("notIn" in tree) {
    const column = here(tree.notIn, resource);
    return `and(${column}.not.is.null,${column}.not.in.(${tree.values.map(quoted).join(",")}))`;
  }
  const what = "same" in tree ? "that two columns hold the same" : "with whom a row is shared";
  throw unsupported(resource, what);
}

/**
 * Live is null or false. PostgREST compares no time with `false`, so that the name says which it is;
 * where it misleads, Postgres refuses the query.
 */
function liveColumn(column: string): string {
  return /(?:_at|_on|At|On|date|time)$/.test(column) ? `${column}.is.null` : `or(${column}.is.null,${column}.is.false)`;
}

function here({ level, column }: Place, resource: ResourceDescription): string {
  if (level > 0) throw unsupported(resource, `anything about the row above a \`${resource.name}\``);
  return name(column);
}

function name(column: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(column) ? column : quoted(column);
}

function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function unsupported(resource: ResourceDescription, what: string): OwnguardError {
  return new OwnguardError(
    "where_unsupported",
    `a condition on \`${resource.name}\` for supabase-js cannot say ${what}`,
    "let row-level security say it (`npx ownguard rls`), or load the rows and `filter` them",
  );
}
