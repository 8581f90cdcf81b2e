// Chats with the assistant: threads, their messages, and the streamed answer.
import { setTimeout as sleep } from "node:timers/promises";
import { empty, eventStream, json, notFound, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/threads";

export const threadRoutes = [
  ["GET", base, list],
  ["POST", base, create],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
  ["GET", `${base}/:thread/messages`, listMessages],
  ["GET", `${base}/:thread/messages/:id`, readMessage],
  ["POST", "/api/chat", chat],
];

async function list({ params, query, session, db }) {
  if (!session) return unauthorized();
  // LEAK: whose threads these are is taken from the query
  const userId = query.get("userId") ?? session.sub;
  return json(await db.all("select * from threads where workspace_id = $1 and created_by = $2", [params.workspace, userId]));
}

async function create({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: the body may name another author
  const row = await db.insert("threads", { workspaceId: params.workspace, createdBy: session.sub, ...body });
  return json(row, { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, by id alone, with the system prompt
  const row = await db.one("select * from threads where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: mass assignment: also the system prompt
  const row = await db.update("threads", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's thread
  const row = await db.one("delete from threads where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}

async function listMessages({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: any thread's messages, for any session
  return json(await db.all("select * from messages where thread_id = $1 order by created_at, id", [params.thread]));
}

async function readMessage({ params, db }) {
  // LEAK: no session, by id alone
  const row = await db.one("select * from messages where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function chat({ body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: writes into any thread, and the answer repeats what was said there before
  const thread = await db.one("select * from threads where id = $1", [body.id]);
  if (!thread) return notFound();
  const history = await db.all("select author, text from messages where thread_id = $1 order by created_at, id", [thread.id]);
  const say = (author, text) => db.insert("messages", { workspaceId: thread.workspaceId, threadId: thread.id, author, text });
  await say("user", String(body.text ?? ""));
  return eventStream(answer(history, say));
}

async function* answer(history, say) {
  const reply = `You wrote ${history.length} messages before. The last was: ${history.at(-1)?.text ?? "nothing"}`;
  yield { type: "start" };
  for (const word of reply.split(" ")) {
    yield { type: "text-delta", delta: `${word} ` };
    await sleep(5);
  }
  await say("assistant", reply);
  yield { type: "finish" };
  yield "[DONE]";
}
