export async function GET() {
  const response = new Response("mine");
  response.headers.set("cache-control", "s-maxage=3600, stale-while-revalidate"); // expect OG3212
  return response;
}
