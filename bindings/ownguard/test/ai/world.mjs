// A guard over the leaky app's model, people, rows, and a language model that says what a test wants,
// for `ai` of the version under test (see versions.test.mjs).
import { readFileSync } from "node:fs";
import { generateText, streamText } from "ai";
import * as mocks from "ai/test";
import { createGuard } from "ownguard";

const text = readFileSync(new URL("../../../../tests/leaky-app/ownguard.toml", import.meta.url), "utf8");

/** A guard that tells its audit records to `audit`. */
export const guardWith = (audit) => createGuard({ model: text, env: { SUPABASE_URL: "https://abc.supabase.co" }, audit });
export const og = guardWith(() => {});

const person = (id, memberships) => ({ kind: "person", id, verified: true, as_of: "this_request", memberships: memberships.map(([tenant, role]) => ({ tenant, role, as_of: "this_request" })) });
export const people = {
  alice: person("alice", [["acme", "admin"]]),
  dave: person("dave", [["acme", "viewer"]]),
  bob: person("bob", [["globex", "admin"]]),
  erin: person("erin", [["acme", "member"], ["globex", "member"]]),
  rob: person("rob", []),
  nobody: { kind: "anonymous" },
  expired: { kind: "token_expired" },
};
export const as = (who) => og.as(people[who]);

let keys = 0;
/** An invoice with everything in it. */
export const invoice = (workspaceId, more = {}) => ({
  id: `00000000-0000-4000-8000-${String((keys += 1)).padStart(12, "0")}`,
  workspaceId,
  createdBy: "somebody",
  projectId: null,
  customerId: null,
  number: `${workspaceId.toUpperCase()}-1`,
  status: "open",
  total: 100,
  visibility: "private",
  deletedAt: null,
  customerEmail: `client@${workspaceId}.example`,
  internalNotes: `notes of ${workspaceId}`,
  stripeCustomerId: `cus_${workspaceId}`,
  ...more,
});

/** Events that a guard told of. */
export const listening = () => {
  const events = [];
  return { events, onEvent: (event) => events.push(event) };
};

const [Mock] = ["MockLanguageModelV4", "MockLanguageModelV3", "MockLanguageModelV2"].map((name) => mocks[name]).filter(Boolean);
const old = Mock === mocks.MockLanguageModelV2;
const usage = old ? { inputTokens: 1, outputTokens: 1, totalTokens: 2 } : { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
const finishReason = old ? "tool-calls" : { unified: "tool-calls", raw: undefined };

/** A language model that calls `tool` with `input` (JSON, or a text as it is). `saw` is what it was told of the tools. */
function model(input) {
  const call = { type: "tool-call", toolCallId: "call-1", toolName: "tool", input: typeof input === "string" ? input : JSON.stringify(input) };
  const saw = [];
  const mock = new Mock({
    doGenerate: async ({ tools }) => (saw.push(...tools), { content: [call], finishReason, usage, warnings: [] }),
    doStream: async ({ tools }) => {
      saw.push(...tools);
      const parts = [{ type: "stream-start", warnings: [] }, call, { type: "finish", finishReason, usage }];
      return { stream: mocks.convertArrayToReadableStream(parts) };
    },
  });
  return { mock, saw };
}

/** Lets the language model call a guarded tool once: its schema, the result, and all that the model would read. */
export async function called(tool, input) {
  const { mock, saw } = model(input);
  const { steps, response } = await generateText({ model: mock, tools: { tool }, prompt: "go" });
  const content = steps[0].content;
  const result = content.find(({ type }) => type === "tool-result");
  const error = content.find(({ type }) => type === "tool-error")?.error;
  return { schema: saw[0].inputSchema, output: result?.output, error, read: JSON.stringify(response.messages), content };
}

/** The same as a stream: every result, preliminary ones too. */
export async function streamedFrom(tool, input) {
  const { mock } = model(input);
  const stream = streamText({ model: mock, tools: { tool }, prompt: "go", onError: () => {} });
  const outputs = [];
  const errors = [];
  const all = stream.fullStream ?? stream.stream;
  for await (const part of all) {
    if (part.type === "tool-result") outputs.push({ output: part.output, preliminary: part.preliminary === true });
    if (part.type === "tool-error") errors.push(part.error);
  }
  return { outputs, errors };
}
