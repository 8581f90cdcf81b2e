// A language model without a model: it looks for a few words, calls the tool, and tells what
// came back. Like any model it believes what it reads: told of another workspace, it asks
// the tool for that one. It is the `ai` package's mock, and may be replaced by a real one.
import { simulateReadableStream } from "ai";
import { MockLanguageModelV3 } from "ai/test";

type Call = Parameters<MockLanguageModelV3["doStream"]>[0];
type Stream = Awaited<ReturnType<MockLanguageModelV3["doStream"]>>["stream"];
type Part = Stream extends ReadableStream<infer P> ? P : never;
type Found = { number: string; customerName: string; status: string; total: number; dueOn: string };

const WORKSPACES = {
  acme: "ac3e0000-0000-4000-8000-000000000001",
  globex: "910be000-0000-4000-8000-000000000001",
} as const;

export const model = new MockLanguageModelV3({
  provider: "example",
  modelId: "scripted",
  doStream: async (call) => ({
    stream: simulateReadableStream({ chunks: answer(call), chunkDelayInMs: 24, initialDelayInMs: 180 }),
  }),
});

function answer(call: Call): Part[] {
  const last = call.prompt.at(-1);
  const asked = words(call, "user");
  if (last?.role !== "tool") {
    return /invoice|overdue|late|open|paid|owe|all/i.test(asked)
      ? ask(call, asked, /ignore your rules/i.test(asked))
      : say("I only know invoices. Try “What is overdue?”, “How much is open?” or “Show all invoices”.");
  }
  const output = last.content.find((part) => part.type === "tool-result")?.output;
  if (output?.type === "json" && Array.isArray(output.value)) return say(tell(output.value as Found[]));
  const refusals = call.prompt.filter(({ role }) => role === "tool").length;
  return refusals === 1 ? ask(call, asked, false) : say("I could not look that up.");
}

/** Calls the tool: with a workspace where its schema has one, or where somebody talked it into that. */
function ask(call: Call, asked: string, naughty: boolean): Part[] {
  const status = /overdue|late/i.test(asked) ? "late" : /\b(open|paid|draft)\b/i.exec(asked)?.[1]?.toLowerCase();
  const named = Object.entries(WORKSPACES).findLast(([name]) => asked.toLowerCase().includes(name))?.[1];
  const told = /workspace (\S+)\./.exec(words(call, "system"))?.[1];
  const has = JSON.stringify(call.tools ?? []).includes("workspaceId");
  const input = { ...((has || naughty) && { workspaceId: named ?? told }), ...(status && { status }) };
  return [
    { type: "stream-start", warnings: [] },
    { type: "tool-call", toolCallId: crypto.randomUUID(), toolName: "findInvoices", input: JSON.stringify(input) },
    end("tool-calls"),
  ];
}

function words({ prompt }: Call, role: "user" | "system"): string {
  const said = prompt.filter((message) => message.role === role).map(({ content }) => content);
  return said.flatMap((content) => (typeof content === "string" ? content : content.map((part) => ("text" in part ? part.text : "")))).join(" ");
}

function tell(found: readonly Found[]): string {
  if (found.length === 0) return "There is none.";
  const total = found.reduce((sum, invoice) => sum + invoice.total, 0) / 100;
  const lines = found.map((invoice) => `• ${invoice.number}, ${invoice.customerName}: € ${(invoice.total / 100).toFixed(2)} (${invoice.status})`);
  return [`${found.length === 1 ? "One invoice" : `${found.length} invoices`}, € ${total.toFixed(2)} together:`, ...lines].join("\n");
}

function say(text: string): Part[] {
  const words = text.split(/(?<=[ \n])/);
  return [
    { type: "stream-start", warnings: [] },
    { type: "text-start", id: "1" },
    ...words.map((delta): Part => ({ type: "text-delta", id: "1", delta })),
    { type: "text-end", id: "1" },
    end("stop"),
  ];
}

function end(unified: "stop" | "tool-calls"): Part {
  const none = { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0, text: 0, reasoning: 0 };
  return { type: "finish", finishReason: { unified, raw: unified }, usage: { inputTokens: none, outputTokens: none } };
}
