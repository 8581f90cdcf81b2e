// The entry `ownguard`: the guard for any server, its types and its errors.
export { Denied, OwnguardError } from "./core/errors.js";
export type { ErrorCode } from "./core/errors.js";
export { above, place } from "./core/target.js";
export type { Above, Place } from "./core/target.js";
export type * from "./core/types.js";
export { createGuard } from "./guard/create.js";
export type * from "./guard/types.js";
export * from "./session/index.js";
