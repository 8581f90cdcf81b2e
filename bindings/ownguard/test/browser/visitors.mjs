// Who visits the example, and what of the other workspace reached them. A visitor is a browser
// profile of their own in Debian's Chromium.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));

/** Why no browser can run here, or `false`. Fits `test`'s `skip` option. */
export const missingBrowser = CHROMIUM ? false : "Chromium is not installed (apt-get install chromium)";

export const acme = {
  slug: "acme",
  workspace: "ac3e0000-0000-4000-8000-000000000001",
  invoice: "ac3e1000-0000-4000-8000-000000000001",
  private: "ac3e1000-0000-4000-8000-000000000002",
  thread: "ac3e7000-0000-4000-8000-000000000001",
  words: /ACME-\w+|Harbour Museum|Nordlys|Kite & Sons|Lumen Theatre|billing@acme|Visa 4242|Hello Alice\. Ask/g,
};

export const globex = {
  slug: "globex",
  workspace: "910be000-0000-4000-8000-000000000001",
  invoice: "910be100-0000-4000-8000-000000000001",
  private: "910be100-0000-4000-8000-000000000002",
  thread: "910be700-0000-4000-8000-000000000001",
  words: /GLOBEX-\w+|Mercado Central|Oak Street|Hotel Miramar|billing@globex|Mastercard 4444/g,
};

/** Each person beside the workspace that is not theirs; nobody has none. */
export const strangers = [
  ["alice", globex],
  ["bob", acme],
  [null, acme],
  [null, globex],
];

/** A browser as people have it: Playwright would turn the back-forward cache off. */
export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** Somebody in front of the app, signed in as `person` unless that is `null`. */
export async function visit(browser, url, person) {
  const context = await browser.newContext({ baseURL: url });
  const visitor = new Visitor(context, await context.newPage(), url);
  if (person !== null) await visitor.signIn(person);
  return visitor;
}

class Visitor {
  #heard = [];

  constructor(context, page, url) {
    this.context = context;
    this.page = page;
    this.url = url;
    page.on("response", (response) => {
      if (["document", "fetch", "xhr"].includes(response.request().resourceType())) {
        this.#heard.push(response.text().catch(() => ""));
      }
    });
  }

  async signIn(person) {
    await this.page.goto("/sign-in");
    await this.page.click(`button[value="${person}"]`);
    await this.page.waitForURL(/\/w\//);
  }

  async signOut() {
    await this.page.click('button[aria-label="Sign out"]');
    await this.page.waitForURL(/\/sign-in/);
  }

  /** Opens a page and gives all that came: what is on the screen and what was sent for it. */
  async open(path) {
    this.#heard = [];
    const response = await this.page.goto(path, { waitUntil: "load" });
    return { status: response?.status() ?? 0, text: await this.all() };
  }

  /** All that reached the page since it was opened. */
  async all() {
    const heard = await Promise.all(this.#heard);
    return [...heard, await this.page.content(), await this.page.innerText("body").catch(() => "")].join("\n");
  }

  /** Goes back, and gives what is then on the screen: also what stood there only for a moment. */
  async back() {
    this.#heard = [];
    await this.page.goBack({ waitUntil: "commit", timeout: 10_000 }).catch(() => null);
    const first = await this.#content();
    await this.page.waitForLoadState("networkidle").catch(() => null);
    return [first, await this.#content(), ...(await Promise.all(this.#heard))].join("\n");
  }

  /** What the page holds; nothing while it is between two. */
  #content() {
    return this.page.content().catch(() => "");
  }

  /** Asks as a script of the page would. */
  async fetch(path, { method = "GET", headers = {}, body } = {}) {
    const response = await this.context.request.fetch(path, {
      method,
      headers: { origin: this.url, "sec-fetch-site": "same-origin", ...(body && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { data: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      maxRedirects: 5,
    });
    return { status: response.status(), headers: response.headers(), text: await response.text() };
  }

  close() {
    return this.context.close();
  }
}

/** The words of a workspace that stand in a text. */
export const found = (text, { words }) => [...new Set(text.match(words) ?? [])].sort();
