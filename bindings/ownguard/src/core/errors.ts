// What is thrown: a fault of the set-up or of the calling code (`OwnguardError`), and a denial
// (`Denied`). A denial tells nothing of the row: foreign and absent look alike.

import type { Denial, DenialStatus, LabelKind, Reason } from "./types.js";

/** The stable codes of {@link OwnguardError}. The model's own (`OG2103`) come beside them. */
export type ErrorCode =
  | "denied"
  | "model_missing"
  | "model_invalid"
  | "model_unknown_name"
  | "session_missing"
  | "session_failed"
  | "variable_unset"
  | "key_invalid"
  | "claims_invalid"
  | "claims_lack_membership"
  | "facts_missing"
  | "facts_invalid"
  | "label_invalid"
  | "where_unsupported"
  | "audit_failed"
  | "used_in_browser"
  | (string & {});

/**
 * Something is set up or called wrongly: the code is stable, the message says what and where, `mend`
 * what to do. Never holds a secret, a token, a body or an e-mail address.
 *
 * @example
 * ```ts
 * try {
 *   createGuard({ model: "" });
 * } catch (error) {
 *   if (error instanceof OwnguardError) console.error(error.code, error.mend); // model_missing …
 * }
 * ```
 */
export class OwnguardError extends Error {
  override readonly name: string = "OwnguardError";
  /** The stable code. */
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly mend: string;

  constructor(code: ErrorCode, message: string, mend: string, options?: ErrorOptions) {
    super(mend === "" ? message : `${message}; ${mend}`, options);
    this.code = code;
    this.mend = mend;
  }
}

/**
 * The caller may not. `status` is what to answer: 401 sign in, 403 may not, 404 no such row *for them*,
 * 502 the row does not say enough to judge it, 503 the facts are not to be had, 400 tokens of two people.
 * `reason` is for logs and development, never for the answer, so that it is not among the members that
 * `JSON.stringify` writes.
 *
 * @example
 * ```ts
 * try {
 *   return Response.json(access.own("invoice.read", row));
 * } catch (error) {
 *   if (error instanceof Denied) return new Response(null, { status: error.status });
 *   throw error;
 * }
 * ```
 */
export class Denied extends OwnguardError {
  override readonly name: string = "Denied";
  /** The HTTP status. */
  readonly status: DenialStatus;
  readonly #reason: Reason;
  readonly #missing: readonly LabelKind[];

  /** `told` is what development is shown besides: what was looked for, and the mend. */
  constructor(denial: Omit<Denial, "permitted">, told?: { readonly text: string; readonly mend: string }) {
    super("denied", told?.text ?? words[denial.status], told?.mend ?? "");
    this.status = denial.status;
    this.#reason = denial.reason;
    this.#missing = denial.missing;
  }

  /** Why; a closed set. For logs and development, never for the answer. */
  get reason(): Reason {
    return this.#reason;
  }

  /** The labels that were missing, with `labels_missing`. */
  get missing(): readonly LabelKind[] {
    return this.#missing;
  }
}

const words: Readonly<Record<DenialStatus, string>> = {
  400: "the request names two callers",
  401: "sign in first",
  403: "the caller may not do this",
  404: "no such row",
  502: "the row does not say enough to be judged",
  503: "what is known of the caller could not be had",
};
