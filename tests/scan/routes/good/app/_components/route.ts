export async function GET() {
  return new Response("a private folder makes no route");
}
