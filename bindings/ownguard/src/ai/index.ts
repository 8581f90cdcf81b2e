// The entry `ownguard/ai`: tools of the `ai` package that act for the caller of the session and for
// nobody else, whatever the model writes. Touches the access that it is given, and `ai`'s schemas.
export { guardTools, isToolDenied } from "./guard.js";
export type { ToolGuard } from "./guard.js";
export type { Caller as ToolCaller, ToolDenied, ToolDone, ToolEvent, ToolGuardOptions, ToolRule } from "./types.js";
