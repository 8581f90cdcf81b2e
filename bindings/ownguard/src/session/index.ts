// Where callers come from: the sources that `createGuard` takes as `session`. Each says where a
// session stands and what its claims mean; what follows from them is decided elsewhere.

export { authjs, type AuthjsOptions } from "./authjs.js";
export { claims, type ClaimsOptions } from "./claims.js";
export type { Algorithm, ClaimPaths, Given, Tokens } from "./identity.js";
export { clerk, jwt, supabase, type ClerkOptions, type JwtOptions, type SupabaseOptions } from "./tokens.js";
