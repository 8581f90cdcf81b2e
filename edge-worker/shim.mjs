// The Worker's events, bound to the wasm behind them: one method an event, one
// export a Durable Object class. Decides nothing. `cargo xtask worker` bundles it
// with the glue into dist/index.js; `worker-build` writes a shim of its own there.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./index.js";

// A panic ends the whole instance, and what was waiting in it never settles:
// each request in flight is answered here, and the next one gets a new instance.
const inFlight = new Set();
let isBroken = false;

function broken() {
  isBroken = true;
  for (const fail of inFlight) fail();
}

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) broken();
});

function guarded(call) {
  if (isBroken) {
    wasm.__wbg_reset_state();
    isBroken = false;
  }
  return new Promise((resolve) => {
    const fail = () => {
      if (inFlight.delete(fail)) resolve(unavailable());
    };
    const failed = (error) => (error instanceof WebAssembly.RuntimeError ? broken() : fail());
    inFlight.add(fail);
    try {
      call().then((answer) => {
        if (inFlight.delete(fail)) resolve(answer);
      }, failed);
    } catch (error) {
      failed(error);
    }
  });
}

function unavailable() {
  console.error('{"event":"gate_failed"}');
  return new Response(null, { status: 503, headers: { "cache-control": "private, no-store, max-age=0" } });
}

export default class Gate extends WorkerEntrypoint {
  fetch(request) {
    return guarded(() => wasm.serve(request, this.env, this.ctx));
  }
}
