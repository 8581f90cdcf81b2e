// The rows of a list as one would write it by hand: only those that the caller may see, and of those
// only the fields. As ../by-hand.mjs, without the bytes.
const members = [
  "id", "workspaceId", "createdBy", "visibility", "number", "status", "currency", "subtotal",
  "tax", "total", "dueAt", "issuedAt", "paidAt", "customerName",
];
const roles = ["viewer", "member", "manager", "admin"];

/** @param {{user: string, workspace: string, role: string}} caller */
export function rowsByHand(rows, caller) {
  const manages = roles.indexOf(caller.role) >= 2;
  const shown = [];
  for (const row of rows) {
    if (row.workspaceId !== caller.workspace || row.deletedAt !== null) continue;
    shown.push(visible(row, manages, manages || row.createdBy === caller.user));
  }
  return shown;
}

function visible(row, manages, close) {
  const seen = {};
  for (const name of members) {
    const value = row[name];
    if (value !== undefined) seen[name] = value;
  }
  seen.customerEmail = close ? row.customerEmail : masked(row.customerEmail);
  seen.customerPhone = close ? row.customerPhone : null;
  if (manages) {
    seen.internalNotes = row.internalNotes;
    seen.margin = row.margin;
  }
  return seen;
}

function masked(email) {
  const at = email.lastIndexOf("@");
  return at < 1 ? "***" : `${email[0]}***${email.slice(at)}`;
}
