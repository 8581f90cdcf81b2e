// What this entry refuses by itself, beside what the decision denies: a request that another site made, a body that
// does not parse, input that a schema refuses. Touches nothing.

import { Denied } from "../core/errors.js";
import type { Reason } from "../core/types.js";

/** Why; with what the decision says, a closed set. */
export type RefusalCode =
  | "bad_body"
  | "too_many_rows"
  | "cross_site"
  | "method_not_allowed"
  | "body_too_large"
  | "unknown_body_type"
  | "invalid_input";

/** One field of the input that does not fit, in the words of the app's own schema. */
export interface FieldIssue {
  /** Such as `lines.0.amount`; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/** A request that is refused before or beside the decision. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: RefusalCode;
  readonly status: number;
  readonly mend: string;
  readonly issues: readonly FieldIssue[];

  constructor(code: RefusalCode, mend: string, issues: readonly FieldIssue[] = []) {
    super(code);
    this.code = code;
    this.status = statuses[code];
    this.mend = mend;
    this.issues = issues;
  }
}

const statuses: Readonly<Record<RefusalCode, number>> = {
  bad_body: 400,
  too_many_rows: 400,
  cross_site: 403,
  method_not_allowed: 405,
  body_too_large: 413,
  unknown_body_type: 415,
  invalid_input: 422,
};

/** A denial that this entry finds by itself. */
export function denied(reason: Reason, status: Denied["status"]): Denied {
  return new Denied({ reason, status, missing: [] });
}
