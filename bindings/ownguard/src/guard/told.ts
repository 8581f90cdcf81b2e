// What a denial says: in production nothing of the row, in development what was looked for and the
// mend. A row that does not say enough is a mistake of the query, and is told always. Pure.

import type { Asked } from "../core/policy.js";
import { Denied } from "../core/errors.js";
import { spelling } from "../core/labels.js";
import type { Denial, LabelKind, Reason, Spelling } from "../core/types.js";

/** The denial as it is thrown. */
export function denied(denial: Denial, asked: Asked | undefined, development: boolean): Denied {
  if (denial.reason === "labels_missing" && asked !== undefined) return new Denied(denial, missing(denial, asked));
  if (!development) return new Denied(denial);
  const what = asked === undefined ? "" : ` \`${asked.name}\``;
  return new Denied(denial, { text: `denied${what}: \`${denial.reason}\``, mend: mends[denial.reason] });
}

function missing(denial: Denial, { resource, name }: Asked): { text: string; mend: string } {
  const { description } = resource;
  const what = denial.missing.length === 0 ? "something" : denial.missing.map((kind) => `\`${kind}\``).join(", ");
  const mends = denial.missing.map((kind) => tell(kind, asked(kind))).join("; ");
  return { text: `\`${name}\` cannot be judged: the row of \`${description.name}\` does not say ${what}`, mend: mends };

  function asked(kind: LabelKind): string {
    const { tenant, owner, visibility, deleted, parent, when } = description;
    const one = { tenant, owner, visibility, deleted, parent, share: undefined, when: undefined }[kind];
    return kind === "when" ? when.map((column) => both(spelling(description, column))).join(", ") : one ? both(one) : "";
  }

  function tell(kind: LabelKind, columns: string): string {
    switch (kind) {
      case "share":
        return "give `share`, the level at which the row is shared with the caller, or `null`";
      case "parent":
        return `select ${columns || "the column of the row above"}, and give \`parent\`, the row of \`${description.parent?.resource ?? ""}\` that it names, with its key`;
      default:
        return columns === "" ? "give `parent` with the columns that it is judged by" : `select ${columns}`;
    }
  }
}

function both({ wire, column }: Spelling): string {
  return wire === column ? `\`${column}\`` : `\`${column}\` (or \`${wire}\`)`;
}

const mends: Readonly<Record<Reason, string>> = {
  two_subjects: "send one token, or two of the same person",
  token_expired: "sign in again, or let the client refresh its session",
  token_invalid: "check issuer, audience and keys in `[identity]` against the token",
  keys_unavailable: "see whether the key set of `[identity]` can be fetched from this server",
  revoked: "sign in again",
  facts_unavailable: "see why `facts` or the session source failed",
  suspended: "the user, the membership or the tenant is not active",
  labels_missing: "select the columns that the row is judged by: see `columns`",
  not_found: "no such row for this caller: absent, deleted, or not the one that the path named",
  orphaned: "the row has no tenant, no owner or no parent of its tenant: see `npx ownguard repair`",
  anonymous: "nobody is signed in: see whether the credential reached the guard",
  other_tenant: "the caller is not an active member of the row's tenant: see what the token or `facts` says of memberships",
  role_too_low: "a higher role holds this: see `npx ownguard explain`",
  not_owner: "no relation of the caller to the row grants this: see `npx ownguard explain`",
  facts_stale: "what is known of the caller is older than the action allows: give `createGuard` a `facts`",
  email_unverified: "the e-mail address must be verified first: see `identity.claims.verified`",
  plan_required: "the action needs a higher plan",
  field_not_writable: "the model lets nobody in the caller's place write this field: see `write`",
  value_not_allowed: "the model lists the values that may be written here",
  foreign_reference: "load the row that the field points at, and give it as `references`; the caller must be able to read it",
  identity_mismatch: "leave tenant and owner out: they come from the session",
  role_above_own: "nobody grants a role above their own",
  last_holder: "make somebody else the holder of the top role first",
  bad_body: "give an object of members by their wire names",
  body_too_large: "give less",
};
