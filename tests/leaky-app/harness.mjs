// One leaky app for a test file, as it was seeded before each test, and a caller for it.
import { after, before, beforeEach } from "node:test";
import { startLeakyApp } from "./app.mjs";
import { ask } from "./client.mjs";

/** `app()` is the running app; `call(who, method, path, {body, headers})` asks it as one of `people`, or as nobody. */
export function testApp(options) {
  let running;
  before(async () => (running = await startLeakyApp(options)));
  beforeEach(() => running.reset());
  after(() => running.close());
  const call = (who, method, path, { body, headers } = {}) =>
    ask(running.url, {
      method,
      path,
      headers: { ...(who && running.tokens.bearer(who)), ...(body && { "content-type": "application/json" }), ...headers },
      body: body && JSON.stringify(body),
    });
  return { app: () => running, call };
}
