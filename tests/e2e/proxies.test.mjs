// T06: no cache in front of the gate has anything to replay. The same caches do
// replay what an unguarded origin lets them store, so this can fail.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { startGate } from "./gate.mjs";
import { proxies } from "./proxies.mjs";

for (const [name, start, skip] of proxies) {
  describe(`${name} in front`, { skip }, () => {
    const open = [];
    after(async () => {
      for (const { close } of open.reverse()) await close();
    });
    const opened = (thing) => {
      open.push(thing);
      return thing;
    };

    test("replays what an origin without a gate lets be stored", async () => {
      const origin = opened(await startOrigin({ "cache-control": "max-age=60" }));
      const proxy = opened(await start(origin.url));
      const first = await proxy.raw("GET", "/a");
      const second = await proxy.raw("GET", "/a");
      assert.equal(first.header("x-cache"), "MISS");
      assert.equal(second.header("x-cache"), "HIT");
      assert.equal(second.text, first.text);
    });

    describe("of the gate", () => {
      let proxy;
      before(async () => {
        const gate = opened(await startGate({ model: "version = 1\n", origin: "http://127.0.0.1:9" }));
        proxy = opened(await start(gate.url));
      });
      for (const target of ["/.well-known/ownguard", "/api/me", "/api/me/x.css"]) {
        test(`stores nothing of ${target}`, async () => {
          for (let round = 0; round < 3; round += 1) {
            const answer = await proxy.raw("GET", target);
            assert.equal(answer.header("x-cache"), "MISS", `round ${round}`);
            assert.equal(answer.header("age") ?? "0", "0");
          }
        });
      }
    });
  });
}

function startOrigin(headers) {
  let served = 0;
  const server = createServer((_, response) => {
    served += 1;
    response.writeHead(200, headers).end(`answer ${served}`);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const url = new URL(`http://127.0.0.1:${server.address().port}`);
      const close = () => new Promise((done) => (server.closeAllConnections(), server.close(done)));
      resolve({ url, close });
    });
  });
}
