export const revalidate = 60; // expect OG3212

export async function GET() {
  return Response.json([], {
    headers: { "Cache-Control": "public, max-age=60" }, // expect OG3212
  });
}
