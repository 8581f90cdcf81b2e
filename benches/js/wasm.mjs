// Times the same calls in V8, compiled to wasm, and the hand-written JavaScript
// beside them. Prints one line each: name, tab, nanoseconds (median).
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { redact } from "./by-hand.mjs";

const { Bench } = createRequire(import.meta.url)(process.argv[2]);
const bench = new Bench();
const body = bench.body();
const caller = {
  user: "0b9d7a52-44c1-4f6e-8e3a-5d2f7c8b9a10",
  workspace: "6f1c2a34-8b7d-4e5f-9a0b-1c2d3e4f5a6b",
  role: "member",
};

const text = (bytes) => new TextDecoder().decode(bytes);
assert.equal(text(bench.inspect(body)), text(redact(body, caller)), "both give the same bytes");

const questions = 1000;
const calls = {
  "parse + compile": [() => bench.compile(), 20, 1],
  decide: [() => bench.decide(), 20, questions],
  "admit, kept token": [() => bench.admit(1000), 1, 1000],
  release: [() => bench.release(1000), 1, 1000],
  inspect: [() => bench.inspect(body), 50, 1],
  "inspect in place": [() => bench.inspect_in_place(body, 50), 1, 50],
  "inspect by hand": [() => redact(body, caller), 50, 1],
};

// Rounds in turn, so that what disturbs the machine disturbs all of them.
const rounds = 120;
const took = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
for (let round = -10; round < rounds; round += 1) {
  for (const [name, [call, times, each]] of Object.entries(calls)) {
    const started = performance.now();
    for (let i = 0; i < times; i += 1) call();
    const nanoseconds = ((performance.now() - started) * 1e6) / times / each;
    if (round >= 0) took[name].push(nanoseconds);
  }
}
for (const [name, all] of Object.entries(took)) {
  all.sort((one, two) => one - two);
  console.log(`${name}\t${all[all.length >> 1].toFixed(1)}`);
}
