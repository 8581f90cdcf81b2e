// What was said in a conversation, and a question to the assistant with its streamed answer. A
// message has no owner of its own: it is its thread's, so whoever may not write there is told so
// before anything is said.
import type { Params } from "ownguard/next";
import { z } from "zod";
import { answer } from "@/lib/assistant";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

const parent = ({ params }: { params: Params }) => db.thread(params.thread);

export const GET = og.route("message.list", { parent, load: ({ params }) => db.messages(params.thread) });

export const POST = og.route(
  "message.create",
  { parent, input: z.object({ text: z.string().min(1).max(500) }) },
  async (_, { params, input, session }) => {
    const place = { threadId: String(params.thread), workspaceId: String(params.workspace) };
    const keep = (author: string, text: string) => db.createMessage({ ...place, author, text });
    await keep("user", input.text);
    return answer(session, place.workspaceId, input.text, (text) => keep("assistant", text));
  },
);
