// What is not the JSON API: pages, static files, health, tRPC.
import { json, notFound, text } from "../http.mjs";

export const pageRoutes = [
  ["GET", "/", home],
  ["GET", "/api/health", health],
  ["GET", "/_next/static/*file", asset],
  ["GET", "/_next/data/:build/w/:slug/*rest", pageData],
  ["GET", "/w/:slug", page],
  ["GET", "/w/:slug/*rest", page],
  ["GET", "/api/trpc/*procedure", trpc],
  ["POST", "/api/trpc/*procedure", trpc],
];

async function home() {
  return text("<!doctype html><title>Billing</title><h1>Billing</h1>", "text/html; charset=utf-8");
}

async function health() {
  return json({ ok: true }, { headers: { "cache-control": "public, max-age=60" } });
}

async function asset({ params }) {
  const contentType = params.file.endsWith(".css") ? "text/css" : "text/javascript";
  return text(`/* ${params.file.replace(/[^\w./-]/g, "")} */`, contentType, {
    "cache-control": "public, max-age=31536000, immutable",
    etag: '"asset-1"',
  });
}

async function page(context) {
  const props = await pageProps(context);
  if (!props) return notFound();
  // LEAK: a page with private data, served to anybody and kept by every shared cache
  const data = JSON.stringify(props).replaceAll("<", "\\u003c");
  const html = `<!doctype html><title>${props.workspace.slug}</title><script id="__NEXT_DATA__" type="application/json">${data}</script>`;
  return text(html, "text/html; charset=utf-8", { "cache-control": "s-maxage=31536000, stale-while-revalidate" });
}

async function pageData(context) {
  const props = await pageProps(context);
  // LEAK: the page's data under a second address
  return props ? json({ pageProps: props }, { headers: { "cache-control": "s-maxage=31536000" } }) : notFound();
}

async function pageProps({ params, db }) {
  const workspace = await db.one("select * from workspaces where slug = $1", [params.slug]);
  if (!workspace) return null;
  const invoices = await db.all("select * from invoices where workspace_id = $1 order by number", [workspace.id]);
  return { workspace, invoices };
}

const procedures = {
  // LEAK: by id alone, as everywhere
  "invoice.byId": (db, { id }) => db.one("select * from invoices where id = $1", [id]),
  "invoice.rename": (db, { id, number }) => db.one("update invoices set number = $2 where id = $1 returning *", [id, number]),
};

async function trpc({ params, query, body, db }) {
  if (!Object.hasOwn(procedures, params.procedure)) return notFound();
  const input = query.has("input") ? JSON.parse(query.get("input")) : body;
  return json({ result: { data: await procedures[params.procedure](db, input) } });
}
