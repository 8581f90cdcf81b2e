// One run of a guarded tool: who calls, what is judged before, the tool itself, what of its result may
// be seen. Single results and streams of them (each a result of its own, the last one final).

import { Denied, OwnguardError } from "../core/errors.js";
import { place } from "../core/target.js";
import type { ActionOf, DenialStatus, Shape } from "../core/types.js";
import type { Access } from "../guard/types.js";
import { around, shown, type Judging } from "./result.js";
import { ownTenant } from "./session.js";
import type { ToolDenied, ToolDone, ToolEvent, ToolGuardOptions, ToolRule } from "./types.js";

/** What a run needs. */
export interface Running<T extends Shape> {
  readonly action: ActionOf<T>;
  /** Whether the action finds rows, makes one, or does something to those that are there. */
  readonly kind: "read" | "create" | "change";
  readonly rule: ToolRule<T, unknown>;
  readonly options: ToolGuardOptions;
  readonly find: () => Promise<Access<T>>;
  /** The model's input with what the session says. */
  readonly fill: (access: Access<T>, input: unknown) => unknown;
  /** Whether the session said something of it. */
  readonly bound: () => boolean;
  readonly execute: Execute;
}

type Execute = (input: unknown, options: never) => unknown;

/** `execute` of the guarded tool. Where the tool's own is an async generator, so is this. */
export function execution<T extends Shape>(running: Running<T>): Execute {
  checkRule(running);
  return isGenerator(running.execute)
    ? (input, options) => streamed(running, input, options)
    : (input, options) => single(running, input, options);
}

async function single<T extends Shape>(running: Running<T>, input: unknown, options: never): Promise<unknown> {
  return answered(running, async () => {
    const { given, result } = await admitted(running, input, false);
    const output = await ran(options, async () => {
      const output = await running.execute(given, options);
      return isAsyncIterable(output) ? lastOf(output) : output;
    });
    return result(output);
  });
}

async function* streamed<T extends Shape>(running: Running<T>, input: unknown, options: never): AsyncGenerator<unknown> {
  let admission: Admission | undefined;
  const denied = await answered(running, async () => void (admission = await admitted(running, input, true)));
  if (!admission) return yield denied;
  const { given, result } = admission;
  const outputs = (running.execute(given, options) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await ran(options, () => outputs.next());
      if (next.done === true) return;
      let stop = true;
      const answer = await answered(running, async () => {
        const answer = result(next.value);
        stop = false;
        return answer;
      });
      yield answer;
      // What follows would be read as the final result.
      if (stop) return;
    }
  } finally {
    await outputs.return?.();
  }
}

/** What goes into the tool, and what becomes of what comes out. */
interface Admission {
  readonly given: unknown;
  readonly result: (output: unknown) => unknown;
}

/** Everything that can be judged before the tool runs. Throws `Denied`. */
async function admitted<T extends Shape>(running: Running<T>, input: unknown, partial: boolean): Promise<Admission> {
  const { action, kind, rule, options } = running;
  const access = await running.find();
  const given = running.fill(access, input);
  const named = options.tenant !== undefined || running.bound();
  const tenant = named && access.tenants.length > 0 ? ownTenant(access, options.tenant) : options.tenant;
  const judging: Judging<T> = {
    access,
    action,
    rule,
    tenant,
    partial,
    key: rule.key?.(given),
    dropped: (of, dropped) => tell(options, { v: 1, event: "tool_rows_dropped", at: Date.now(), action: of, dropped }),
  };
  if (kind === "read") {
    access.require(action, tenant === undefined ? {} : { tenant });
    return { given, result: (output) => shown(judging, output) };
  }
  if (kind === "create") await admitNew(judging, rule, given);
  else await admitRows(judging, rule, given);
  return { given, result: (output) => afterWrite(judging, output) };
}

async function admitNew<T extends Shape>(judging: Judging<T>, rule: ToolRule<T, unknown>, given: unknown): Promise<void> {
  const { access, action, tenant } = judging;
  const parent = await rule.above?.(given);
  const where = { ...(tenant !== undefined && { tenant }), ...(parent !== undefined && { parent }) };
  const outcome = access.decide(action, place(where));
  if (!outcome.permitted) throw new Denied(outcome);
  const references = await rule.references?.(given);
  access.input(action, rule.write?.(given) ?? {}, { ...where, ...(references && { references }) });
}

async function admitRows<T extends Shape>(judging: Judging<T>, rule: ToolRule<T, unknown>, given: unknown): Promise<void> {
  const { access, action } = judging;
  const loaded = await rule.row?.(given);
  const rows: readonly (object | null | undefined)[] = Array.isArray(loaded) && loaded.length > 0 ? loaded : [isList(loaded) ? null : loaded];
  const references = await rule.references?.(given);
  for (const row of rows) {
    const known = row ? around(judging, row) : {};
    const permitted = access.decide(action, row, known).permitted;
    // Either throws where it is not permitted, and makes the audit record where one is wanted.
    if (!permitted || !rule.write || !row) access.own(action, row, known);
    else access.input(action, rule.write(given), { ...withoutKey(known), row, ...(references && { references }) });
  }
}

function withoutKey<K extends { readonly key?: unknown }>({ key: _, ...rest }: K): Omit<K, "key"> {
  return rest;
}

/** The write is done: what can't be shown of its answer is left out, and it is said to be done. */
function afterWrite<T extends Shape>(judging: Judging<T>, output: unknown): unknown {
  const done: ToolDone = { ok: true };
  if (typeof output !== "object" || output === null) return done;
  const [resource] = judging.action.split(".");
  const read = `${resource}.read` as ActionOf<T>;
  try {
    return shown({ ...judging, action: read, key: undefined }, output);
  } catch (error) {
    if (error instanceof Denied || (error instanceof OwnguardError && error.code === "tool_result_unfit")) return done;
    throw error;
  }
}

/** What an act answers, or the denial that it threw, in the one form. */
async function answered<T extends Shape>(running: Running<T>, act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    const { reason, status, missing } = error;
    tell(running.options, { v: 1, event: "tool_denied", at: Date.now(), action: running.action, reason, status, missing });
    const answer: ToolDenied = { ok: false, status, error: words[status] };
    return answer;
  }
}

const words: Readonly<Record<DenialStatus, string>> = {
  400: "two people are signed in at once",
  401: "nobody is signed in",
  403: "not allowed",
  404: "not found",
  413: "too long",
  502: "not available",
  503: "not available at present",
};

/** The tool's own part. What it throws may hold a row, and the model would read it: it becomes the cause. */
async function ran<V>(options: { readonly abortSignal?: AbortSignal } | undefined, act: () => Promise<V>): Promise<V> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OwnguardError || options?.abortSignal?.aborted === true) throw error;
    throw new OwnguardError("tool_failed", "the tool failed", "", { cause: error });
  }
}

function tell(options: ToolGuardOptions, event: ToolEvent): void {
  if (options.onEvent) options.onEvent(event);
  else console.warn(JSON.stringify(event));
}

function checkRule<T extends Shape>({ action, kind, rule }: Running<T>): void {
  if (kind !== "change" || rule.row) return;
  throw new OwnguardError(
    "tool_row_missing",
    `the tool for \`${action}\` does not say which row it is about`,
    "give `row`, which loads it, so that it is judged before the tool runs",
  );
}

const isList = (value: unknown): boolean => Array.isArray(value);

function isGenerator(execute: Execute): boolean {
  return Object.prototype.toString.call(execute) === "[object AsyncGeneratorFunction]";
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function lastOf(outputs: AsyncIterable<unknown>): Promise<unknown> {
  let last: unknown;
  for await (const output of outputs) last = output;
  return last;
}
