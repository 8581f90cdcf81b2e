// What a guarded tool is told, and what it answers where it may not or has nothing to show. Types only.

import type { ActionOf, DenialStatus, Key, LabelKind, Reason, Shape } from "../core/types.js";
import type { Above } from "../core/target.js";
import type { Access } from "../guard/types.js";

/** Whose tools these are: an access, or what finds it when a tool is called. */
export type Caller<T extends Shape> = Access<T> | (() => Access<T> | Promise<Access<T>>);

/** What holds for all tools of a {@link ToolGuard}. */
export interface ToolGuardOptions {
  /**
   * The tenant in which the caller works at present, where they may belong to several: from the path
   * or the session of the app, never from the model. It must be one of the caller's own.
   */
  readonly tenant?: Key;
  /** Told of denials and of foreign rows that were left out. One line of JSON by `console.warn` unless given. */
  readonly onEvent?: (event: ToolEvent) => void;
}

/** Something that was kept from the model. Holds nothing of a row. */
export type ToolEvent =
  | {
      readonly v: 1;
      readonly event: "tool_denied";
      readonly at: number;
      readonly action: string;
      readonly reason: Reason;
      readonly status: DenialStatus;
      /** The labels that the rows did not tell, with `labels_missing`. */
      readonly missing: readonly LabelKind[];
    }
  | {
      readonly v: 1;
      readonly event: "tool_rows_dropped";
      readonly at: number;
      readonly action: string;
      /** How many rows the tool found that the caller may not see. */
      readonly dropped: number;
    };

/** What one tool is told. `I` is the input as its `execute` takes it. */
export interface ToolRule<T extends Shape, I> {
  /**
   * Arguments that say who the caller is, beside the tenant and owner columns of the resource and the
   * model's `wire.identity_names`: `tenant` and `user` come from the session, at any depth and in any
   * spelling. `model` leaves one to the model after all, since here it says something else.
   */
  readonly args?: Readonly<Record<string, "tenant" | "user" | "model">>;
  /**
   * The row that the tool changes, as it is stored, or several, read before the tool runs: all must be
   * allowed. Needed for every action on an existing row but `read`.
   */
  readonly row?: (input: I) => Loaded | Promise<Loaded>;
  /** What the tool will write, in wire or column names: refused where the caller may not write it. */
  readonly write?: (input: I) => Readonly<Record<string, unknown>>;
  /** Rows that fields with `ref` point at, by the field's wire name, for `write`. */
  readonly references?: (input: I) => References | Promise<References>;
  /** The row above a new one, for a child. */
  readonly above?: (input: I) => object | Above | null | Promise<object | Above | null>;
  /** The row above each row of the result and of `row`, for a child. */
  readonly parent?: (row: object) => object | Above | null | undefined;
  /** The level at which each row is shared with the caller. */
  readonly share?: (row: object) => string | null | undefined;
  /** The key that was asked for: a result with another one is not found. */
  readonly key?: (input: I) => Key;
  /**
   * Where rows stand in the result: a JSON pointer (`/data`), or several with the action that each is
   * judged by. The result itself unless given.
   */
  readonly rows?: string | Readonly<Record<string, ActionOf<T>>>;
  /** JSON pointers to what else of the result passes, unseen, such as `/nextCursor`. The rest is dropped. */
  readonly pass?: readonly string[];
}

/** What `row` finds. */
export type Loaded = object | readonly object[] | null | undefined;

/** What `references` finds. */
export type References = Readonly<Record<string, object | readonly object[] | null | undefined>>;

/** The result in place of one that the caller may not have: the same for a foreign row and for none. */
export interface ToolDenied {
  readonly ok: false;
  readonly status: DenialStatus;
  /** In words, for the model. */
  readonly error: string;
}

/** The result of a write that came back without a row that could be shown. */
export interface ToolDone {
  readonly ok: true;
}
