// The entry `ownguard/test`: the model's matrix as cases for Vitest, node:test or anything else, and
// two accounts for Playwright. For Node alone: it reads the command's wasm from the package.
export { cases } from "./cases.js";
export type { CaseOptions } from "./cases.js";
export { around, caller, link, parent, place, row } from "./fixtures.js";
export { CaseFailed, run, runAll } from "./run.js";
export type { Given } from "./run.js";
export { twoAccounts } from "./accounts.js";
export type { Account, AccountFixtures, Accounts, AccountsOptions, BrowserLike, ContextLike, PageLike } from "./accounts.js";
export type { Case, CaseCaller, CaseLabels, CaseState, Expected } from "./types.js";
