export async function GET() {
  return new Response("no route file");
}
