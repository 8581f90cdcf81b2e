// What was said in a conversation. A message has no owner of its own: it is its thread's.
import type { Params } from "ownguard/next";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

const parent = ({ params }: { params: Params }) => db.thread(params.thread);

export const GET = og.route("message.list", { parent, load: ({ params }) => db.messages(params.thread) });
