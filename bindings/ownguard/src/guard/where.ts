// The condition that a query must ask, and the columns to select, in the words of each client. The
// core writes them; only PostgREST's are put together here.

import type { Asked } from "../core/policy.js";
import { OwnguardError } from "../core/errors.js";
import { spelling } from "../core/labels.js";
import type { Key } from "../core/types.js";
import type { Questions } from "./questions.js";
import { keyText } from "./questions.js";
import type { Tree } from "./postgrest.js";
import { postgrest } from "./postgrest.js";
import type { ColumnsToSelect, PrismaNames, SupabaseQuery, Where } from "./types.js";

interface Written {
  readonly denied: string | null;
  readonly text?: string;
  readonly params?: string[];
  readonly where?: Record<string, unknown>;
  readonly tree?: Tree;
}

/** The condition on rows that the caller may do this to. */
export function whereOf(of: Questions, asked: Asked, within: Key | undefined): Where {
  const tenant = within === undefined ? {} : { tenant: keyText(within) };
  const write = (options: Record<string, unknown>): Written => {
    const { policy } = of.host;
    const { session } = of.caller;
    const text = JSON.stringify({ ...tenant, ...options });
    return exact(policy.asking((raw) => raw.where(session, asked.resource.at, asked.at, text, of.seconds()))) as Written;
  };
  return {
    get none() {
      return write({ flavour: "tree" }).tree === false;
    },
    sql({ alias, first } = {}) {
      const { text = "false", params = [] } = write({ flavour: "sql", ...optional({ alias, first }) });
      return { text, params };
    },
    prisma(names?: PrismaNames) {
      return write({ flavour: "prisma", ...optional({ names }) }).where ?? { OR: [] };
    },
    supabase<Q extends SupabaseQuery>(query: Q): Q {
      const filters = postgrest(write({ flavour: "tree" }).tree ?? false, asked.resource.description);
      return filters.reduce<Q>((narrowed, filter) => narrowed.or(filter) as Q, query);
    },
  };
}

/** The columns to select. */
export function columnsOf(
  of: Questions,
  asked: Asked,
  screen: string | undefined,
): ColumnsToSelect {
  const { policy } = of.host;
  const { description } = asked.resource;
  if (screen !== undefined && !description.screens.some(({ name }) => name === screen)) {
    const known = description.screens.map(({ name }) => `\`${name}\``).join(", ") || "none";
    const what = `\`${description.name}\` has no screen \`${screen}\``;
    throw new OwnguardError("unknown_name", what, `the model has ${known} for it`);
  }
  const { session } = of.caller;
  const text = policy.asking((raw) => raw.columns(session, asked.resource.at, asked.at, screen, of.seconds()));
  const { shown, masked, judged } = JSON.parse(text) as Record<"shown" | "masked" | "judged", string[]>;
  const all = [...shown, ...masked, ...judged];
  return {
    all,
    shown,
    masked,
    judged,
    sql: all.map((column) => `"${column.replaceAll('"', '""')}"`).join(", "),
    prisma: Object.fromEntries(all.map((column) => [spelling(description, column).wire, true as const])),
    supabase: all.map((column) => (/^[a-z_][a-z0-9_]*$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`)).join(","),
  };
}

/** JSON whose integers beyond 2^53 are bigints: another number would be another row. */
function exact(json: string): unknown {
  if (!/[0-9]{16}/.test(json)) return JSON.parse(json);
  // No value of a condition begins so.
  const large = crypto.randomUUID();
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|-?[0-9]{16,}/g, (token) =>
    token.startsWith('"') ? token : `"${large}${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(large) ? BigInt(value.slice(large.length)) : value,
  );
}

function optional(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
