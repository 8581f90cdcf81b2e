// What a workspace pays for.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("subscription.list", { load: ({ params }) => db.subscriptions(params.workspace) });
