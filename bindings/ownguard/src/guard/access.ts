// What one caller may do, as an app holds it: finds names, asks, throws where the answer is no.

import type { Asked } from "../core/policy.js";
import type { Row } from "../core/labels.js";
import { Place } from "../core/target.js";
import type { ActionOf, Denial, InputOf, Key, Outcome, Principal, RowOf, ScreenOf, Shape } from "../core/types.js";
import { eachPermitted, filtered } from "./filter.js";
import { inputOf } from "./input.js";
import type { Host, Subject } from "./questions.js";
import { keyText, Questions, unanswered } from "./questions.js";
import type { Access, Around, AroundEach, ColumnsToSelect, InputAround, Where } from "./types.js";
import { columnsOf, whereOf } from "./where.js";

const nowhere = new Place(undefined, undefined);

const anonymous: Denial = Object.freeze({
  permitted: false,
  reason: "anonymous",
  status: 401,
  missing: Object.freeze([]),
});

/** The access of one caller. */
export class CallerAccess<T extends Shape> implements Access<T> {
  readonly #of: Questions;

  constructor(host: Host, caller: Subject) {
    this.#of = new Questions(host, caller);
  }

  get principal(): Principal {
    return this.#of.caller.principal;
  }

  get signedIn(): boolean {
    const { fault, principal } = this.#of.caller;
    return fault === undefined && ["guest", "person", "staff", "service"].includes(principal.kind);
  }

  get subject(): string | undefined {
    return this.#of.caller.principal.subject;
  }

  get tenants(): Principal["tenants"] {
    return this.#of.caller.principal.tenants;
  }

  can(action: ActionOf<T>): boolean;
  can(action: ActionOf<T>, row: object | Place | null | undefined, around?: Around<T>): boolean;
  can(action: ActionOf<T>, row?: object | Place | null, around?: Around<T>): boolean {
    const asked = this.#asked(action);
    const outcome = arguments.length === 1 ? this.#of.onPlace(asked, nowhere) : this.#of.about(asked, row, around as Around | undefined, false);
    if (outcome.permitted) {
      if (outcome.audit) this.#of.audited(asked, outcome, row, around);
      return true;
    }
    if (unanswered.has(outcome.reason)) throw this.#of.denied(outcome, asked);
    return false;
  }

  decide(action: ActionOf<T>): Outcome;
  decide(action: ActionOf<T>, row: object | Place | null | undefined, around?: Around<T>): Outcome;
  decide(action: ActionOf<T>, row?: object | Place | null, around?: Around<T>): Outcome {
    const asked = this.#asked(action);
    return arguments.length === 1 ? this.#of.onPlace(asked, nowhere) : this.#of.about(asked, row, around as Around | undefined, true);
  }

  own<A extends ActionOf<T>>(action: A, row: object | null | undefined, around?: Around<T>): RowOf<T, A> {
    const asked = this.#asked(action);
    const outcome = row === null || row === undefined ? this.#of.onNothing(asked) : this.#of.onRow(asked, row, around);
    if (!outcome.permitted) throw this.#of.denied(this.#of.asOfNothing(asked, outcome), asked);
    this.#of.audited(asked, outcome, row, around);
    return this.#of.shown(asked, outcome, row as Row, around, around?.screen) as RowOf<T, A>;
  }

  redact<A extends ActionOf<T>>(action: A, row: object | null | undefined, around?: Around<T>): RowOf<T, A> | null {
    const permitted = row !== null && row !== undefined && this.can(action, row, around as Around<T>);
    return permitted
      ? (this.#of.shown(this.#asked(action), undefined, row as Row, around, around?.screen) as RowOf<T, A>)
      : null;
  }

  filter<A extends ActionOf<T>, R extends object>(
    action: A,
    rows: readonly R[],
    around?: AroundEach<T, R>,
  ): RowOf<T, A>[] {
    const asked = this.#asked(action);
    this.#of.requireSome(asked, around?.tenant);
    return filtered(this.#of, asked, rows, around as AroundEach | undefined) as RowOf<T, A>[];
  }

  stored<R extends object>(action: ActionOf<T>, rows: readonly R[], around?: AroundEach<T, R>): R[] {
    const asked = this.#asked(action);
    this.#of.requireSome(asked, around?.tenant);
    const kept: R[] = [];
    eachPermitted(this.#of, asked, rows, around as AroundEach | undefined, (row) => kept.push(row as R));
    return kept;
  }

  where(action: ActionOf<T>, around?: { readonly tenant?: Key }): Where {
    const asked = this.#asked(action);
    this.#of.requireSome(asked, around?.tenant);
    return whereOf(this.#of, asked, around?.tenant);
  }

  columns(action: ActionOf<T>, screen?: ScreenOf<T>): ColumnsToSelect {
    const asked = this.#asked(action);
    this.#of.requireSome(asked, undefined);
    return columnsOf(this.#of, asked, screen);
  }

  input<A extends ActionOf<T>>(
    action: A,
    given: InputOf<T, A> | Readonly<Record<string, unknown>>,
    around: InputAround & { readonly names: "wire" },
  ): InputOf<T, A>;
  input<A extends ActionOf<T>>(
    action: A,
    given: InputOf<T, A> | Readonly<Record<string, unknown>>,
    around?: InputAround,
  ): Record<string, unknown>;
  input(action: ActionOf<T>, given: unknown, around: InputAround = {}): unknown {
    return inputOf(this.#of, this.#asked(action), given, around);
  }

  require(action?: ActionOf<T>, around?: { readonly tenant?: Key }): void {
    const asked = action === undefined ? undefined : this.#asked(action);
    if (asked !== undefined) this.#of.requireSome(asked, around?.tenant);
    else if (this.#of.caller.fault !== undefined) throw this.#of.denied(this.#of.caller.fault, undefined);
    else if (!this.signedIn) throw this.#of.denied(anonymous, undefined);
  }

  contradicts(name: string, value: string, tenant?: Key): boolean {
    const { caller, host } = this.#of;
    return host.policy.asking((raw) => raw.contradicts(caller.session, name, value, keyText(tenant)));
  }

  crossSite({ method, headers, url }: { readonly method: string; readonly headers: Headers; readonly url: string }): boolean {
    const header = (name: string) => headers.get(name) ?? undefined;
    const own = URL.canParse(url) ? new URL(url).origin : undefined;
    const { caller, host } = this.#of;
    return host.policy.asking((raw) => raw.crossSite(method, caller.byCookie, header("sec-fetch-site"), header("origin"), own));
  }

  withLink(presented: string): Access<T> {
    const { policy } = this.#of.host;
    const session = policy.asking((raw) => raw.withLink(this.#of.caller.session, presented, this.#of.seconds()));
    return new CallerAccess<T>(this.#of.host, { ...this.#of.caller, session, principal: policy.principal(session) });
  }

  #asked(action: string): Asked {
    return this.#of.host.policy.asked(action);
  }
}
