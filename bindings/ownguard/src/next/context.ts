// What routes and actions are told about what they guard, and what their own code is given. Types only.

import type { InputOf, Key, RowOf, Shape } from "../core/types.js";
import type { Above } from "../core/target.js";
import type { Access } from "../guard/types.js";
import type { Parsed, Schema } from "./schema.js";

/** Actions that are about rows which no key names. */
export type ManyRows = `${string}.${"list" | "export"}`;

/** Actions that only read. */
export type Reading = ManyRows | `${string}.read`;

/** Actions that make a row. */
export type Making = `${string}.${"create" | "invite"}`;

/** Parameters of a path, decoded; those of a catch-all are joined by `/`. */
export type Params = Readonly<Record<string, string>>;

/** What is known before the row is. */
export interface Before<T extends Shape, S extends Schema> {
  /** What the path names. Empty in a server action. */
  readonly params: Params;
  /** What the query says. Empty in a server action. */
  readonly search: URLSearchParams;
  /** What was given, as the schema makes it. No member of it says that the caller is somebody else. */
  readonly input: Parsed<S>;
  /** Who asks, and what else they may do. */
  readonly session: Access<T>;
}

/** What the code behind the decision is given. */
export type Context<T extends Shape, A extends string, S extends Schema, L> = Before<T, S> & {
  /** What may be written of `input`, in wire names; on `create` with the owner and the tenant of the session. */
  readonly data: InputOf<T, A>;
  /** The same in column names. */
  readonly columns: Readonly<Record<string, unknown>>;
  /** The tenant that was named. */
  readonly tenant: Key | undefined;
  /** What `parent` gave. */
  readonly parent: object | Above | null | undefined;
} & Rows<T, A, L>;

type Rows<T extends Shape, A extends string, L> = A extends Making
  ? unknown
  : A extends ManyRows | `${string}.bulk_update`
    ? {
        /** The rows, as the caller may see them. */
        readonly rows: readonly RowOf<T, A>[];
        /** What `load` gave: with every column, so for the server's own use and never for the answer. */
        readonly stored: NonNullable<L>;
      }
    : {
        /** The row, as the caller may see it. */
        readonly row: RowOf<T, A>;
        /** What `load` gave: with every column, so for the server's own use and never for the answer. */
        readonly stored: NonNullable<L>;
      };

/** What must be told so that an action can be decided. */
export type Deciding<T extends Shape, A extends string, S extends Schema, L> = Telling<T, S, L> &
  (A extends Making
    ? { readonly load?: undefined }
    : {
        /**
         * Loads the row that the request names, or the rows of a list. `null`, `undefined`, `notFound()` and Prisma's
         * "not found" all say that there is none.
         */
        readonly load: (before: Before<T, S>) => L | PromiseLike<L>;
      });

interface Telling<T extends Shape, S extends Schema, L> {
  /**
   * Loads the row above, for a child. For a list it is one for all, or a function that finds that of each row; on
   * `create` and for a list there is no `stored` yet.
   */
  readonly parent?: (about: About<T, S, L>) => MaybeLater<object | Above | null | undefined>;
  /** The level at which the row is shared with the caller; `null` where it is not. For a list as with `parent`. */
  readonly share?: (about: About<T, S, L>) => MaybeLater<string | null | ((row: object) => string | null | undefined)>;
  /**
   * The tenant that is meant; `null` where there is none such. Unless given: the parameter of the path that is named
   * as the tenancy (`[workspace]`, `[workspaceId]`), else on `create` the only one of the caller.
   */
  readonly tenant?: (before: Before<T, Schema>) => MaybeLater<Key | null>;
  /**
   * The key that the request names; another row than that is not found. Unless given: the parameter `[invoice]`,
   * `[invoiceId]` or `[id]`. `undefined` where the path does not name the key (a slug).
   */
  readonly key?: (before: Before<T, S>) => Key | undefined;
  /** The keys that a `bulk_update` names: all must be there. `input.ids` unless given. */
  readonly keys?: (before: Before<T, S>) => readonly Key[];
  /** Of a member whose role is changed or who is removed: whether nobody else holds the top role of the tenant. */
  readonly last?: (about: About<T, S, L>) => MaybeLater<boolean>;
  /** A share link that was presented. */
  readonly link?: (before: Before<T, Schema>) => string | null | undefined;
  /** Loads the rows that written fields point at, by the field's name: the caller must be able to read them. */
  readonly references?: Readonly<Record<string, Reference<T, S>>>;
}

/** Loads what a field points at. */
export type Reference<T extends Shape, S extends Schema> = (
  before: Before<T, S>,
) => MaybeLater<object | readonly object[] | null | undefined>;

/** What is known when the row above is loaded. */
export type About<T extends Shape, S extends Schema, L> = Before<T, S> & { readonly stored?: NonNullable<L> };

export type MaybeLater<V> = V | PromiseLike<V>;
