// One request of a route or an action, decided: who asks, what the request names, the rows, what may be written.
// Foreign and absent rows come to the same denial. Touches what the app's own loaders touch.

import { Denied } from "../core/errors.js";
import type { Above } from "../core/target.js";
import type { AnyShape, Key } from "../core/types.js";
import type { Access } from "../guard/types.js";
import type { Before, Deciding, Params } from "./context.js";
import { deed, sessionOf } from "./core.js";
import type { Core } from "./core.js";
import { parsed, textOf } from "./input.js";
import type { Given } from "./input.js";
import { makesARow, namedBy, ofMany } from "./names.js";
import type { Deed, Named } from "./names.js";
import { Refused, denied } from "./refused.js";
import type { Schema } from "./schema.js";
import { ownOrigin } from "./site.js";
import { target } from "./target.js";
import type { Target } from "./target.js";
import { written } from "./write.js";

/** What is asked. */
export interface Asked {
  readonly action: string;
  readonly headers: Headers;
  readonly params: Params;
  readonly search: URLSearchParams;
  /** Whether something could be changed by it, so that another site must not be able to ask. */
  readonly unsafe: boolean;
  readonly schema: Schema | undefined;
  /** Reads what was given; `undefined` where nothing was. */
  readonly given: () => Promise<Given | undefined>;
  /** Whether what was given is written by the allow-list. */
  readonly writes: boolean;
}

/** The loaders of a route or an action, of any model. */
export type Loaders = Omit<Deciding<AnyShape, string, Schema, unknown>, "load"> & {
  readonly load?: ((before: Before<AnyShape, Schema>) => unknown) | undefined;
};

/** What is asked, with all that is known before the row is. */
export interface Question {
  readonly asked: Asked;
  readonly deed: Deed;
  readonly named: Named;
  readonly tenant: Key | undefined;
  readonly raw: Given | undefined;
  /** Whether what is written must be asked; also of a member who is removed, since somebody must stay. */
  readonly writes: boolean;
  readonly before: Before<AnyShape, Schema>;
  readonly loaders: Loaders;
}

/** What the code behind the decision is given; which members are there, the action says. */
export interface Decided extends Before<AnyShape, Schema>, Target {
  readonly data: Given;
  readonly columns: Given;
  readonly tenant: Key | undefined;
  readonly parent: object | Above | null | undefined;
}

/** Decides, or throws a denial. */
export async function decide(core: Core, asked: Asked, loaders: Loaders): Promise<Decided> {
  const question = await questionOf(core, asked, loaders);
  const found = await target(question, core.guard.model);
  return { ...question.before, ...found, ...(await written(question, found)), tenant: question.tenant };
}

async function questionOf(core: Core, asked: Asked, loaders: Loaders): Promise<Question> {
  const { action, headers, params, search } = asked;
  const asks = deed(core, action);
  const named = namedBy(params, asks);
  const first = { params, search, input: undefined, session: await sessionOf(core.guard, headers) };
  const session = linked(loaders, first);
  const tenant = await tenantOf(loaders, { ...first, session }, named);
  askedEarly(session, asks, action, tenant);
  if (asked.unsafe) ofThisSite(session, headers);
  nobodyElse(session, tenant, sent(asked));
  const raw = await asked.given();
  nobodyElse(session, tenant, scalars(raw));
  const input = asked.schema === undefined ? (raw ?? {}) : await parsed(asked.schema, raw ?? {});
  nobodyElse(session, tenant, scalars(input));
  const before = { params, search, input, session };
  const writes = asked.writes || (asks.resource.members && asks.verb === "delete");
  return { asked, deed: asks, named, tenant, raw, writes, before, loaders };
}

/**
 * Before anything is loaded, so that whoever may do nothing of it costs no query. Not of one row, and not of one below
 * another: whether that denial is a 403 or a 404 hangs on whether the caller may read the row.
 */
function askedEarly(session: Access, { verb, resource }: Deed, action: string, tenant: Key | undefined): void {
  const hangsOnARow = makesARow(verb) || ofMany(verb) ? resource.parent !== undefined : true;
  try {
    session.require(action, tenant === undefined ? {} : { tenant });
  } catch (thrown) {
    const hangs = hangsOnARow && !session.principal.suspended && thrown instanceof Denied && thrown.status === 403;
    if (!hangs) throw thrown;
  }
}

function linked(loaders: Loaders, before: Before<AnyShape, Schema>): Access {
  const presented = loaders.link?.(before);
  return typeof presented === "string" ? before.session.withLink(presented) : before.session;
}

async function tenantOf(
  loaders: Loaders,
  before: Before<AnyShape, Schema>,
  named: Named,
): Promise<Key | undefined> {
  if (loaders.tenant === undefined) return named.tenant;
  const tenant = await loaders.tenant(before);
  // Whoever may see no tenant of that name is not told whether there is one.
  if (tenant !== null && tenant !== undefined) return tenant;
  throw before.session.signedIn ? denied("not_found", 404) : denied("anonymous", 401);
}

/** A cookie rides along on what other sites send (SEMANTICS 28). */
function ofThisSite(session: Access, headers: Headers): void {
  if (!session.crossSite({ method: "POST", headers, url: ownOrigin(headers) ?? "" })) return;
  throw new Refused("cross_site", "send the request from the site itself, or list its origin in `wire.origins`");
}

/** No name in path, query, headers or body may say that the caller is somebody else. */
function nobodyElse(session: Access, tenant: Key | undefined, names: readonly (readonly [string, string])[]): void {
  const contradicts = names.some(([name, value]) => session.contradicts(name, value, tenant));
  if (contradicts) throw session.signedIn ? denied("identity_mismatch", 403) : denied("anonymous", 401);
}

function sent({ params, search, headers }: Asked): readonly (readonly [string, string])[] {
  const plain = [...headers].map(([name, value]) => [name.replace(/^x-/, ""), value] as const);
  return [...Object.entries(params), ...search, ...plain];
}

function scalars(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, value]) => [name, textOf(value)]);
}
