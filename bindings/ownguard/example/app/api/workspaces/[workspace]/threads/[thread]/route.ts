// One conversation.
import type { Params } from "ownguard/next";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

const load = ({ params }: { params: Params }) => db.thread(params.thread);

export const GET = og.route("thread.read", { load });

export const PATCH = og.route("thread.update", { load }, (_, { row, columns }) => db.updateThread(row.id, columns));

export const DELETE = og.route("thread.delete", { load }, async (_, { row }) => {
  await db.deleteThread(row.id);
  return new Response(null, { status: 204 });
});
