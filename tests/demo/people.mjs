// The columns of the demo: seven states a caller can be in, each with what it sends and what it calls its own.
import { invoices, people as seed, workspaces } from "../leaky-app/ids.mjs";

const { acme, globex } = workspaces;
const acmeSide = { workspace: acme, invoice: invoices.acmeOpen, name: "ACME-001", word: "wayne" };
const globexSide = { workspace: globex, invoice: invoices.globexOpen, name: "GLX-001", word: "oscorp" };

// Signed ten minutes ago, before the account was suspended or the member removed: what the token says is out of date.
const stale = (claims) => () => ({ iat: Math.floor(Date.now() / 1000) - 600, ...claims });

/**
 * `own` is null for whom nothing here is theirs; `other` is the other tenant's. `as` names a person of the seed,
 * `token()` gives options for the token.
 */
export const people = [
  { key: "nobody", name: "Nobody", about: "no session", as: null, own: null, other: acmeSide, elsewhere: globexSide },
  { key: "alice", name: "Alice", about: "admin of Acme", as: "alice", own: acmeSide, other: globexSide },
  { key: "bob", name: "Bob", about: "admin of Globex", as: "bob", own: globexSide, other: acmeSide },
  {
    key: "mallory", name: "Mallory", about: "account suspended", as: "mallory", token: stale({ status: "active" }),
    own: acmeSide, other: globexSide,
  },
  {
    key: "rob", name: "Rob", about: "removed member", as: "rob", token: stale({ workspaces: { [acme]: "member" } }),
    own: { ...acmeSide, invoice: invoices.acmeByRob, name: "ACME-004" }, other: globexSide,
  },
  {
    key: "expired", name: "Expired", about: "Alice, token expired", as: "alice", token: () => ({ expired: true }),
    own: acmeSide, other: globexSide,
  },
  { key: "sam", name: "Sam", about: "support staff", as: "sam", own: null, other: acmeSide, elsewhere: globexSide },
];

/** Alice, as who fills the caches. */
export const alice = people.find(({ key }) => key === "alice");

/** The person's headers, or none. */
export function credentials(person, tokens) {
  return person.as === null ? {} : tokens.bearer(person.as, person.token?.());
}

export const subject = (person) => (person.as === null ? null : seed[person.as].id);
