import { NextResponse } from "next/server";

export async function GET() { // expect OG3201
  return NextResponse.json([]);
}

export const DELETE = async () => new Response(null, { status: 204 }); // expect OG3201
