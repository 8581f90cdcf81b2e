// One model, compiled by the core: names turned into numbers once, labels handed over as bytes,
// outcomes kept as frozen objects. Touches the wasm and nothing else; decides nothing.

import { mask, memory, Policy as Raw } from "#wasm";
import type { ModelText, Session } from "#wasm";
import { fromCore, OwnguardError } from "./errors.js";
import type { Labels, Row } from "./labels.js";
import { deletedFlag, deletedOf, ownerOf, tenantOf, text, visibilityFlag, visibilityOf } from "./labels.js";
import { masked } from "./mask.js";
import type { Plan } from "./redact.js";
import { planOf } from "./redact.js";
import type { Denial, LabelKind, MaskKind, ModelDescription, Outcome, Permit, Principal, ResourceDescription, WrittenModel } from "./types.js";

/** A resource in numbers. */
export interface Resource {
  readonly at: number;
  readonly description: ResourceDescription;
  /** Whether tenant, owner, visibility and deletion are all its labels. */
  readonly plain: boolean;
}

/** An action on a resource in numbers. */
export interface Asked {
  /** `invoice.read`. */
  readonly name: string;
  readonly action: string;
  readonly resource: Resource;
  /** The action's number. */
  readonly at: number;
  /** Whether it changes something. */
  readonly writes: boolean;
  /** Whether there is no row before it. */
  readonly makes: boolean;
}

/** What the action is done to, as a question to the core says it. */
export type Target =
  | { readonly row: Labels }
  | { readonly new: Scope }
  | { readonly collection: Scope }
  | { readonly listing: Scope };

interface Scope {
  readonly tenant?: string;
  readonly parent?: Labels | null;
}

const ABSENT = 0xffff;
const NULL = 0xfffe;
/** How many bytes of labels the scratch takes. */
const SCRATCH = 128;

/** A compiled model. */
export class Policy {
  readonly raw: Raw;
  readonly model: ModelDescription;
  readonly resources: ReadonlyMap<string, ResourceDescription>;
  readonly #asked: ReadonlyMap<string, Asked>;
  readonly #outcomes: Outcome[] = [];
  readonly #scratch: number;
  #bytes: Uint8Array;
  // What stands in the scratch.
  #tenant: string | undefined;
  #owner: string | undefined;

  /** Throws an `OwnguardError` where the model or the identity does not hold. */
  constructor(
    model: ModelText,
    identity: Readonly<Record<string, unknown>> | undefined,
    variable: (name: string) => string | undefined,
  ) {
    const seed = () => crypto.getRandomValues(new Uint8Array(16));
    try {
      this.raw = new Raw(model, identity && JSON.stringify(identity), variable, seed);
    } catch (thrown) {
      throw fromCore(thrown);
    }
    this.model = freeze(JSON.parse(this.raw.described) as ModelDescription);
    this.resources = new Map(this.model.resources.map((resource) => [resource.name, resource]));
    this.#asked = new Map(questions(this.model).map((asked) => [asked.name, asked]));
    this.#scratch = this.raw.scratch();
    this.#bytes = new Uint8Array(memory().buffer);
  }

  /** An action by its whole name. Throws `unknown_name`. */
  asked(name: string): Asked {
    return this.#asked.get(name) ?? this.#unknown(name);
  }

  /** Another action on the same resource. */
  on(asked: Asked, action: string): Asked {
    return this.asked(`${asked.resource.description.name}.${action}`);
  }

  #unknown(name: string): never {
    const [resource = "", action = ""] = name.split(".");
    const known = this.resources.get(resource);
    const what = known === undefined ? `the model has no resource \`${resource}\`` : `the model has no action \`${action}\``;
    const all = known === undefined ? [...this.resources.keys()] : this.model.actions;
    throw new OwnguardError("unknown_name", what, `it has ${all.map((one) => `\`${one}\``).join(", ")}`);
  }

  /**
   * Decides by the four labels that most resources have; a label that would be needed besides is
   * missing. `undefined` where the labels are not such that this is faster.
   */
  decide(session: Session, asked: Asked, row: Row, now: number): number | undefined {
    const { tenant, owner, visibility, deleted } = asked.resource.description;
    const tenantText = tenant && text(tenantOf(row, tenant), tenant);
    const ownerText = owner && text(ownerOf(row, owner), owner);
    const tenantLength = lengthOf(tenantText);
    const ownerLength = lengthOf(ownerText);
    if (tenantLength === undefined || ownerLength === undefined) return undefined;
    if ((tenantText?.length ?? 0) + (ownerText?.length ?? 0) > SCRATCH) return undefined;
    const bytes = this.#bytes.byteLength === 0 ? this.#view() : this.#bytes;
    const from = this.#scratch;
    if (typeof tenantText === "string" && tenantText !== this.#tenant) {
      this.#tenant = this.#owner = undefined;
      if (!write(bytes, from, tenantText)) return undefined;
      this.#tenant = tenantText;
    }
    const start = typeof tenantText === "string" ? tenantLength : 0;
    if (typeof ownerText === "string" && (ownerText !== this.#owner || start !== this.#ownerAt)) {
      this.#owner = undefined;
      if (start === 0) this.#tenant = undefined;
      if (!write(bytes, from + start, ownerText)) return undefined;
      this.#owner = ownerText;
      this.#ownerAt = start;
    }
    let flags = 0;
    if (visibility) flags = visibilityFlag(visibilityOf(row, visibility));
    if (deleted) flags |= deletedFlag(deletedOf(row, deleted)) << 2;
    return this.raw.decide(session, asked.resource.at, asked.at, tenantLength, ownerLength, flags, now);
  }

  #ownerAt = 0;

  #view(): Uint8Array {
    this.#bytes = new Uint8Array(memory().buffer);
    return this.#bytes;
  }

  /** Decides on any target. */
  ask(session: Session, asked: Asked, target: Target, now: number): number {
    try {
      return this.raw.ask(session, asked.resource.at, asked.at, JSON.stringify(target), now);
    } catch (thrown) {
      throw fromCore(thrown);
    }
  }

  /** What a number stands for; always the same object. */
  outcome(number: number): Outcome {
    return this.#outcomes[number] ?? this.#learn(number);
  }

  #learn(number: number): Outcome {
    const told: unknown = JSON.parse(this.raw.outcome(number));
    const outcome = freeze(outcomeOf(told));
    this.#outcomes[number] = outcome;
    return outcome;
  }

  /** How a permit shows rows; with a screen, only its fields. Throws `unknown_name`. */
  plan(resource: Resource, permit: Permit, screen?: string): Plan {
    const plans = screen === undefined ? this.#plans : this.#screened(screen);
    let plan = plans.get(permit);
    if (plan === undefined) {
      plan = planOf(resource.description, permit, screen === undefined ? undefined : fieldsOf(resource, screen));
      plans.set(permit, plan);
    }
    return plan;
  }

  readonly #plans = new Map<Permit, Plan>();
  readonly #screens = new Map<string, Map<Permit, Plan>>();

  #screened(screen: string): Map<Permit, Plan> {
    const known = this.#screens.get(screen) ?? new Map<Permit, Plan>();
    this.#screens.set(screen, known);
    return known;
  }

  /** Asks what may be loaded only now, and then says what is set up wrongly. */
  asking<T>(ask: (raw: Raw) => T): T {
    try {
      return ask(this.raw);
    } catch (thrown) {
      throw fromCore(thrown);
    }
  }

  /** Who a session is. */
  principal(session: Session): Principal {
    const { tenants = [], ...told } = JSON.parse(this.raw.principal(session)) as Partial<Principal> & Pick<Principal, "kind">;
    return freeze({ tenants, ...told });
  }

  /** A text as a mask shows it. */
  readonly mask = (kind: MaskKind, value: string): string => masked(kind, value, mask);
}

/** A model as an app passes it; `undefined` where it passes none. */
export function modelText(model: unknown): ModelText | undefined {
  const written = typeof model === "object" && model !== null ? (model as Partial<WrittenModel>) : undefined;
  const text = written === undefined ? model : written.json;
  if (typeof text !== "string" || text.trim() === "") return undefined;
  const { described, compact } = written ?? {};
  return described === undefined || compact === undefined ? { text } : { text, built: { described, compact } };
}

function fieldsOf({ description }: Resource, name: string): readonly string[] {
  const screen = description.screens.find((screen) => screen.name === name);
  if (screen !== undefined) return screen.fields;
  const known = description.screens.map((screen) => `\`${screen.name}\``).join(", ") || "none";
  const what = `\`${description.name}\` has no screen \`${name}\``;
  throw new OwnguardError("unknown_name", what, `the model has ${known} for it`);
}

/** The length to hand over; `undefined` where the label is too long. */
function lengthOf(label: string | null | undefined): number | undefined {
  if (label === undefined) return ABSENT;
  if (label === null) return NULL;
  return label.length > SCRATCH ? undefined : label.length;
}

/** Writes a text; says no where it is not ASCII, whose length in bytes is another. */
function write(bytes: Uint8Array, from: number, label: string): boolean {
  for (let at = 0; at < label.length; at += 1) {
    const code = label.charCodeAt(at);
    if (code > 0x7f) return false;
    bytes[from + at] = code;
  }
  return true;
}

function questions(model: ModelDescription): Asked[] {
  const writes = new Set(model.writes);
  return model.resources.flatMap((description, at) => {
    const { parent, shares, when } = description;
    const plain = parent === undefined && !shares && when.length === 0;
    const resource = { at, description, plain };
    return model.actions.map((action, number) => ({
      name: `${description.name}.${action}`,
      action,
      resource,
      at: number,
      writes: writes.has(action),
      makes: action === "create" || action === "invite",
    }));
  });
}

interface Answer {
  readonly permit?: Partial<Permit>;
  readonly deny?: Partial<Denial>;
}

function outcomeOf(told: unknown): Outcome {
  const { permit, deny } = told as Answer;
  if (permit === undefined) {
    const { reason = "labels_missing", status = 502, missing = [] as readonly LabelKind[] } = deny ?? {};
    return { permitted: false, reason, status, missing };
  }
  const { relations = [], named = "", audit = false, show = [], null: nulls = [], mask = {}, write: writes = [] } = permit;
  return { permitted: true, relations, named, audit, show, null: nulls, mask, write: writes };
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const held of Object.values(value)) freeze(held);
    Object.freeze(value);
  }
  return value;
}
