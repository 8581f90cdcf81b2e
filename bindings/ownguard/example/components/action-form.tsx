"use client";
// A form around a server action: busy while it runs, and says what was refused.
import { type ReactNode, useActionState } from "react";
import type { ActionError, ActionResult } from "ownguard/next";

export interface ActionFormProps<R> {
  readonly action: (before: ActionResult<R> | null, form: FormData) => Promise<ActionResult<R>>;
  /** Says which row is meant. */
  readonly id?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
  /** What is shown once it is done. */
  readonly done?: (data: R) => ReactNode;
}

export function ActionForm<R>({ action, id, className, children, done }: ActionFormProps<R>) {
  const [result, submit, busy] = useActionState<ActionResult<R> | null, FormData>(action as never, null as never);
  if (result?.ok && done) return done(result.data);
  return (
    <form action={submit} className={className}>
      {id !== undefined && <input type="hidden" name="id" value={id} />}
      <fieldset className={className} disabled={busy}>
        {children}
      </fieldset>
      {result && !result.ok && <p className="note bad">{words(result.error)}</p>}
    </form>
  );
}

function words({ code, field, issues }: ActionError): string {
  const about = issues?.map((issue) => `${issue.field}: ${issue.message}`).join("; ") ?? field;
  return `Refused: ${code.replaceAll("_", " ")}${about ? ` (${about})` : ""}`;
}
