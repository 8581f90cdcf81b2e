// A transaction in which the database knows the caller, in whichever client the app has. Touches the database.

import { OwnguardError } from "../../core/errors.js";
import type { Statement } from "./settings.js";
import type { ClientLike, PGliteLike, PoolLike, PostgresLike, PrismaLike } from "./types.js";

type Run = (transaction: never) => Promise<unknown>;

/** Runs it. `told` is what the transaction begins with. */
export async function inTransaction(client: unknown, told: Statement, run: Run): Promise<unknown> {
  if (isPrisma(client)) return ofPrisma(client, told, run);
  if (isPostgres(client)) return ofPostgres(client, told, run);
  if (isPool(client)) return ofPool(client, told, run);
  if (isPGlite(client)) return client.transaction(async (transaction) => begun(transaction, told, run));
  if (isQueries(client)) return alone(client, () => between(client, told, run));
  const mend = "pass Prisma, a `Pool` or `Client` of `pg`, postgres.js or PGlite; wrap others inside";
  throw new OwnguardError("client_unknown", "`withSession` knows no transaction of this database client", mend);
}

/** Read committed is what the policies on members expect. */
const BEGIN = "begin isolation level read committed";

async function ofPrisma(client: PrismaLike<RawPrisma>, told: Statement, run: Run): Promise<unknown> {
  const options = { isolationLevel: "ReadCommitted" };
  return client.$transaction(async (transaction) => {
    await transaction.$queryRawUnsafe(told.text, ...told.values);
    return run(transaction as never);
  }, options);
}

async function ofPostgres(client: PostgresLike<RawPostgres>, told: Statement, run: Run): Promise<unknown> {
  return client.begin(async (transaction) => {
    await transaction.unsafe(told.text, [...told.values]);
    return run(transaction as never);
  });
}

async function ofPool(pool: PoolLike, told: Statement, run: Run): Promise<unknown> {
  const client = await pool.connect();
  let broken = true;
  try {
    const result = await between(client, told, run);
    broken = false;
    return result;
  } catch (thrown) {
    broken = isUnended(thrown);
    throw thrown;
  } finally {
    // A connection whose transaction could not be ended still is the caller's: nobody else gets it.
    client.release(broken);
  }
}

async function between(client: ClientLike, told: Statement, run: Run): Promise<unknown> {
  const status = statusOf(client);
  if (status !== undefined && status !== "I") throw inUse();
  await client.query(BEGIN);
  try {
    const result = await begun(client, told, run);
    await client.query("commit");
    return result;
  } catch (thrown) {
    await client.query("rollback").catch((cause: unknown) => {
      throw new Unended(cause);
    });
    throw thrown;
  }
}

async function begun(client: ClientLike, told: Statement, run: Run): Promise<unknown> {
  await client.query(told.text, [...told.values]);
  return run(client as never);
}

/** The transaction could not be taken back, so the connection cannot be trusted. */
class Unended extends OwnguardError {
  constructor(cause: unknown) {
    super("rollback_failed", "a transaction could not be taken back", "see the cause; the connection is given up", { cause });
  }
}

const isUnended = (thrown: unknown): boolean => thrown instanceof Unended;

const queues = new WeakMap<object, Promise<unknown>>();

/** One after the other: two transactions on one connection would be one, of the caller who came last. */
async function alone<R>(client: object, run: () => Promise<R>): Promise<R> {
  const before = queues.get(client) ?? Promise.resolve();
  const mine = before.then(run, run);
  queues.set(client, mine.catch(() => undefined));
  return mine;
}

/** What newer versions of `pg` know of the connection. */
function statusOf(client: object): string | undefined {
  if (!("getTransactionStatus" in client) || typeof client.getTransactionStatus !== "function") return undefined;
  const status: unknown = (client.getTransactionStatus as () => unknown)();
  return typeof status === "string" ? status : undefined;
}

function inUse(): OwnguardError {
  const mend = "pass the pool, or call `withSession` outside of the transaction";
  return new OwnguardError("transaction_open", "`withSession` got a client with an open transaction", mend);
}

interface RawPrisma {
  $queryRawUnsafe(text: string, ...values: unknown[]): Promise<unknown>;
}

interface RawPostgres {
  unsafe(text: string, values: unknown[]): PromiseLike<unknown>;
}

const has = <N extends string>(client: unknown, name: N): client is Record<N, unknown> =>
  ((typeof client === "object" && client !== null) || typeof client === "function") && name in client;

const calls = (client: unknown, name: string): boolean => has(client, name) && typeof client[name] === "function";

const isPrisma = (client: unknown): client is PrismaLike<RawPrisma> => calls(client, "$transaction");
const isPostgres = (client: unknown): client is PostgresLike<RawPostgres> => calls(client, "begin") && calls(client, "unsafe");
const isPool = (client: unknown): client is PoolLike => calls(client, "connect") && has(client, "totalCount");
const isPGlite = (client: unknown): client is PGliteLike<ClientLike> => calls(client, "transaction") && calls(client, "query");
const isQueries = (client: unknown): client is ClientLike => calls(client, "query");
