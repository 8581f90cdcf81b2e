export async function GET() {
  return Response.json([]);
}

export async function PUT() { // expect OG3201
  return Response.json({});
}
