// Invoices and their lines: the five usual routes of each.
import { empty, json, notFound, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/invoices";

export const invoiceRoutes = [
  ["GET", base, list],
  ["POST", base, create],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
  ["GET", `${base}/:invoice/lines`, listLines],
  ["POST", `${base}/:invoice/lines`, createLine],
  ["GET", `${base}/:invoice/lines/:id`, readLine],
  ["PATCH", `${base}/:invoice/lines/:id`, updateLine],
  ["DELETE", `${base}/:invoice/lines/:id`, removeLine],
];

async function list({ params, query, session, db }) {
  if (!session) return unauthorized();
  const term = `%${query.get("q") ?? ""}%`;
  // LEAK: `and` binds tighter than `or`: a search by e-mail runs over all tenants
  // LEAK: nobody asks whether the caller belongs to the workspace, and deleted rows are listed
  const where = query.has("q") ? "workspace_id = $1 and number ilike $2 or customer_email ilike $2" : "workspace_id = $1 and $2 <> ''";
  const data = await db.all(`select * from invoices where ${where} order by number`, [params.workspace, term]);
  // LEAK: the total counts every tenant's invoices
  const { n } = await db.one("select count(*) as n from invoices");
  return json({ data: await withCustomers(db, data), total: n, nextCursor: null });
}

async function create({ params, body, session, db }) {
  if (!session) return unauthorized();
  const taken = await db.one("select * from invoices where number = $1", [body.number ?? ""]);
  // LEAK: the conflict shows the other row, of whichever tenant
  if (taken) return json({ code: "number_taken", message: "this number exists", existing: taken }, { status: 409 });
  // LEAK: the body may name another workspace, another author, any column
  const row = await db.insert("invoices", { workspaceId: params.workspace, createdBy: session.sub, ...body });
  return json(row, { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, looked up by id alone, all columns (internal notes, Stripe ids)
  const invoice = await db.one("select * from invoices where id = $1", [params.id]);
  if (!invoice) return notFound();
  const lines = await db.all("select * from invoice_lines where invoice_id = $1 order by id", [params.id]);
  // LEAK: the customer is embedded whole, also another tenant's
  const [whole] = await withCustomers(db, [{ ...invoice, lines }]);
  // LEAK: private data that every cache on the way may keep
  return json(whole, { headers: { "cache-control": "public, max-age=300" } });
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: mass assignment by id alone (`workspaceId`, `createdBy`, `status`), and `returning *`
  const row = await db.update("invoices", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's invoice, by id alone
  const row = await db.one("update invoices set deleted_at = now() where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}

async function listLines({ params, db }) {
  // LEAK: no session; the invoice may be anybody's, or deleted
  return json(await db.all("select * from invoice_lines where invoice_id = $1 order by id", [params.invoice]));
}

async function createLine({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: `invoiceId` in the body wins over the path
  return json(await db.insert("invoice_lines", { invoiceId: params.invoice, ...body }), { status: 201 });
}

async function readLine({ params, db }) {
  // LEAK: by the line's id alone; the invoice in the path is not looked at
  const line = await db.one("select * from invoice_lines where id = $1", [params.id]);
  return line ? json(line) : notFound();
}

async function updateLine({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: a line can be moved to another invoice
  const line = await db.update("invoice_lines", params.id, body);
  return line ? json(line) : notFound();
}

async function removeLine({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's line, by id alone
  const line = await db.one("delete from invoice_lines where id = $1 returning id", [params.id]);
  return line ? empty() : notFound();
}

async function withCustomers(db, invoices) {
  const ids = invoices.map((i) => i.customerId).filter(Boolean);
  const customers = await db.all("select * from customers where id = any($1::uuid[])", [ids]);
  const byId = new Map(customers.map((c) => [c.id, c]));
  return invoices.map((i) => ({ ...i, customer: byId.get(i.customerId) ?? null }));
}
