// One member.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("member.read", { load: ({ params }) => db.member(params.id) });
