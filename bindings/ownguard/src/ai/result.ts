// What of a tool's result the caller may see: each row judged and redacted by the access, nothing else
// passes. Touches the access alone.

import { Denied, OwnguardError } from "../core/errors.js";
import type { ActionOf, Key, Shape } from "../core/types.js";
import type { Access } from "../guard/types.js";
import { at, isObject, put, type Json } from "./schema.js";
import type { ToolRule } from "./types.js";

/** What judges a result. */
export interface Judging<T extends Shape> {
  readonly access: Access<T>;
  readonly action: ActionOf<T>;
  readonly rule: Pick<ToolRule<T, never>, "rows" | "pass" | "parent" | "share">;
  readonly tenant: Key | undefined;
  readonly key: Key | undefined;
  /** Whether results come one after another, so that one may be without its rows yet. */
  readonly partial: boolean;
  /** Told how many rows of a list were left out. */
  readonly dropped: (action: string, count: number) => void;
}

/** The caller's part of a result that was read. Throws `Denied`, alike for a foreign row and for none. */
export function shown<T extends Shape>(judging: Judging<T>, output: unknown): unknown {
  const { action, rule } = judging;
  if (rule.rows === undefined) return judged(judging, action, output, "the result");
  const sites = typeof rule.rows === "string" ? { [rule.rows]: action } : rule.rows;
  if (!isObject(output)) {
    if (output === null || output === undefined) return judged(judging, action, output, "the result");
    throw unfit(action, "the result", "is no object", "return an object, or leave `rows` out");
  }
  let out: Json = {};
  for (const pointer of rule.pass ?? []) {
    const value = at(output, pointer);
    if (value !== undefined) out = put(out, pointer, value);
  }
  for (const [pointer, judgedBy] of Object.entries(sites)) {
    const value = at(output, pointer);
    if (value === undefined && judging.partial) continue;
    out = put(out, pointer, judged(judging, judgedBy, value, `\`${pointer}\``));
  }
  return out;
}

function judged<T extends Shape>(judging: Judging<T>, action: ActionOf<T>, value: unknown, where: string): unknown {
  if (Array.isArray(value)) return list(judging, action, value, where);
  const many = /\.(list|export)$/.test(action);
  if (value === null || value === undefined) {
    if (many) return [];
    throw new Denied({ reason: "not_found", status: 404, missing: [] });
  }
  if (many) throw unfit(action, where, "is no list", "say with `rows` where rows stand");
  if (!isObject(value)) throw unfit(action, where, "is no row", "return the row itself, with its tenant and owner");
  return judging.access.own(action, value, around(judging, value));
}

function list<T extends Shape>(judging: Judging<T>, action: ActionOf<T>, values: readonly unknown[], where: string): unknown {
  const rows = values.filter(isObject);
  if (rows.length !== values.length) throw unfit(action, where, "holds something that is no row", "return the rows themselves");
  const { rule, tenant } = judging;
  const kept = judging.access.filter(action, rows, {
    ...(rule.parent && { parent: rule.parent }),
    ...(rule.share && { share: rule.share }),
    ...(tenant !== undefined && { tenant }),
  });
  if (kept.length < rows.length) judging.dropped(action, rows.length - kept.length);
  return kept;
}

/** What is known besides a row. */
export function around<T extends Shape>(judging: Pick<Judging<T>, "rule" | "tenant" | "key">, row: object) {
  const { rule, tenant, key } = judging;
  const parent = rule.parent?.(row);
  const share = rule.share?.(row);
  return {
    ...(parent !== undefined && { parent }),
    ...(share !== undefined && { share }),
    ...(tenant !== undefined && { tenant }),
    ...(key !== undefined && { key }),
  };
}

function unfit(action: string, where: string, what: string, mend: string): OwnguardError {
  return new OwnguardError("tool_result_unfit", `${where} of the tool for \`${action}\` ${what}, so that nobody can say whose it is`, mend);
}
