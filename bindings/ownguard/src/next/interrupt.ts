// What a component does with a denial: Next.js's own `notFound()`, `forbidden()`, `unauthorized()` or `redirect()`.
// What they throw is remembered, so that a route or an action around it still knows the denial. Touches
// `next/navigation`.

import { Denied } from "../core/errors.js";

const denials = new WeakMap<object, Denied>();

/** The denial behind what was thrown, if there is one. */
export function denialOf(thrown: unknown): Denied | undefined {
  if (thrown instanceof Denied) return thrown;
  return typeof thrown === "object" && thrown !== null ? denials.get(thrown) : undefined;
}

/**
 * Throws what Next.js understands. 401: to the sign-in page if there is one. 401 and 403 fall back to "not found"
 * where the app has no `experimental.authInterrupts`. 502 and 503 stay errors: they are faults, not answers.
 */
export async function interrupt(denial: Denied, signIn: string | undefined): Promise<never> {
  const thrown = await thrownFor(denial, signIn);
  if (thrown !== denial) denials.set(thrown, denial);
  throw thrown;
}

async function thrownFor(denial: Denied, signIn: string | undefined): Promise<Error> {
  if (denial.status === 502 || denial.status === 503 || denial.status === 413) return denial;
  const next = await import("next/navigation");
  const missing = () => caught(() => next.notFound());
  switch (denial.status) {
    case 400:
    case 401:
      return signIn === undefined ? answered(() => next.unauthorized(), missing) : caught(() => next.redirect(signIn));
    case 403:
      return answered(() => next.forbidden(), missing);
    case 404:
      return missing();
  }
}

/** What was thrown, if Next.js answers it; without `experimental.authInterrupts` it would be an error 500. */
function answered(interrupts: () => never, otherwise: () => Error): Error {
  const thrown = caught(interrupts);
  return isAnswered(thrown) ? thrown : otherwise();
}

function caught(interrupts: () => never): Error {
  try {
    return interrupts();
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
    throw thrown;
  }
}

function isAnswered(thrown: Error): boolean {
  return digestOf(thrown).startsWith(FALLBACK);
}

/** Whether the app's own code called `notFound()`. */
export function isNotFound(thrown: unknown): boolean {
  return digestOf(thrown) === `${FALLBACK}404`;
}

/** How Next.js marks what it answers by itself. */
const FALLBACK = "NEXT_HTTP_ERROR_FALLBACK;";

function digestOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("digest" in thrown)) return "";
  return typeof thrown.digest === "string" ? thrown.digest : "";
}
