// Who belongs to a workspace.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("member.list", { load: ({ params }) => db.members(params.workspace) });
