export const dynamic = "force-dynamic";
export const revalidate = 0;

export async function GET() {
  return Response.json([], { headers: { "Cache-Control": "private, no-store", "X-Cache-Control": "public" } });
}
