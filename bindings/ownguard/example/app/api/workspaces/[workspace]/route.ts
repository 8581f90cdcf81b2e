// One workspace.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("workspace.read", { load: ({ params }) => db.workspaceById(params.workspace) });
