// The same questions for everybody: a member of one workspace, and invoices of several, in the words
// of ownguard and of CASL.
import { createMongoAbility } from "@casl/ability";
import { invoices, user, workspace } from "../data.mjs";

// The package as it is built: `cargo xtask npm`.
export const { createGuard } = await import(new URL("../../../bindings/ownguard/dist/index.js", import.meta.url));

/** The caller: a member, no manager. */
export const caller = { kind: "person", id: user, memberships: [{ tenant: workspace, role: "member" }] };

/** The same in ten workspaces, looked up this moment. */
export const wide = {
  kind: "person",
  id: user,
  as_of: "this_request",
  memberships: Array.from({ length: 10 }, (_, at) => ({ tenant: ofTen(at), role: "member", as_of: "this_request" })),
};

function ofTen(at) {
  return workspace.slice(0, -4) + String(at).padStart(4, "0");
}

/** Rows that differ, all 180, in what could change whether `wide` may read them. */
export function unlike() {
  const [row] = rows(1);
  const owners = [user, user.replace(/..$/, "zz"), null];
  const all = Array.from({ length: 10 }, (_, at) =>
    ["private", "unlisted", "public"].map((visibility) =>
      [null, "2026-11-01T00:00:00Z"].map((deletedAt) => owners.map((createdBy) => ({ ...row, workspaceId: ofTen(at), visibility, deletedAt, createdBy }))),
    ),
  );
  return JSON.parse(JSON.stringify(all.flat(3)));
}

/** Rows as a database driver gives them: no two share a string. */
export function rows(count) {
  const { data } = JSON.parse(invoices());
  let seed = 5;
  const pick = (list) => list[(seed = (seed * 48271) % 2147483647) % list.length];
  const made = Array.from({ length: count }, (_, at) => ({
    ...data[at % data.length],
    id: data[at % data.length].id.slice(0, -4) + String(at).padStart(4, "0"),
    workspaceId: pick([workspace, workspace, workspace, "9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a"]),
    visibility: pick(["private", "private", "private", "public"]),
    deletedAt: pick([null, null, null, null, "2026-11-01T00:00:00Z"]),
  }));
  return JSON.parse(JSON.stringify(made));
}

/** Who may read what, as CASL says it. */
export function ability() {
  const rules = [
    { action: ["list", "read"], subject: "Invoice", conditions: { workspaceId: workspace, deletedAt: null } },
    { action: "read", subject: "Invoice", conditions: { visibility: "public", deletedAt: null } },
  ];
  return createMongoAbility(rules, { detectSubjectType: () => "Invoice" });
}
