// The gate in Node, for `ownguard dev` and for the tests that hold it against the Worker.
export { startGate } from "./server.js";
export type { GateOptions, RunningGate, Served, Swap } from "./server.js";
export type { Environment, Line } from "./instance.js";
export { watchModel } from "./watch.js";
export { dev } from "./dev.js";
