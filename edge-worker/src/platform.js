// Carries out one exchange: what the gate asks for next is done with the platform
// and told to it, until it answers. Decides nothing. All that happens between two
// answers of the wasm is plain JavaScript: each crossing of its border costs.

/** Runs an exchange to its answer, also where the client goes away: what it fetches, others wait for. */
export function run(running, request, context) {
  const answer = exchange(running, request);
  context.waitUntil(answer.catch(() => {}));
  return answer;
}

/** An answer with the headers of `base`, if there is one, without `remove`, and with `set`. */
export function respond(status, base, remove, set, body) {
  const headers = new Headers(base?.headers);
  for (const name of remove.split("\n")) if (name !== "") headers.delete(name);
  eachField(set, (name, value) => headers.set(name, value));
  return new Response(body, { status, headers });
}

/** Names and values in turn, each on a line of its own: neither can hold a line feed. */
export function fieldsOf(headers) {
  let text = "";
  for (const [name, value] of headers) text += `${name}\n${value}\n`;
  return text;
}

async function exchange(running, request) {
  let answered;
  let isRead = false;
  for (;;) {
    const [step, ...parts] = running.next();
    switch (step) {
      case "reply":
        running.free();
        return reply(parts, answered, isRead);
      case "forward": {
        const [url, method, fields, body, streams, patience] = parts;
        const sent = streams ? request.body : body;
        answered = await attempt(running, send(url, method, fields, sent, patience));
        if (answered) running.answered(answered.status, fieldsOf(answered.headers));
        break;
      }
      case "readAnswer": {
        isRead = true;
        const bytes = await attempt(running, readAnswer(answered, ...parts));
        if (bytes) running.answerBody(bytes);
        break;
      }
      case "readBody": {
        const bytes = await attempt(running, whole(request, ...parts));
        if (bytes) running.requestBody(bytes);
        break;
      }
      case "fetch": {
        const fetched = await attempt(running, sendAndRead(...parts));
        if (fetched) running.fetched(fetched.status, fetched.bytes);
        break;
      }
      case "verify":
        running.verified(await verify(...parts));
        break;
      case "wait":
        await new Promise((resolve) => setTimeout(resolve, ...parts));
        running.waited();
        break;
      default:
        throw new Error("a step that nobody here knows");
    }
  }
}

/** What the work comes to; where it fails, nothing, and the exchange is told why. */
async function attempt(running, work) {
  try {
    return await work;
  } catch (why) {
    running.failed(why === late || why === long ? why : "dead");
    return undefined;
  }
}

const late = "slow";
const long = "long";

function reply([status, keepsHead, remove, set, passes, body, line], answered, isRead) {
  if (line !== undefined) console.log(line);
  // What nobody reads; whether that can be told to the origin does not matter.
  if (answered && !passes && !isRead) answered.body?.cancel().catch(() => {});
  // A handshake cannot be written anew.
  if (status === 101 && answered) return answered;
  return respond(status, keepsHead ? answered : undefined, remove, set, passes ? (answered?.body ?? null) : body);
}

/** How long the body of an inspected answer may take, in milliseconds. */
const answerPatience = 30_000;

// Ends the fetch that an answer came of, its body too.
const controllers = new WeakMap();

/** The head of the answer must come in time; its body may take longer. */
async function send(url, method, fields, body, patience) {
  const controller = new AbortController();
  const answer = await inTime(patience, controller, begin(url, method, fields, body, controller));
  controllers.set(answer, controller);
  return answer;
}

function sendAndRead(url, method, fields, body, patience, limit) {
  const controller = new AbortController();
  const work = async () => {
    const answer = await begin(url, method, fields, body, controller);
    return { status: answer.status, bytes: await whole(answer, limit) };
  };
  return inTime(patience, controller, work());
}

function begin(url, method, fields, body, { signal }) {
  const headers = new Headers();
  eachField(fields, (name, value) => headers.append(name, value));
  // The platform's own cache must neither answer nor keep.
  return fetch(url, { method, headers, body, signal, redirect: "manual", cache: "no-store" });
}

function readAnswer(answer, limit) {
  return inTime(answerPatience, controllers.get(answer), whole(answer, limit));
}

/** The body of a request or an answer, of at most `limit` bytes. */
async function whole(message, limit) {
  // At once where a length within the limit is stated and nothing decodes the body; it is held to it.
  const stated = message.headers.get("content-length") ?? "";
  if (/^\d+$/.test(stated) && Number(stated) <= limit && !message.headers.has("content-encoding")) {
    const bytes = new Uint8Array(await message.arrayBuffer());
    if (bytes.byteLength > limit) throw long;
    return bytes;
  }
  return message.body ? collect(message.body, limit) : new Uint8Array();
}

async function collect(stream, limit) {
  const reader = stream.getReader();
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limit) {
      // The rest is of no use; whether that can be told to its source does not matter.
      reader.cancel().catch(() => {});
      throw long;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

async function inTime(patience, controller, work) {
  let timer;
  const ended = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(late);
      controller.abort(late);
    }, patience);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
  }
}

function eachField(text, take) {
  const lines = text.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) take(lines[at], lines[at + 1]);
}

// As many keys as one set may hold.
const mostKeys = 64;
const keys = new Map();

/** Whether a signature fits. What the platform cannot check does not fit. */
async function verify(algorithm, jwk, signature, message) {
  try {
    const parameters = JSON.parse(algorithm);
    const name = `${algorithm} ${jwk}`;
    let key = keys.get(name);
    if (!key) {
      key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), parameters, false, ["verify"]);
      if (keys.size >= mostKeys) keys.clear();
      keys.set(name, key);
    }
    return await crypto.subtle.verify(parameters, key, signature, message);
  } catch {
    return false;
  }
}
