// What each reason of a decision means to whoever builds the app, and what mends it. Words only.

/** A reason in a sentence, and the mend. */
export interface Mend {
  readonly means: string;
  readonly mend: string;
}

const MENDS: Readonly<Record<string, Mend>> = {
  anonymous: { means: "nobody is signed in", mend: "sign in; or grant the action to `anyone`, and make the row public" },
  token_expired: { means: "the token is too old", mend: "let the client refresh its session before it asks" },
  token_invalid: { means: "the token does not verify", mend: "compare issuer, audience, algorithms and keys with `[identity]`" },
  revoked: { means: "the session was revoked", mend: "sign in again" },
  facts_unavailable: { means: "the source of memberships did not answer", mend: "let the app answer the endpoint in `tenancy.facts`, as `og.facts()` does; its log says more" },
  suspended: { means: "the user, the membership or the tenant is suspended", mend: "lift the suspension where it is kept" },
  labels_missing: { means: "the answer lacks what decides: key, tenant or owner", mend: "let it carry these columns, or let the app answer the endpoint in `wire.labels`" },
  not_found: { means: "there is no such row", mend: "nothing, unless the row should be there" },
  orphaned: { means: "the row has no tenant, owner or parent", mend: "run `ownguard repair`: it finds such rows" },
  other_tenant: { means: "the caller is no member of this tenant", mend: "look at `tenancy.facts` if they should be; if not, it is what ownguard is for" },
  role_too_low: { means: "the caller's role does not hold this grant", mend: "grant the action to a lower role, or give the caller a higher one" },
  not_owner: { means: "no relation of the caller grants this", mend: "grant the action to a relation that they have; `ownguard explain` shows which" },
  facts_stale: { means: "what is known of the caller is too old", mend: "add an `origin:` source to `tenancy.facts`: it is asked when a token is too old" },
  email_unverified: { means: "the caller's address is not verified", mend: "verify it; or drop `verified` from the action" },
  plan_required: { means: "the tenant's plan does not include this", mend: "lower the action's `plan`, or raise the tenant's" },
  bad_path: { means: "the path has a second spelling", mend: "ask for the path as it is, without dot segments, escapes or `//`" },
  bad_query: { means: "the query is too long or not well-formed", mend: "send a shorter one" },
  bad_headers: { means: "the header fields are not well-formed, or stand twice", mend: "send each of them once" },
  headers_too_large: { means: "the header fields are too large", mend: "send fewer cookies" },
  bad_body: { means: "the body is not what its type says, or stands where none may", mend: "send well-formed JSON, a form or multipart" },
  body_too_large: { means: "the body is longer than is looked into", mend: "raise `wire.inspect_limit`, or make the route one that streams" },
  unknown_body_type: { means: "the body has a type that cannot be looked into", mend: "send JSON, a form or multipart, with its content type" },
  method_not_allowed: { means: "the route has no such method", mend: "name the method under `[routes]` if it should" },
  precondition_failed: { means: "a write came with a condition", mend: "leave `If-Match` out: the gate cannot hold it" },
  not_listed: { means: "no route of the model names it", mend: "name it under `[routes]`, or give the resource a `rest` path" },
  not_canonical: { means: "an id is not in its one spelling", mend: "send ids as they are kept" },
  cross_site: { means: "another site asked, with the caller's cookie", mend: "ask from the site itself, or list its origin in `wire.origins`" },
  two_subjects: { means: "two tokens of different people came at once", mend: "send one" },
  identity_mismatch: { means: "the request says that the caller is somebody else", mend: "leave user and tenant out: they come from the session" },
  field_not_writable: { means: "the body has a field that may not be written", mend: "add it to `write`, or leave it out" },
  value_not_allowed: { means: "a field may not be given this value", mend: "add the value to the field's `write`" },
  foreign_reference: { means: "the body points at a row that the caller may not read", mend: "send the id of a row of their own" },
  role_above_own: { means: "somebody grants a role above their own", mend: "let somebody with that role do it" },
  last_holder: { means: "the last holder of the top role would go", mend: "give it to somebody else first" },
  too_many_rows: { means: "too many rows at once", mend: "send at most 100 ids" },
  unsupported: { means: "the gate cannot do this yet", mend: "see README, what it does not do" },
  keys_unavailable: { means: "the keys of the issuer could not be had", mend: "look at the address in `[identity]`" },
  labels_unavailable: { means: "the labels could not be had", mend: "let the answer carry the columns that decide, or let the app answer the endpoint in `wire.labels`; its log says more" },
  origin_dead: { means: "the app did not answer", mend: "start it, and look at `--origin`" },
  origin_slow: { means: "the app took too long", mend: "look at its log; `OWNGUARD_ORIGIN_TIMEOUT_MS` is the limit" },
  origin_failed: { means: "the app answered with an error of its own", mend: "look at the app's log" },
  origin_cached: { means: "the app's answer could come from a shared cache", mend: "turn off caches for private routes" },
  origin_redirects: { means: "a private route redirects to another host", mend: "redirect within the app, or make the route `auth`" },
  not_inspectable: { means: "the answer cannot be looked into", mend: "answer JSON without an encoding, or set `answer` on the route" },
  answer_too_large: { means: "the answer is longer than is looked into", mend: "answer in pages, or raise `wire.inspect_limit`" },
  rows_not_found: { means: "no rows stand where the model says", mend: 'say where they are: `rows = "/data"` on the route' },
  foreign_row: { means: "the app answered with rows that the caller may not see", mend: "filter the query by tenant and owner; `ownguard where` writes it" },
};

/** Of a reason's name, as the log has it. */
export function mendOf(reason: string): Mend {
  return MENDS[reason] ?? { means: reason.replaceAll("_", " "), mend: "see the gate's log" };
}

/** All that are known. */
export const REASONS: readonly string[] = Object.keys(MENDS);
