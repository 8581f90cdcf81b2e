// A bounded load over raw sockets, in a thread of its own: each connection sends
// the same request again as soon as it is answered.
import { connect } from "node:net";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

/** How many requests a second are answered with 200. */
export function load(options) {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url));
    thread.once("message", (rate) => void thread.terminate().then(() => resolve(rate)));
    thread.once("error", reject);
    thread.postMessage(options);
  });
}

function connection(port, request, count, failed) {
  const socket = connect(port, "127.0.0.1", () => socket.write(request));
  socket.setNoDelay(true);
  let head = "";
  let left = -1; // of the body; Infinity while it is chunked
  let tail = "";
  socket.on("data", (chunk) => {
    let bytes = chunk.length;
    if (left < 0) {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!head.startsWith("HTTP/1.1 200")) return failed(new Error(head.slice(0, end)));
      const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end + 2));
      left = length ? Number(length[1]) : Infinity;
      bytes = head.length - end - 4;
      tail = head;
      head = "";
    } else {
      tail += chunk.toString("latin1", Math.max(0, chunk.length - 5));
    }
    tail = tail.slice(-5);
    left -= bytes;
    if (left === Infinity ? tail === "0\r\n\r\n" : left <= 0) {
      left = -1;
      tail = "";
      count();
      socket.write(request);
    }
  });
  socket.on("error", failed);
  return socket;
}

if (!isMainThread) {
  parentPort.once("message", ({ port, request, connections, seconds }) => {
    let answered = 0;
    const failed = (error) => {
      throw error;
    };
    const started = performance.now();
    const sockets = Array.from({ length: connections }, () => connection(port, request, () => (answered += 1), failed));
    setTimeout(() => {
      const rate = answered / ((performance.now() - started) / 1000);
      for (const socket of sockets) socket.destroy();
      parentPort.postMessage(rate);
    }, seconds * 1000);
  });
}
