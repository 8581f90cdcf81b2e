// What compiles, and what must not. Compiled by types.test.mjs, never run.
import type { NextRequest } from "next/server";
import * as v from "valibot";
import * as z from "zod";
import { createGuard } from "ownguard/next";
import type { ActionResult, NextGuard, Queries } from "ownguard/next";
import { model } from "./model.js";
import type { Model } from "./model.js";

const og = createGuard({ model, signIn: "/login" });
export const same: NextGuard<Model> = og;

interface Stored {
  id: string;
  total: number;
  stripe_customer_id: string;
}
declare function one(id: string): Promise<Stored | null>;
declare function all(): Promise<Stored[]>;

/** As React's types have it. */
declare function useActionState<S, P>(
  action: (state: Awaited<S>, payload: P) => S | Promise<S>,
  initial: Awaited<S>,
): [state: Awaited<S>, dispatch: (payload: P) => void, pending: boolean];

// ── Names
export async function names(row: Stored): Promise<void> {
  await og.can("invoice.update", row);
  // @ts-expect-error no such action
  await og.can("invoice.raed", row);
  // @ts-expect-error no such action
  await og.own("invoice.raed", row);
  // @ts-expect-error no such action
  og.route("invoice.raed", { load: () => row });
  // @ts-expect-error no such action
  og.action("invoice.raed", { load: () => row }, () => 1);
  // @ts-expect-error no such resource
  await og.where("invoices.list");
  // @ts-expect-error no such screen
  await og.columns("invoice.list", "order_statsu");
}

// ── Rows
export async function rows(): Promise<void> {
  const row = await og.own("invoice.read", () => one("1"), { key: "1" });
  const total: number | string = row.total;
  const email: string | null | undefined = row.customerEmail;
  // @ts-expect-error leaves the server for nobody
  row.stripeCustomerId;
  const list = await og.filter("invoice.list", all);
  const ids: string[] = list.map((row) => row.id);
  const maybe = await og.redact("project.read", null);
  // @ts-expect-error may be null
  maybe.name;
  void [total, email, ids];
}

// ── Routes
export const GET = og.route("invoice.read", { load: ({ params }) => one(params["id"] ?? "") }, (request, { row, stored, session }) => {
  const email: string | null | undefined = row.customerEmail;
  const secret: string = stored.stripe_customer_id;
  // @ts-expect-error what is redacted is not there
  row.stripe_customer_id;
  return Response.json({ email, secret: secret.length, by: session.subject, at: request.url });
});
export const LIST = og.route("invoice.list", { load: all });
export const NEXT = og.route("invoice.list", { load: all }, (request: NextRequest, { rows }) => Response.json([request.nextUrl.pathname, rows.length]));
export const POST = og.route("invoice.create", {}, (_, { data, columns }) => {
  const total: number | undefined = data.total;
  // @ts-expect-error nobody writes it
  data.id;
  return Response.json({ total, columns });
});
export const PATCH = og.route(
  "invoice.update",
  { input: z.object({ total: z.number() }), load: ({ params, input }) => (input.total > 0 ? one(params["id"] ?? "") : null) },
  (_, { input, row }) => new Response(`${row.id} ${input.total.toFixed(2)}`),
);
export const BULK = og.route("invoice.bulk_update", { load: all }, (_, { rows, stored }) => Response.json([rows[0]?.id, stored[0]?.id]));
// @ts-expect-error a row that is updated must be loaded
og.route("invoice.update", {}, () => new Response());
// @ts-expect-error what is written must be written by somebody
og.route("invoice.update", { load: () => one("1") });
// @ts-expect-error a new row is not loaded
og.route("invoice.create", { load: () => one("1") }, () => new Response());

/** What Next.js asks of a handler of `[id]` and of one without parameters. */
type OfId = (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response>;
type OfNone = (request: NextRequest, context: { params: Promise<{}> }) => Promise<Response>;
type OfRest = (request: NextRequest, context: { params: Promise<{ rest: string[] }> }) => Promise<Response>;
export const handlers: [OfId, OfNone, OfRest] = [GET, LIST, GET];

// ── Actions
export const save = og.action(
  "invoice.update",
  { input: z.object({ id: z.string(), total: z.coerce.number() }), load: ({ input }) => one(input.id) },
  async ({ row, input, data, stored }) => {
    const total: number = input.total;
    const written: number | undefined = data.total;
    void [row.customerEmail, stored.stripe_customer_id, total, written];
    return row.id;
  },
);
export async function act(form: FormData): Promise<void> {
  const result = await save({ id: "1", total: "5" });
  if (result.ok) {
    const id: string = result.data;
    void id;
  } else {
    const status: number = result.error.status;
    // @ts-expect-error a closed set
    result.error.code === "nope";
    void status;
  }
  // @ts-expect-error what is wrong has no data
  result.data;
  await save(form);
  // @ts-expect-error the schema asks for an id
  await save({ total: 5 });
}
export function form(): FormData {
  const [state, submit] = useActionState(save, null);
  const code: string | undefined = state?.ok === false ? state.error.code : state?.data;
  submit({ id: "1", total: "5" });
  const form = new FormData();
  submit(form);
  void code;
  return form;
}
export const initial: ActionResult<string> = { ok: false, error: { code: "not_found", status: 404 } };
export const withValibot = og.action(
  "invoice.update",
  { input: v.object({ id: v.string() }), load: ({ input }) => one(input.id) },
  ({ input }) => input.id.length,
);
export const bare = og.action("invoice.create", {}, ({ columns, session }) => [columns, session.tenants] as const);
export async function asBare(): Promise<void> {
  await bare({ total: 1, number: "A-1" });
  // @ts-expect-error not an input of the action
  await bare({ total: 1, id: "1" });
}

// ── Proxy and databases
const handler = og.proxy({ signIn: "/login", public: ["/"] }, (request) => {
  void request.nextUrl.pathname;
});
export const proxy: (request: NextRequest) => Promise<Response> = handler;

declare const pool: { totalCount: number; connect(): Promise<Queries & { release(error?: boolean | Error): void }> };
interface Tx {
  invoice: { findMany(): Promise<Stored[]> };
}
declare const prisma: {
  $transaction<P extends readonly unknown[]>(all: [...P]): Promise<P>;
  $transaction<R>(run: (tx: Tx) => Promise<R>, options?: { maxWait?: number; timeout?: number }): Promise<R>;
};
export async function stored(): Promise<void> {
  const { rows } = await og.withSession(pool, (tx) => tx.query<{ id: string }>("select id from invoices"));
  const id: string | undefined = rows[0]?.id;
  const many: Stored[] = await og.withSession(prisma, (tx) => tx.invoice.findMany());
  // @ts-expect-error no database client
  await og.withSession(42, async () => 1);
  void [id, many];
}
