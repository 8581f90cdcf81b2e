// Tools of the `ai` package that act for the caller of the session: what identifies is taken out of
// their schema and filled from the session, what they change is judged before, what they find after.

import { asSchema, jsonSchema, type Tool } from "ai";
import { OwnguardError } from "../core/errors.js";
import type { ActionOf, AnyShape, ModelDescription, ResourceDescription, RowOf, Shape } from "../core/types.js";
import type { Access } from "../guard/types.js";
import { execution, type Running } from "./execute.js";
import { identityNames } from "./names.js";
import { asksFor, cleared, isObject, nameIn, withoutNames, type Json } from "./schema.js";
import { withSession } from "./session.js";
import type { Caller, ToolDenied, ToolDone, ToolGuardOptions, ToolRule } from "./types.js";

/** Makes guarded tools for one caller. */
export interface ToolGuard<T extends Shape = AnyShape> {
  /**
   * The tool, for the caller alone. `action` is what each row of the result is judged by; for a write,
   * what must be allowed before the tool runs.
   */
  <A extends ActionOf<T>, I, O, const R extends ToolRule<T, I> = ToolRule<T, I>>(
    action: A,
    tool: Tool<I, O>,
    rule?: R,
  ): Tool<ModelInput<I, R>, ToolOutput<T, A, O, R>>;
}

/** What the model writes: the input without the arguments that the rule declares. */
type ModelInput<I, R> = R extends { readonly args: infer Args }
  ? Omit<I, { [Name in keyof Args]: Args[Name] extends "model" ? never : Name }[keyof Args]>
  : I;

type ToolOutput<T extends Shape, A extends string, O, R> =
  | ToolDenied
  | (R extends { readonly rows: string | object } ? Record<string, unknown> : O extends readonly unknown[] ? RowOf<T, A>[] : RowOf<T, A>)
  | (A extends `${string}.${"list" | "read" | "export"}` ? never : ToolDone);

/**
 * A guard for the tools of one caller.
 *
 * Arguments that say who the caller is (the tenant and owner columns of the resource in both
 * spellings, the model's `wire.identity_names`, and what a rule declares) are not in the schema that
 * the language model sees; the tool gets them from the session, and a call that names one all the same
 * is refused. Rows of the result are judged and redacted like those of any handler. A denial comes
 * back as a {@link ToolDenied}, the same for a foreign row and for none.
 *
 * @example
 * ```ts
 * const own = guardTools(og, await og.session(request), { tenant: params.workspace });
 * const tools = {
 *   invoices: own("invoice.list", tool({
 *     description: "invoices of a status",
 *     inputSchema: z.object({ workspaceId: z.string(), status: z.string() }), // the model sees `status` alone
 *     execute: ({ workspaceId, status }) => db.invoices(workspaceId, status),
 *   })),
 *   remind: own("invoice.remind", tool({ inputSchema: z.object({ id: z.string() }), execute: ({ id }) => db.remind(id) }), {
 *     row: ({ id }) => db.invoice(id), // judged before anything is sent
 *   }),
 * };
 * ```
 */
export function guardTools<T extends Shape = AnyShape>(
  guard: { readonly model: ModelDescription },
  caller: Caller<T>,
  options: ToolGuardOptions = {},
): ToolGuard<T> {
  const make = (action: string, tool: unknown, rule: unknown = {}) => {
    return guarded({ guard, caller, options, action, tool, rule } as Guarding<T>);
  };
  return make as ToolGuard<T>;
}

/** Whether a tool's output is a denial. */
export function isToolDenied(output: unknown): output is ToolDenied {
  return isObject(output) && output["ok"] === false && typeof output["status"] === "number" && Object.keys(output).length === 3;
}

interface Guarding<T extends Shape> {
  readonly guard: { readonly model: ModelDescription };
  readonly caller: Caller<T>;
  readonly options: ToolGuardOptions;
  readonly action: ActionOf<T>;
  readonly tool: Tool<unknown, unknown>;
  readonly rule: ToolRule<T, unknown>;
}

function guarded<T extends Shape>(guarding: Guarding<T>): Tool<unknown, unknown> {
  const { guard, caller, options, action, tool, rule } = guarding;
  const { execute } = tool;
  if (typeof execute !== "function") {
    throw new OwnguardError(
      "tool_not_executable",
      `the tool for \`${action}\` has no \`execute\``,
      "guard the code that runs it; what a browser or a provider executes is not seen here",
    );
  }
  const names = identityNames(guard.model, resourceOf(guard.model, action), rule.args ?? {});
  const original = asSchema(tool.inputSchema);
  const whole = once(() => schemaOf(original.jsonSchema, action));
  const asked = once(() => asksFor(whole(), names));
  const find = async (): Promise<Access<T>> => (typeof caller === "function" ? caller() : caller);
  /** Inputs for which the session said nothing when they were validated, and why: they reach no tool. */
  const unfilled = new WeakMap<object, unknown>();
  const fill = (access: Access<T>, input: unknown) => {
    if (isObject(input) && unfilled.has(input)) throw unfilled.get(input);
    const extra = nameIn(input, names);
    if (extra !== undefined) throw extraArgument(extra);
    return asked() ? withSession(access, input, whole(), names, options.tenant) : (input ?? {});
  };
  const verb = action.split(".").at(-1) ?? "";
  const kind = verb === "create" ? "create" : guard.model.writes.includes(verb) ? "change" : "read";
  const running: Running<T> = { action, kind, rule, options, find, fill, bound: asked, execute: execute.bind(tool) };
  const validate = async (value: unknown) => {
    const extra = nameIn(value, names);
    if (extra !== undefined) return { success: false as const, error: extraArgument(extra) };
    let given: unknown;
    try {
      given = fill(await find(), value);
    } catch (error) {
      const input = isObject(value) ? { ...value } : {};
      unfilled.set(input, error);
      return { success: true as const, value: input };
    }
    const valid = (await original.validate?.(given)) ?? { success: true as const, value: given };
    // Filled again when it runs: what the model wrote is what stands in the conversation.
    return valid.success ? { success: true as const, value: cleared(valid.value, names) } : valid;
  };
  /** For the tool's own hooks: what `execute` would be given, or what the model wrote where it is given nothing. */
  const forHook = async (input: unknown) => {
    try {
      return fill(await find(), input);
    } catch {
      return input;
    }
  };
  const { inputExamples, needsApproval, onInputAvailable, toModelOutput } = tool;
  return {
    ...tool,
    inputSchema: jsonSchema<unknown>(() => withoutNames(whole(), names) as Parameters<typeof jsonSchema>[0] & object, { validate }),
    execute: execution(running),
    ...(inputExamples && { inputExamples: inputExamples.map(({ input }) => ({ input: cleared(input, names) })) }),
    ...(typeof needsApproval === "function" && {
      needsApproval: async (input: unknown, at: Parameters<typeof needsApproval>[1]) => needsApproval(await forHook(input), at),
    }),
    ...(onInputAvailable && {
      onInputAvailable: async (at: Parameters<typeof onInputAvailable>[0]) => onInputAvailable({ ...at, input: await forHook(at.input) }),
    }),
    ...(toModelOutput && { toModelOutput: modelOutput(toModelOutput) }),
  } as Tool<unknown, unknown>;
}

/** A denial does not have the shape that the tool's own conversion expects. */
function modelOutput(convert: NonNullable<Tool["toModelOutput"]>): NonNullable<Tool["toModelOutput"]> {
  // `ai` 5 hands in the output itself, later ones an object around it.
  return (at) => {
    const output: unknown = isObject(at) && "output" in at && "toolCallId" in at ? at.output : at;
    return isToolDenied(output) || isToolDone(output) ? { type: "json", value: { ...output } } : convert(at);
  };
}

function isToolDone(output: unknown): output is ToolDone {
  return isObject(output) && output["ok"] === true && Object.keys(output).length === 1;
}

function resourceOf(model: ModelDescription, action: string): ResourceDescription {
  const [name = "", verb = "", ...more] = action.split(".");
  const resource = model.resources.find((one) => one.name === name);
  if (!resource || more.length > 0 || !model.actions.includes(verb)) {
    throw new OwnguardError("unknown_name", `the model has no \`${action}\``, `it has ${model.resources.map((one) => one.name).join(", ")}`);
  }
  return resource;
}

function schemaOf(schema: unknown, action: string): Json {
  if (isObject(schema) && !("then" in schema && typeof schema["then"] === "function")) return schema;
  throw new OwnguardError(
    "tool_schema_unfit",
    `the schema of the tool for \`${action}\` is not there at once`,
    "await what loads the tool's schema before the tool is guarded",
  );
}

function extraArgument(name: string): OwnguardError {
  return new OwnguardError("tool_argument_refused", `the argument \`${name}\` says who the caller is`, "leave it out: it comes from the session");
}

function once<V>(make: () => V): () => V {
  let kept: { readonly value: V } | undefined;
  return () => (kept ??= { value: make() }).value;
}
