// The Worker's events, bound to the wasm behind them: one method an event, one
// export a Durable Object class. Decides nothing. `cargo xtask worker` bundles it
// with the glue into dist/index.js; `worker-build` writes a shim of its own there.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./index.js";

const state = wasm.__worker_init_state();

// A panic ends the whole instance, and what was waiting in it never settles:
// each request in flight is answered here, and the next one gets a new instance.
const inFlight = new Set();

function broken() {
  state.criticalError = true;
  for (const fail of inFlight) fail();
}

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) broken();
});

async function guarded(call) {
  if (state.criticalError) {
    wasm.__wbg_reset_state();
    state.criticalError = false;
  }
  let fail;
  const failed = new Promise((resolve) => {
    fail = () => resolve(unavailable());
  });
  inFlight.add(fail);
  try {
    return await Promise.race([call(), failed]);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) broken();
    return unavailable();
  } finally {
    inFlight.delete(fail);
  }
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
