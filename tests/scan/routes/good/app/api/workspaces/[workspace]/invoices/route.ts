const list = async () => Response.json([]);
export { list as GET };
export async function POST() {
  return Response.json({}, { status: 201 });
}
