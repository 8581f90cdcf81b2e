// The same job as `inspect`, as one would write it by hand: bytes in, JSON.parse,
// only rows the caller may see, only fields they may see, JSON.stringify, bytes out.
const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

const members = [
  "id", "workspaceId", "createdBy", "visibility", "number", "status", "currency", "subtotal",
  "tax", "total", "dueAt", "issuedAt", "paidAt", "customerName",
];
const roles = ["viewer", "member", "manager", "admin"];

/**
 * @param {{user: string, workspace: string, role: string}} caller
 * @param {string[]} [named] gets the rows that leave, for a log
 */
export function redact(bytes, caller, named) {
  const { data, nextCursor } = JSON.parse(decoder.decode(bytes));
  const manages = roles.indexOf(caller.role) >= 2;
  const rows = [];
  for (const row of data) {
    if (row.workspaceId !== caller.workspace || row.deletedAt !== null) continue;
    named?.push(`invoice:${row.id}`);
    rows.push(visible(row, manages, manages || row.createdBy === caller.user));
  }
  return encoder.encode(JSON.stringify({ data: rows, nextCursor }));
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
