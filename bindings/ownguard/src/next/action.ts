// Server actions that are decided before the app's own code runs, and whose faults are typed. Touches `next/headers`,
// and what the app's own loaders touch.

import { Denied } from "../core/errors.js";
import type { Shape } from "../core/types.js";
import { statusOf } from "./answer.js";
import type { Deciding } from "./context.js";
import { asking, faultOf } from "./core.js";
import type { Core, Fault } from "./core.js";
import { decide } from "./decide.js";
import type { Loaders } from "./decide.js";
import { fromArguments } from "./input.js";
import { takesInput } from "./names.js";
import { Refused } from "./refused.js";
import type { FieldIssue, RefusalCode } from "./refused.js";
import type { Schema } from "./schema.js";

/** What an action is told. */
export type ActionOptions<T extends Shape, A extends string, S extends Schema, L> = Deciding<T, A, S, L> & {
  /**
   * A schema for what is given (zod, valibot, arktype, …). Whether there is one or not, what is written is held against
   * the model's allow-list.
   */
  readonly input?: S;
};

/**
 * What an action answers.
 *
 * @example
 * ```tsx
 * const [state, submit] = useActionState(save, null);
 * const upgrade = state?.ok === false && state.error.code === "plan_required";
 * ```
 */
export type ActionResult<R> =
  | { readonly ok: true; readonly data: R }
  | { readonly ok: false; readonly error: ActionError };

/** Why not. Says nothing of a row that the caller may not read. */
export interface ActionError {
  readonly code: ActionErrorCode;
  /** As a route would answer. */
  readonly status: number;
  /** The first field that does not fit. */
  readonly field?: string;
  /** All of them, in the words of the app's own schema. */
  readonly issues?: readonly FieldIssue[];
}

/** A closed set. `not_found` is said of foreign rows and of absent ones. */
export type ActionErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "unavailable"
  | "plan_required"
  | "email_unverified"
  | "field_not_writable"
  | "value_not_allowed"
  | "foreign_reference"
  | "identity_mismatch"
  | "role_above_own"
  | "last_holder"
  | RefusalCode;

/** What a form or a component calls; alone, or behind the state of `useActionState`. */
export interface ServerAction<I, R> {
  (input: I | FormData): Promise<R>;
  (previous: Awaited<R> | null | undefined, input: I | FormData): Promise<R>;
}

/** Makes the action. */
export function action(
  core: Core,
  name: string,
  options: Loaders & { readonly input?: Schema },
  fn: (context: never) => unknown,
): (...given: readonly unknown[]) => Promise<ActionResult<unknown>> {
  const verb = name.split(".")[1] ?? "";
  return async (...given) => {
    try {
      const decided = await decide(
        core,
        {
          action: name,
          headers: await asking(),
          params: {},
          search: new URLSearchParams(),
          unsafe: true,
          schema: options.input,
          given: async () => fromArguments(given),
          writes: takesInput(verb),
        },
        options,
      );
      return { ok: true, data: await fn(decided as never) };
    } catch (thrown) {
      const fault = faultOf(core, name, thrown);
      if (fault === undefined) throw thrown;
      return { ok: false, error: told(fault) };
    }
  };
}

function told(fault: Fault): ActionError {
  const status = statusOf(fault);
  if (fault instanceof Refused) {
    const [first] = fault.issues;
    const fields = first === undefined ? {} : { field: first.field, issues: fault.issues };
    return { code: fault.code, status, ...fields };
  }
  if (!(fault instanceof Denied)) return { code: "unavailable", status };
  const field = fault.about;
  return { code: codeOf(fault), status, ...(field !== undefined && status === 403 && { field }) };
}

/** What the caller may know: of themselves and of what they gave, and nothing of a row that they cannot read. */
function codeOf({ status, reason }: Denied): ActionErrorCode {
  switch (status) {
    case 400:
      return reason === "bad_body" ? "bad_body" : "unauthorized";
    case 401:
      return "unauthorized";
    case 404:
      return "not_found";
    case 413:
      return "body_too_large";
    case 502:
    case 503:
      return "unavailable";
    case 403:
      return TELLING.find((code) => code === reason) ?? "forbidden";
  }
}

const TELLING = [
  "plan_required",
  "email_unverified",
  "field_not_writable",
  "value_not_allowed",
  "foreign_reference",
  "identity_mismatch",
  "role_above_own",
  "last_holder",
] as const;
