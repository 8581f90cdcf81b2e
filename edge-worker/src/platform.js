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
  return new Response(body, { status, headers: edited(base?.headers, remove, set) });
}

/** The head of a request in one text: method, URL and whether there is a body, a line each; then its fields. */
export function headOf(request) {
  return `${request.method}\n${request.url}\n${request.body ? "body" : ""}\n${fieldsOf(request.headers)}`;
}

/** Names and values in turn, each on a line of its own: neither can hold a line feed. */
function fieldsOf(headers) {
  let text = "";
  for (const [name, value] of headers) text += `${name}\n${value}\n`;
  return text;
}

async function exchange(running, request) {
  let deadline;
  let answered;
  let isRead = false;
  for (;;) {
    const [step, ...parts] = running.next();
    switch (step) {
      case "reply":
        running.free();
        deadline?.lift();
        return reply(parts, answered, isRead);
      case "forward": {
        const [url, method, remove, set, body, streams, patience] = parts;
        deadline = new Deadline();
        const headers = edited(request.headers, remove, set);
        const sent = send(url, method, headers, streams ? request.body : body, deadline.signal);
        answered = await attempt(running, deadline.keep(patience, sent));
        if (answered) running.answered(answered.status, fieldsOf(answered.headers));
        break;
      }
      case "readAnswer": {
        isRead = true;
        const [limit, length] = parts;
        const read = length === undefined ? collect(answered.body, limit) : atOnce(answered, limit);
        const bytes = await attempt(running, deadline.keep(answerPatience, read));
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

// The platform's own cache must neither answer nor keep.
function send(url, method, headers, body, signal) {
  return fetch(url, { method, headers, body, signal, redirect: "manual", cache: "no-store" });
}

async function sendAndRead(url, method, fields, body, patience, limit) {
  const deadline = new Deadline();
  const work = async () => {
    const answer = await send(url, method, edited(undefined, "", fields), body, deadline.signal);
    return { status: answer.status, bytes: await whole(answer, limit) };
  };
  try {
    return await deadline.keep(patience, work());
  } finally {
    deadline.lift();
  }
}

/** The body of a request or an answer, of at most `limit` bytes. */
async function whole(message, limit) {
  // At once where a length within the limit is stated and nothing decodes the body; it is held to it.
  const stated = message.headers.get("content-length") ?? "";
  const plain = /^\d+$/.test(stated) && Number(stated) <= limit && !message.headers.has("content-encoding");
  return plain ? atOnce(message, limit) : collect(message.body, limit);
}

async function atOnce(message, limit) {
  const bytes = new Uint8Array(await message.arrayBuffer());
  if (bytes.byteLength > limit) throw long;
  return bytes;
}

async function collect(stream, limit) {
  if (!stream) return new Uint8Array();
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

/**
 * Ends one fetch that takes too long, its head or its body. A timer costs more than all else here: the one that is set
 * for the head is left to run, and sees whether the time is up.
 */
class Deadline {
  #controller = new AbortController();
  #timer;
  #due = 0;
  #miss;

  get signal() {
    return this.#controller.signal;
  }

  /** What the work comes to within `patience` milliseconds. */
  keep(patience, work) {
    return new Promise((resolve, reject) => {
      this.#miss = reject;
      this.#set(patience);
      work.then(resolve, reject);
    });
  }

  #set(patience) {
    const due = Date.now() + patience;
    if (this.#timer !== undefined && due >= this.#due) {
      this.#due = due;
      return;
    }
    this.lift();
    this.#due = due;
    this.#timer = setTimeout(() => this.#ring(), patience);
  }

  #ring() {
    const left = this.#due - Date.now();
    this.#timer = undefined;
    if (left > 0) return this.#set(left);
    this.#miss(late);
    this.#controller.abort(late);
  }

  /** From here on it may take as long as it takes. */
  lift() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The fields of `base`, if there are any, without those that `remove` names, and with `set`. */
function edited(base, remove, set) {
  const headers = new Headers(base);
  if (remove !== "") for (const name of remove.split("\n")) headers.delete(name);
  const lines = set.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) headers.set(lines[at], lines[at + 1]);
  return headers;
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
