// The assistant: a model and one tool. What the tool is told of workspaces comes from the
// session, never from the model, and what it finds is checked row by row.
import { stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { db } from "./db";
import { type Session, ownTools } from "./guard";
import { model } from "./model";

const findInvoices = tool({
  description: "Finds invoices of a workspace, all or those of one status.",
  inputSchema: z.object({ workspaceId: z.string(), status: z.enum(["draft", "open", "late", "paid"]).optional() }),
  execute: async ({ workspaceId, status }) =>
    (await db.invoices(workspaceId)).filter((invoice) => !status || invoice["status"] === status),
});

export function answer(session: Session, workspace: string, text: string, keep: (text: string) => unknown): Response {
  const own = ownTools(session, workspace);
  const result = streamText({
    model,
    system: `You help with the invoices of workspace ${workspace}.`,
    prompt: text,
    tools: { findInvoices: own("invoice.list", findInvoices) },
    stopWhen: stepCountIs(4),
    onFinish: async ({ text }) => void (await keep(text)),
  });
  return result.toUIMessageStreamResponse();
}
