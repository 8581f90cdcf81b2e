// The trivial origin behind both Workers: the key set, and one answer.
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const { keySet, body } = workerData;
const server = createServer((request, response) => {
  const text = request.url === "/auth/v1/.well-known/jwks.json" ? keySet : body;
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
