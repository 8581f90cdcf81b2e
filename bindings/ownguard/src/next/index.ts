// The entry `ownguard/next`: the guard for Next.js 16 and 15, and what an app needs beside it.
export { createGuard } from "./guard.js";
export type { Loaded, NextGuard, NextOptions } from "./types.js";
export type { ActionError, ActionErrorCode, ActionOptions, ActionResult, ServerAction } from "./action.js";
export type { About, Before, Context, Params } from "./context.js";
export type { Answer, Handled, RouteHandler, RouteOptions } from "./route.js";
export type { InnerProxy, ProxyHandler, ProxyOptions, ProxyRequest } from "./proxy.js";
export type { FieldIssue, RefusalCode } from "./refused.js";
export type { Schema } from "./schema.js";
export type { PoolLike, Queries, SessionClient, SessionOptions, TransactionOf } from "./database/types.js";
export { Denied, OwnguardError } from "../core/errors.js";
export type { ErrorCode } from "../core/errors.js";
export { above, place } from "../core/target.js";
export type { Above, Place } from "../core/target.js";
export type * from "../core/types.js";
export type * from "../guard/types.js";
export * from "../session/index.js";
