// What can be done with invoices beside the usual five: restore, share, remind, bulk, export, links, Stripe.
import { json, notFound, text, unauthorized } from "../http.mjs";
import { keyInLink } from "../proof.mjs";

const base = "/api/workspaces/:workspace/invoices";

export const invoiceActionRoutes = [
  ["GET", `${base}/export`, exportAll],
  ["POST", `${base}/:id/restore`, restore],
  ["POST", `${base}/:id/share`, share],
  ["POST", `${base}/:id/remind`, remind],
  ["POST", "/api/invoices/bulk", bulk],
  ["GET", "/s/:link", shared],
  ["POST", "/webhooks/stripe", stripe],
];

async function exportAll({ params, query, session, db }) {
  if (!session) return unauthorized();
  // LEAK: any role may export, any workspace, which the query may name; every column, deleted rows too
  const workspace = query.get("workspaceId") ?? params.workspace;
  const rows = await db.all("select * from invoices where workspace_id = $1 order by number", [workspace]);
  const columns = Object.keys(rows[0] ?? { id: null });
  const cell = (v) => (v === null ? "" : `"${(typeof v === "object" ? JSON.stringify(v) : String(v)).replaceAll('"', '""')}"`);
  const csv = [columns.join(","), ...rows.map((r) => columns.map((c) => cell(r[c])).join(","))].join("\r\n");
  return text(csv, "text/csv; charset=utf-8", { "content-disposition": 'attachment; filename="invoices.csv"' });
}

async function restore({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's deleted invoice, by id alone
  const row = await db.one("update invoices set deleted_at = null where id = $1 returning *", [params.id]);
  return row ? json(row) : notFound();
}

async function share({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody can publish anybody's invoice
  const row = await db.one("update invoices set visibility = $2 where id = $1 returning *", [params.id, body.visibility]);
  return row ? json(row) : notFound();
}

async function remind({ params, session, db }) {
  if (!session) return unauthorized();
  const invoice = await db.one("select * from invoices where id = $1", [params.id]);
  if (!invoice) return notFound();
  // LEAK: status 200, and the error carries the row
  if (invoice.status === "paid") return json({ error: "already paid", invoice });
  return json({ id: invoice.id, number: invoice.number, status: invoice.status });
}

async function bulk({ body, session, db }) {
  if (!session) return unauthorized();
  const { ids = [], ...changes } = body;
  const data = [];
  // LEAK: any ids, any columns, one after the other, and `returning *`
  for (const id of ids) data.push(await db.update("invoices", id, changes));
  return json({ data: data.filter(Boolean), updated: data.length });
}

async function shared({ params, db }) {
  // LEAK: the link outlives the sharing: visibility and deletion are not looked at, and an id works as a link
  const key = keyInLink(params.link) ?? params.link;
  const invoice = await db.one("select * from invoices where share_link = $1 or id::text = $2", [params.link, key]);
  return invoice ? json(invoice, { headers: { "cache-control": "public, max-age=300" } }) : notFound();
}

async function stripe({ body, db }) {
  const { type, data } = body;
  // LEAK: the signature is not checked, a replay counts again, and the invoice is found by e-mail
  const status = { "invoice.paid": "paid", "invoice.payment_failed": "past_due" }[type];
  if (!status) return json({ received: true, changed: 0 });
  const sql = "update invoices set status = $1 where customer_email = $2 and status in ('open', 'past_due') returning id";
  const rows = await db.all(sql, [status, data?.object?.customer_email ?? ""]);
  return json({ received: true, changed: rows.length });
}
