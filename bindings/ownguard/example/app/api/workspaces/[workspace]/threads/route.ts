// Conversations of the caller, and a new one.
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const GET = og.route("thread.list", { load: ({ params }) => db.threads(params.workspace) });

export const POST = og.route("thread.create", {}, (_, { columns }) => db.createThread(columns));
