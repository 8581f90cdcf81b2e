export const revalidate = 3600;

export async function GET() {
  return Response.json([], { headers: { "Cache-Control": "public, max-age=3600" } });
}
