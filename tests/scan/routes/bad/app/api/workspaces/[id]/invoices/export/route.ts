export async function GET() { // expect OG3201
  return new Response("a;b");
}
