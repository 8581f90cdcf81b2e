// A question to the assistant and its streamed answer. A message belongs to its conversation,
// so whoever may not write there is told so before anything is said.
import { z } from "zod";
import { answer } from "@/lib/assistant";
import { og } from "@/lib/guard";
import { db } from "@/lib/db";

export const POST = og.route(
  "message.create",
  { input: z.object({ thread: z.string(), text: z.string().min(1).max(500) }), parent: ({ input }) => db.thread(input.thread) },
  async (_, { input, session }) => {
    const thread = await db.thread(input.thread);
    if (!thread) return new Response(null, { status: 404 });
    const place = { threadId: String(thread["id"]), workspaceId: String(thread["workspaceId"]) };
    await db.createMessage({ ...place, author: "user", text: input.text });
    return answer(session, place.workspaceId, input.text, (text) => db.createMessage({ ...place, author: "assistant", text }));
  },
);
