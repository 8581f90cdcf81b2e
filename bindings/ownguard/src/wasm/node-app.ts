// Of `#wasm` in Node what reads tokens, queries and inputs; loaded when it is first needed.
import { initSync } from "ownguard:app";
import { packed } from "ownguard:app/packed";
import { unpacked } from "./unpacked.js";

initSync({ module: unpacked(packed) });

export * from "ownguard:app";
