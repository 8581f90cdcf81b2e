// Database clients in which a transaction can be opened, as much of them as is needed, and how the caller is told to
// the policies. Types only.

/** What runs SQL: a `Client` of `pg`, a client of its `Pool`, a transaction of PGlite. */
export interface Queries {
  query<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<{ rows: R[] }>;
}

/** `Pool` of `pg`, of Neon's driver and of others like it. */
export interface PoolLike {
  readonly totalCount: number;
  connect(): Promise<Queries & { release(error?: boolean | Error): void }>;
}

/** `Client` of `pg`, on a connection of its own. */
export type ClientLike = Queries;

/** PGlite. */
export interface PGliteLike<X = unknown> {
  transaction(run: (transaction: X) => Promise<unknown>): Promise<unknown>;
}

/** A Prisma client. */
export interface PrismaLike<X = unknown> {
  $transaction(run: (transaction: X) => Promise<unknown>, options?: object): Promise<unknown>;
}

/** `postgres(…)` of postgres.js. */
export interface PostgresLike<X = unknown> {
  begin(run: (transaction: X) => Promise<unknown>): Promise<unknown>;
}

type Anyhow = (...given: never) => unknown;

/** What `withSession` takes. */
export type SessionClient =
  | PoolLike
  | ClientLike
  | { readonly $transaction: Anyhow }
  | { readonly begin: Anyhow }
  | { readonly transaction: Anyhow };

/** A function that is given a transaction. */
type Opens<X> = (run: (transaction: X) => Promise<never>) => unknown;

/** What runs in the transaction. */
export type TransactionOf<C> = C extends { readonly $transaction: Opens<infer X> }
  ? X
  : C extends { readonly begin: Opens<infer X> }
    ? X
    : C extends { readonly transaction: Opens<infer X> }
      ? X
      : Queries;

/** How the policies are told who asks. */
export interface SessionOptions {
  /**
   * As `ownguard rls` was asked to write them: `plain` reads settings, `supabase` reads `auth.uid()` and `auth.jwt()`.
   * `plain` unless given.
   */
  readonly flavour?: "plain" | "supabase";
  /**
   * The database's roles: `ownguard_user` and `ownguard_anonymous`, for Supabase `authenticated` and `anon`, unless
   * given. The connection's own role must be able to take them (`grant … to …`).
   */
  readonly roles?: { readonly authenticated?: string; readonly anonymous?: string };
  /** The role of a caller who is staff, such as `ownguard_staff_support`; without one they are refused. */
  readonly role?: string;
  /** More claims for the policies of Supabase that were there before, such as those that `auth.jwt()` is asked for. */
  readonly claims?: Readonly<Record<string, unknown>>;
}
