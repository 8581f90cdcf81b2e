// What an app holds in its hands: the guard, and the access of one caller. `createGuard` makes them.
// Types only.

import type {
  ActionOf,
  AnyShape,
  Caller,
  Facts,
  InputOf,
  Key,
  ModelDescription,
  Outcome,
  Principal,
  RowOf,
  ScreenOf,
  Shape,
  WrittenModel,
} from "../core/types.js";
import type { Above, Place } from "../core/target.js";

/** Where callers come from. Made by `clerk()`, `supabase()`, `authjs()`, `jwt()` or `claims(fn)`. */
export type SessionSource = TokenSource | ClaimSource;

/** Tokens that the guard finds in the request and verifies itself. */
export interface TokenSource {
  readonly kind: "tokens";
  /** An `[identity]` table that replaces the model's; the model's own unless given. */
  readonly identity?: Readonly<Record<string, unknown>>;
}

/** Claims that somebody else verified. */
export interface ClaimSource {
  readonly kind: "claims";
  /**
   * The verified claims, or `null` where nobody is signed in. Throws `Denied` with `token_invalid` or
   * `token_expired` where a credential is there and does not hold, an `OwnguardError` where the source is set up wrongly;
   * anything else that is thrown makes every check deny with `facts_unavailable`.
   */
  read(headers: Headers): Promise<Readonly<Record<string, unknown>> | null>;
  /** An `[identity]` table whose `claims` say where in them status, tenants and so on stand. */
  readonly identity?: Readonly<Record<string, unknown>>;
}

/** What `createGuard` takes. */
export interface GuardOptions<T extends Shape = AnyShape> {
  /** What `ownguard build` wrote, or the text of `ownguard.toml`. */
  readonly model: WrittenModel<T> | string;
  /** Where callers come from; the tokens of the model's `[identity]` unless given. */
  readonly session?: SessionSource;
  /**
   * What the app knows of a subject, asked once a request. `null` says that there is no such account,
   * which denies. Where it throws, every check of that request denies with `facts_unavailable`.
   */
  readonly facts?: (subject: string) => Promise<Facts | null>;
  /** Where `env:` names of the model are looked up; `process.env` unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The time in milliseconds; `Date.now` unless given. */
  readonly now?: () => number;
  /** Takes audit records. One line of JSON on the console unless given. Where it throws, the check denies. */
  readonly audit?: (event: AuditEvent) => void;
  /** Takes warnings about the set-up. `console.warn` unless given. */
  readonly warn?: (warning: Warning) => void;
}

/** A record of a permit that must be kept: staff reads always, other actions as the model says. */
export interface AuditEvent {
  readonly v: 1;
  readonly event: "audit";
  /** Unix milliseconds. */
  readonly at: number;
  readonly action: string;
  /** The relation by which it was permitted. */
  readonly relation: string;
  readonly kind: Principal["kind"];
  readonly subject?: string;
  readonly tenant?: string;
  /** Keys of the rows, as far as they are known. */
  readonly keys: readonly string[];
}

/** Something in the set-up that will deny more than was meant. */
export interface Warning {
  readonly code: string;
  readonly text: string;
  readonly mend: string;
}

/** The guard of one model. */
export interface Guard<T extends Shape = AnyShape> {
  /** What the model says, in names. Throws where the guard is misconfigured. */
  readonly model: ModelDescription;
  /**
   * Who asks, and what they may do. Verified once for the same `Request` or `Headers` object. A bad
   * credential is not thrown here: it is an access that denies everything with its reason.
   * Throws an `OwnguardError` where the guard is misconfigured.
   *
   * @example
   * ```ts
   * const access = await og.session(request);
   * return Response.json(access.own("invoice.read", await db.invoice(id)));
   * ```
   */
  session(from: Request | Headers): Promise<Access<T>>;
  /**
   * The access of a caller that the code itself names: tests and jobs. `tenant` is the one that a
   * token would name.
   */
  as(caller: Caller, options?: { readonly tenant?: Key }): Access<T>;
  /**
   * A handler that tells the gate what the app knows of a subject, to nobody but the gate: it checks
   * the gate's proof (keys in `OWNGUARD_PROOF_KEY`), and answers 404 without one. Throws where no
   * `facts` was given.
   *
   * @example
   * ```ts
   * export const GET = og.facts(); // app/api/ownguard/facts/route.ts
   * ```
   */
  facts(): (request: Request) => Promise<Response>;
}

/** What is known besides the row. */
export interface Around<T extends Shape = AnyShape> {
  /**
   * The row above, for a child; `null` where there is none. With a row above it or a share level of
   * its own: `above(row, { parent, share })`.
   */
  readonly parent?: object | Above | null | undefined;
  /** The level at which the row is shared with the caller; `null` where it is not. */
  readonly share?: string | null | undefined;
  /** The tenant that the path names: a row of another one is not found. */
  readonly tenant?: Key;
  /** The key that the path names: another row is not found. */
  readonly key?: Key;
  /** Only the fields of this screen. */
  readonly screen?: ScreenOf<T>;
}

/** What is known besides each row of a list. */
export interface AroundEach<T extends Shape = AnyShape, R extends object = object> {
  /** The row above each; one for all, or by row. */
  readonly parent?: object | Above | null | ((row: R) => object | Above | null | undefined) | undefined;
  /** The level at which each is shared with the caller; one for all, or by row. */
  readonly share?: string | null | ((row: R) => string | null | undefined) | undefined;
  /** The tenant that the path names: rows of another one are left out. */
  readonly tenant?: Key;
  readonly screen?: ScreenOf<T>;
}

/**
 * What one caller may do. Every method is synchronous and throws an `OwnguardError` with
 * `unknown_name` for a name that the model does not know, and with `label_invalid` for a label
 * that is no exact text or integer. Rows may have wire names (`createdBy`) or column names
 * (`created_by`). `undefined` and a missing member are "not told", which is not `null`.
 */
export interface Access<T extends Shape = AnyShape> {
  readonly principal: Principal;
  /** Whether somebody is signed in whose credential holds. */
  readonly signedIn: boolean;
  readonly subject: string | undefined;
  readonly tenants: Principal["tenants"];

  /**
   * Whether the caller may do it to the row. Without a row: whether at all, to no row in particular;
   * before there is one, `place({ tenant, parent })`. A row that is `null` or `undefined` does not
   * exist: no. Throws `Denied` with `labels_missing` where the row does not say enough, and with
   * `facts_stale` or `facts_unavailable` where the facts are not to be had, since "no" would be a guess.
   *
   * @example
   * ```ts
   * if (access.can("invoice.update", row)) showButton();
   * if (access.can("invoice.create", place({ tenant: "t1" }))) showForm();
   * ```
   */
  can(action: ActionOf<T>): boolean;
  can(action: ActionOf<T>, row: object | Place | null | undefined, around?: Around<T>): boolean;

  /**
   * The decision itself, with obligations or the reason. Never throws for a denial, makes no audit
   * record. Rows as with {@link Access.can}.
   */
  decide(action: ActionOf<T>): Outcome;
  decide(action: ActionOf<T>, row: object | Place | null | undefined, around?: Around<T>): Outcome;

  /**
   * The row as the caller may see it, in wire names. An answer to a write is shown as `read` shows it.
   * Throws `Denied`, alike for a foreign row and for one that is `null` or `undefined`.
   *
   * @example
   * ```ts
   * const invoice = access.own("invoice.read", await db.invoice(params.id), { key: params.id });
   * ```
   */
  own<A extends ActionOf<T>>(action: A, row: object | null | undefined, around?: Around<T>): RowOf<T, A>;

  /** As {@link Access.own}, but `null` where the caller may not. Throws where `can` would. */
  redact<A extends ActionOf<T>>(action: A, row: object | null | undefined, around?: Around<T>): RowOf<T, A> | null;

  /**
   * The rows that the caller may see, as they may see them; others are left out. Throws `Denied` where
   * no row at all could be theirs (`anonymous`, a bad token), and as {@link Access.can} where a row
   * does not say enough.
   *
   * @example
   * ```ts
   * const invoices = access.filter("invoice.list", await db.invoices());
   * ```
   */
  filter<A extends ActionOf<T>, R extends object>(
    action: A,
    rows: readonly R[],
    around?: AroundEach<T, R>,
  ): RowOf<T, A>[];

  /**
   * The rows that {@link Access.filter} would show, whole as they are stored: to count or to sum up, not
   * to send. Throws as `filter`.
   *
   * @example
   * ```ts
   * const open = access.stored("invoice.read", await db.invoices()).filter((row) => row.status === "open");
   * ```
   */
  stored<R extends object>(action: ActionOf<T>, rows: readonly R[], around?: AroundEach<T, R>): R[];

  /**
   * What a query must ask so that it finds only rows that the caller may meet. Throws `Denied` where
   * there can be none, so that a list of nothing is not mistaken for an empty one.
   *
   * @example
   * ```ts
   * const { text, params } = access.where("invoice.list").sql();
   * await pg.query(`select * from invoices where ${text}`, params);
   * await prisma.invoice.findMany({ where: access.where("invoice.list").prisma() });
   * await access.where("invoice.list").supabase(db.from("invoices").select());
   * ```
   */
  where(action: ActionOf<T>, around?: { readonly tenant?: Key }): Where;

  /**
   * The columns to select: what the caller may see, and what judging the row needs. Throws `Denied`
   * as {@link Access.where}.
   *
   * @example
   * ```ts
   * const { sql } = access.columns("invoice.list");
   * await pg.query(`select ${sql} from invoices`);
   * ```
   */
  columns(action: ActionOf<T>, screen?: ScreenOf<T>): ColumnsToSelect;

  /**
   * What may be written of what was given: the allowed columns, and on `create` the owner and the
   * tenant of the session. For an existing row (any action but `create`) `row` must be given, as it
   * is stored. Throws `Denied`: whatever `own` would throw for the row, `field_not_writable`,
   * `value_not_allowed`, `identity_mismatch` (a tenant or owner that contradicts the session), and
   * `foreign_reference` where a field points at a row that is not among `references` or that the caller
   * may not read.
   *
   * @example
   * ```ts
   * const data = access.input("invoice.create", await request.json(), { tenant: "t1" });
   * await sql`insert into invoices ${sql(data)}`;
   * ```
   */
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

  /**
   * Throws `Denied` where nothing of the action could be permitted to the caller, and without an action
   * where nobody is signed in.
   *
   * @example
   * ```ts
   * access.require();               // 401 unless signed in
   * access.require("invoice.list"); // and may list some invoice
   * ```
   */
  require(action?: ActionOf<T>, around?: { readonly tenant?: Key }): void;

  /**
   * Whether a value that says who the caller is (`userId=`, `workspaceId=`, as the model's
   * `wire.identity_names`) contradicts the session. No for names that say nothing of the caller.
   */
  contradicts(name: string, value: string, tenant?: Key): boolean;

  /**
   * Whether another site could have sent a request that changes something: its credential came in a
   * cookie, and it shows neither that it is of the app's own origin nor of one that the model lists.
   */
  crossSite(request: { readonly method: string; readonly headers: Headers; readonly url: string }): boolean;

  /** The same caller with a share link, if it verifies (keys in `OWNGUARD_LINK_KEY`); else without. */
  withLink(presented: string): Access<T>;
}

/** What `input` is told besides. */
export interface InputAround {
  /** The row as it is stored; for every action but `create`. */
  readonly row?: object | null;
  /** The tenant that the path names; the only one of the caller unless given. */
  readonly tenant?: Key;
  /** The row above, for a child. */
  readonly parent?: object | Above | null | undefined;
  /** The level at which the row is shared with the caller. */
  readonly share?: string | null | undefined;
  /** Of a member: whether nobody else holds the top role of the tenant. */
  readonly last?: boolean;
  /** Rows that fields with `ref` point at, by the field's wire name, loaded by your own code. */
  readonly references?: Readonly<Record<string, object | readonly object[] | null | undefined>>;
  /** The names that come back: columns unless given. */
  readonly names?: "wire" | "column";
}

/** A condition, for whoever queries. */
export interface Where {
  /** Whether no row can match. */
  readonly none: boolean;
  /** SQL with `$1`, `$2` … from `first` on, and the values for them. */
  sql(options?: { readonly alias?: string; readonly first?: number }): {
    readonly text: string;
    /** Each bound as text. */
    readonly params: string[];
  };
  /**
   * A `where` for Prisma. Its fields are the columns in camel case, unless `names` says what else the
   * schema calls them.
   */
  prisma(names?: PrismaNames): Record<string, unknown>;
  /**
   * A query of supabase-js with the condition. Throws an `OwnguardError` with `where_unsupported` for
   * what PostgREST's filters cannot say (a condition on the row above).
   */
  supabase<Q extends SupabaseQuery>(query: Q): Q;
}

/** What a Prisma schema calls columns and relations, where it does not follow the usual. */
export interface PrismaNames {
  /** Fields are called as their columns are: a schema that was introspected. */
  readonly as_columns?: boolean;
  /** Single columns, by `<resource>.<column>` or `<resource>.shares.<column>`. */
  readonly fields?: Readonly<
    Record<
      string,
      { readonly name?: string; readonly holds?: "text" | "number" | "boolean" | "time"; readonly required?: boolean }
    >
  >;
  /** The relation from a child to its parent, by the child's resource. */
  readonly parents?: Readonly<Record<string, string>>;
  /** The relation from a resource to its shares, by the resource. */
  readonly shares?: Readonly<Record<string, string>>;
}

/** As much of a supabase-js filter builder as is needed. */
export interface SupabaseQuery {
  or(filters: string): unknown;
}

/** What to select. */
export interface ColumnsToSelect {
  /** Every column to select. */
  readonly all: readonly string[];
  /** Those that the caller may see. */
  readonly shown: readonly string[];
  /** Those that are shown masked or as null. */
  readonly masked: readonly string[];
  /** Those that are needed to judge a row. */
  readonly judged: readonly string[];
  /** `all` for SQL, quoted. */
  readonly sql: string;
  /** `all` for `select` of Prisma, in wire names. */
  readonly prisma: Readonly<Record<string, true>>;
  /** `all` for `select` of supabase-js. */
  readonly supabase: string;
}
