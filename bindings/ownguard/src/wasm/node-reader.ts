// Of `#wasm` in Node what reads models as people write them; loaded when it is first needed.
import { initSync } from "ownguard:reader";
import { packed } from "ownguard:reader/packed";
import { unpacked } from "./unpacked.js";

initSync({ module: unpacked(packed) });

export * from "ownguard:reader";
