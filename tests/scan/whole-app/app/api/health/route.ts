export const revalidate = 30;
export const GET = () => Response.json({ ok: true }, { headers: { "cache-control": "public, max-age=30" } });
