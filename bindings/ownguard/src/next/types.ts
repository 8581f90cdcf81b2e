// What an app on Next.js holds in its hands: the guard of `ownguard/next`. Types only.

import type {
  ActionOf,
  AnyShape,
  Caller,
  Key,
  ModelDescription,
  RowOf,
  ScreenOf,
  Shape,
} from "../core/types.js";
import type { Place } from "../core/target.js";
import type { Access, Around, AroundEach, ColumnsToSelect, GuardOptions, Where } from "../guard/types.js";
import type { ActionOptions, ActionResult, ServerAction } from "./action.js";
import type { Context } from "./context.js";
import type { SessionClient, SessionOptions, TransactionOf } from "./database/types.js";
import type { InnerProxy, ProxyHandler, ProxyOptions } from "./proxy.js";
import type { HandlerOf, RouteHandler, RouteOptions, Unschemed } from "./route.js";
import type { Given, Schema } from "./schema.js";

/** What `createGuard` of `ownguard/next` takes. */
export interface NextOptions<T extends Shape = AnyShape> extends GuardOptions<T> {
  /**
   * Where the signed-out are sent, such as `/login`. Without it a component asks Next.js for
   * `unauthorized()`, or for `notFound()` where the app has no `experimental.authInterrupts`.
   */
  readonly signIn?: string;
}

/** A row, a promise of one, or what loads one; `null` where there is none. */
export type Loaded<R> = R | PromiseLike<R> | (() => R | PromiseLike<R>);

/**
 * The guard of one model in Next.js. Every question awaits `headers()` first: in a shared cache scope (`use cache`,
 * `unstable_cache`) that throws, loudly; under `force-static` nobody is signed in, so that it denies.
 *
 * In components a denial is Next.js's own `notFound()`, `forbidden()` or `redirect()`; inside {@link NextGuard.route}
 * it is a `Response`, inside {@link NextGuard.action} an `{ ok: false }`. Whoever wants to catch `Denied` asks the
 * access of {@link NextGuard.session}.
 */
export interface NextGuard<T extends Shape = AnyShape> {
  /** What the model says, in names. Throws where the guard is misconfigured. */
  readonly model: ModelDescription;

  /**
   * Who asks, and what they may do; verified once a request. A bad credential is not thrown here: it is an access that
   * denies everything.
   *
   * @example
   * ```tsx
   * const { signedIn, subject } = await og.session();
   * ```
   */
  session(): Promise<Access<T>>;

  /**
   * The access of a caller that the code itself names: tests and jobs. Asks for no request.
   *
   * @example
   * ```ts
   * og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1", role: "viewer" }] }).can("invoice.read", invoice);
   * ```
   */
  as(caller: Caller, options?: { readonly tenant?: Key }): Access<T>;

  /**
   * Whether the caller may do it to the row; without a row whether at all.
   *
   * @example
   * ```tsx
   * const editable = await og.can("invoice.update", invoice);
   * ```
   */
  can(action: ActionOf<T>): Promise<boolean>;
  can(action: ActionOf<T>, row: object | Place | null | undefined, around?: Around<T>): Promise<boolean>;

  /**
   * The row as the caller may see it. A foreign row and one that is not there are both Next.js's `notFound()`.
   *
   * @example
   * ```tsx
   * const invoice = await og.own("invoice.read", () => db.invoice(id), { key: id });
   * ```
   */
  own<A extends ActionOf<T>>(
    action: A,
    row: Loaded<object | null | undefined>,
    around?: Around<T>,
  ): Promise<RowOf<T, A>>;

  /**
   * As {@link NextGuard.own}, but `null` where the caller may not.
   *
   * @example
   * ```ts
   * const shown = await og.redact("invoice.read", invoice);
   * ```
   */
  redact<A extends ActionOf<T>>(
    action: A,
    row: Loaded<object | null | undefined>,
    around?: Around<T>,
  ): Promise<RowOf<T, A> | null>;

  /**
   * The rows that the caller may see, as they may see them.
   *
   * @example
   * ```tsx
   * const invoices = await og.filter("invoice.list", () => db.invoices());
   * ```
   */
  filter<A extends ActionOf<T>, R extends object>(
    action: A,
    rows: Loaded<readonly R[]>,
    around?: AroundEach<T, R>,
  ): Promise<RowOf<T, A>[]>;

  /**
   * What a query must ask so that it finds only rows that the caller may meet.
   *
   * @example
   * ```ts
   * const where = await og.where("invoice.list");
   * const invoices = await prisma.invoice.findMany({ where: where.prisma() });
   * ```
   */
  where(action: ActionOf<T>, around?: { readonly tenant?: Key }): Promise<Where>;

  /**
   * The columns to select: what the caller may see, and what judging the row needs.
   *
   * @example
   * ```ts
   * const { sql } = await og.columns("invoice.list");
   * await pg.query(`select ${sql} from invoices`);
   * ```
   */
  columns(action: ActionOf<T>, screen?: ScreenOf<T>): Promise<ColumnsToSelect>;

  /**
   * Turns back whoever could do nothing of the action to any row; without an action whoever is signed out.
   *
   * @example
   * ```tsx
   * export default async function Layout({ children }: { children: unknown }) {
   *   await og.require();
   *   return children;
   * }
   * ```
   */
  require(action?: ActionOf<T>, around?: { readonly tenant?: Key }): Promise<void>;

  /**
   * A route handler that is decided: loads, judges, and hands out only what the caller may see. A foreign row is
   * answered as one that is not there, byte for byte. Its answer is never kept by a cache.
   *
   * Without a handler the row (or the rows, for `list` and `export`) is the answer. A handler that returns a row
   * instead of a `Response` has it judged and redacted as `read` shows it.
   *
   * @example
   * ```ts
   * // app/api/invoices/[id]/route.ts
   * export const GET = og.route("invoice.read", { load: ({ params }) => db.invoice(params.id) });
   * export const PATCH = og.route(
   *   "invoice.update",
   *   { load: ({ params }) => db.invoice(params.id) },
   *   (request, { row, columns }) => db.update(row.id, columns),
   * );
   * ```
   */
  route<A extends ActionOf<T>, L, S extends Schema = Unschemed<T, A>>(
    action: A,
    options: RouteOptions<T, A, S, L>,
    ...handler: HandlerOf<T, A, S, L>
  ): RouteHandler;

  /**
   * A server action that is decided, and answers `{ ok: true, data }` or `{ ok: false, error }`. Takes an object or a
   * form, alone or behind the state of `useActionState`. What `fn` throws by `redirect()` or `notFound()` goes through.
   * Let `fn` be `async`: in a file of server actions Next.js 15 asks for it.
   *
   * @example
   * ```ts
   * "use server";
   * export const save = og.action(
   *   "invoice.update",
   *   { input: z.object({ id: z.uuid(), total: z.number() }), load: ({ input }) => db.invoice(input.id) },
   *   async ({ row, columns }) => db.update(row.id, columns),
   * );
   * ```
   */
  action<A extends ActionOf<T>, L, R, S extends Schema = Unschemed<T, A>>(
    action: A,
    options: ActionOptions<T, A, S, L>,
    fn: (context: Context<T, A, S, L>) => R | Promise<R>,
  ): ServerAction<Given<S>, ActionResult<R>>;

  /**
   * For `proxy.ts` (Next.js 16) and `middleware.ts` (Next.js 15): sends signed-out visitors of pages to `signIn`, keeps
   * every answer that is not public out of caches, and drops headers by which clients say who they are.
   *
   * It is no wall: it has been walked around before, so every page, route and action still asks the guard.
   *
   * @example
   * ```ts
   * // proxy.ts
   * export const proxy = og.proxy({ signIn: "/login", public: ["/", "/pricing", "/blog/*"] });
   * ```
   */
  proxy(options?: ProxyOptions, inner?: InnerProxy): ProxyHandler;

  /**
   * A route handler that tells the gate what the app knows of a subject, and nobody else.
   *
   * @example
   * ```ts
   * // app/api/ownguard/facts/route.ts
   * export const GET = og.facts();
   * ```
   */
  facts(): (request: Request) => Promise<Response>;

  /**
   * Runs `fn` in a transaction of the database in which the policies of `ownguard rls` see the caller. Takes Prisma, a
   * `Pool` or `Client` of `pg`, postgres.js, or PGlite.
   *
   * @example
   * ```ts
   * const rows = await og.withSession(pool, (tx) => tx.query("select id, total from invoices"));
   * const invoices = await og.withSession(prisma, (tx) => tx.invoice.findMany());
   * ```
   */
  withSession<C extends SessionClient, R>(
    client: C,
    fn: (transaction: TransactionOf<C>) => Promise<R>,
    options?: SessionOptions,
  ): Promise<R>;
}
