// The workspaces that somebody belongs to.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("workspace.list", { load: () => db.workspaces() });
