// Two accounts and nobody, as fixtures for Playwright: contexts that share nothing. Typed by shape, so
// that `ownguard/test` needs no Playwright. Touches the browser that it is given.

/** Whose browser it is. */
export type Account = "alice" | "bob";

/** As much of Playwright's `Page` as is needed. */
export interface PageLike {
  context(): ContextLike;
  close(): Promise<void>;
}

/** As much of Playwright's `BrowserContext` as is needed. */
export interface ContextLike {
  newPage(): Promise<unknown>;
  storageState(): Promise<unknown>;
  close(): Promise<void>;
}

/** As much of Playwright's `Browser` as is needed. */
export interface BrowserLike<C> {
  newContext(options?: never): Promise<C>;
}

/** What {@link twoAccounts} takes. */
export interface AccountsOptions<P extends PageLike> {
  /** Signs one of them in, on a page of a fresh context. When it is done, the session must stand in cookies or local storage. */
  readonly signIn: (page: P, account: Account) => Promise<void>;
  /**
   * Sign in once in each worker, and start each test from what was stored then: faster, where no test
   * signs out on the server. Each test signs in anew unless given.
   */
  readonly keep?: boolean;
}

/** What a test is given: a context each, closed after the test. */
export interface Accounts<C> {
  alice: C;
  bob: C;
  /** Signed in as nobody. */
  anonymous: C;
}

/** The same as Playwright takes it. */
export type AccountFixtures<C> = {
  [Name in keyof Accounts<C>]: (args: { browser: BrowserLike<C> }, use: (context: C) => Promise<void>) => Promise<void>;
};

/**
 * Playwright fixtures: `alice` and `bob` are browser contexts signed in as two people, `anonymous` is
 * signed in as nobody. They share no cookies, no storage and no cache.
 *
 * @example
 * ```ts
 * import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
 * import { twoAccounts, type Accounts } from "ownguard/test";
 *
 * const test = base.extend<Accounts<BrowserContext>>(
 *   twoAccounts({
 *     signIn: async (page: Page, account) => {
 *       await page.goto("/login");
 *       await page.getByLabel("E-mail").fill(`${account}@example.com`);
 *       await page.getByRole("button", { name: "Sign in" }).click();
 *       await page.waitForURL("/invoices");
 *     },
 *   }),
 * );
 *
 * test("an invoice of Alice's is not Bob's", async ({ alice, bob }) => {
 *   const mine = await (await alice.newPage()).goto("/invoices/1");
 *   const theirs = await (await bob.newPage()).goto("/invoices/1");
 *   expect([mine?.status(), theirs?.status()]).toEqual([200, 404]);
 * });
 * ```
 */
export function twoAccounts<P extends PageLike>(options: AccountsOptions<P>): AccountFixtures<ReturnType<P["context"]>> {
  type C = ReturnType<P["context"]>;
  const kept = new Map<Account, unknown>();
  const context = async (browser: BrowserLike<C>, state?: unknown): Promise<C> => {
    return browser.newContext((state === undefined ? {} : { storageState: state }) as never);
  };
  const signedIn = async (browser: BrowserLike<C>, account: Account): Promise<C> => {
    if (kept.has(account)) return context(browser, kept.get(account));
    const fresh = await context(browser);
    try {
      const page = (await fresh.newPage()) as P;
      await options.signIn(page, account);
      await page.close();
      if (options.keep === true) kept.set(account, await fresh.storageState());
      return fresh;
    } catch (error) {
      await fresh.close();
      throw error;
    }
  };
  const lent = async (context: C, use: (context: C) => Promise<void>) => {
    try {
      await use(context);
    } finally {
      await context.close();
    }
  };
  // Playwright reads which fixtures are needed from the parameters as they are written.
  return {
    alice: async ({ browser }, use) => lent(await signedIn(browser, "alice"), use),
    bob: async ({ browser }, use) => lent(await signedIn(browser, "bob"), use),
    anonymous: async ({ browser }, use) => lent(await context(browser), use),
  };
}
