// What an app does that has no guard, and how most leaks come to be: whoever is signed in is
// known, and every row is handed out as it was loaded, every input written as it came.
import { NextResponse } from "next/server";
import { notFound } from "next/navigation";
import { db, type Row } from "./db";

type Loaded = Row | readonly Row[] | null | undefined;
type Load = (about: object) => Loaded | Promise<Loaded>;
type Handler = (...given: readonly unknown[]) => unknown;

interface Schema {
  parse(input: unknown): Row;
}

interface Options {
  readonly input?: Schema;
  readonly load?: Load;
  readonly parent?: Load;
}

interface Session {
  readonly subject?: string;
}

/** As much of the guard as the example calls. */
export function unguarded(guard: object) {
  const session = () => (guard as { session(): Promise<Session> }).session();

  const about = async (action: string, { input: schema, load, parent }: Options, params: Row, raw: Row) => {
    const { id, ...rest } = schema ? { ...raw, ...schema.parse(raw) } : raw;
    const who = await session();
    const before = { params, input: { id, ...rest }, session: who, search: new URLSearchParams() };
    const stored = await load?.(before);
    const [home] = who.subject ? await db.workspacesOf(who.subject) : [];
    const owned = { workspaceId: params["workspace"] ?? home?.["id"], createdBy: who.subject };
    const columns = action.endsWith(".create") ? { ...owned, ...rest } : rest;
    return { ...before, stored, row: stored, rows: stored, data: columns, columns, parent: await parent?.(before) };
  };

  return {
    session: async () => ({ ...open, subject: (await session()).subject }),
    can: async () => true,
    own: async (_: string, row: unknown) => (await found(row)) ?? notFound(),
    filter: async (_: string, rows: unknown) => found(rows),
    where: async () => ({ none: false, sql: () => ({ text: "true", params: [] }) }),
    require: async () => undefined,

    route: (action: string, options: Options, handler?: Handler) => async (request: Request, context: { params: Promise<Row | undefined> }) => {
      const raw = request.method === "GET" ? {} : ((await request.json().catch(() => ({}))) as Row);
      const given = await about(action, options, (await context.params) ?? {}, raw);
      if (options.load && !given.stored) return Response.json({ error: "not found" }, { status: 404 });
      const answer = handler ? await handler(request, given) : given.stored;
      return answer instanceof Response ? answer : Response.json(answer);
    },

    action: (action: string, options: Options, run: Handler) => async (...given: readonly unknown[]) => {
      const form = given.at(-1);
      const raw = form instanceof FormData ? Object.fromEntries([...form].filter(([name]) => !name.startsWith("$"))) : (form as Row);
      return { ok: true, data: await run(await about(action, options, {}, raw)) };
    },

    proxy: () => () => NextResponse.next(),
  } as Record<string, Handler>;
}

/** An access that says yes. */
const open = {
  can: () => true,
  own: (_: string, row: unknown) => row,
  redact: (_: string, row: unknown) => row,
  filter: (_: string, rows: unknown) => rows,
  withLink() {
    return this;
  },
};

const found = async (loaded: unknown): Promise<unknown> => (typeof loaded === "function" ? (loaded as () => unknown)() : loaded);
