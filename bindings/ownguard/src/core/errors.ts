// What is thrown: a fault of the set-up or of the calling code (`OwnguardError`), and a denial
// (`Denied`). A denial tells nothing of the row: foreign and absent look alike.

import type { Denial, DenialStatus, LabelKind, Reason } from "./types.js";

/** The stable codes of {@link OwnguardError}. */
export type ErrorCode =
  /** A denial: see {@link Denied}. */
  | "denied"
  /** No model was given. */
  | "model_missing"
  /** The model does not hold; the message says where. */
  | "model_refused"
  /** The session source was given something that it does not know. */
  | "session_refused"
  /** What the session source returned cannot be understood. */
  | "claims_refused"
  /** A variable of the environment is not set. */
  | "unset"
  /** A variable of the environment cannot be used: a key that is no key. */
  | "bad_setting"
  /** An action, a screen or a resource that the model does not have. */
  | "unknown_name"
  /** A label of a row is no exact text or integer. */
  | "label_invalid"
  /** No token says to what the caller belongs, and nothing else does. */
  | "claims_lack_tenants"
  /** What `facts` returned is not of its shape. */
  | "facts_refused"
  /** A handler of facts without `facts`. */
  | "facts_missing"
  /** A condition that this kind of query cannot say. */
  | "where_unsupported"
  /** An audit record could not be made. */
  | "audit_failed"
  /** A method was called with what it does not take. */
  | "bad_call"
  /** Loaded in a browser. */
  | "not_on_a_server"
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
  readonly #about: string | undefined;

  /**
   * `told` is what development is shown besides: what was looked for, and the mend. `about` is the
   * field of an input that was refused.
   */
  constructor(
    denial: Omit<Denial, "permitted">,
    told?: { readonly text: string; readonly mend: string },
    about?: string,
  ) {
    super("denied", told?.text ?? words[denial.status], told?.mend ?? "");
    this.status = denial.status;
    this.#reason = denial.reason;
    this.#missing = denial.missing;
    this.#about = about;
  }

  /** The field of an input that was refused, by its wire name. */
  get about(): string | undefined {
    return this.#about;
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
  400: "the request is not in order",
  401: "sign in first",
  403: "the caller may not do this",
  404: "no such row",
  413: "the body is too large",
  502: "the row does not say enough to be judged",
  503: "what is known of the caller could not be had",
};

/** An error of the core, whose message is a code, a text and a mend, as an {@link OwnguardError}. */
export function fromCore(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new OwnguardError("bad_call", String(thrown), "");
  const [code, text, ...mend] = thrown.message.split("\n");
  if (text === undefined || !/^[a-z_]+$/.test(code ?? "")) return thrown;
  return new OwnguardError(code ?? "bad_call", text, mend.join("\n"), { cause: thrown });
}
