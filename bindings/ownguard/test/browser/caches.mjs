// What caches of the example keep: `use cache`, `unstable_cache`, static pages of Next.js, and
// nginx or Varnish in front of it. One person's rows never come out of them for another. The
// same is asked with the guard off, where they do.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { proxies } from "../../../../tests/e2e/proxies.mjs";
import { acme, found, globex, visit } from "./visitors.mjs";

const mistakes = [
  ["`use cache` around the guard", `/mistakes/use-cache/${acme.workspace}`],
  ["`unstable_cache` under a key without the person", "/mistakes/unstable-cache"],
  ["a page that is made once for everybody", `/mistakes/isr/${acme.workspace}`],
];

/** Tests over the apps and the browser of `world`. They end with the guard of the open one on. */
export function caches(world) {
  const visitors = {};

  /** Everybody who asks, one browser each for all tests. */
  async function everybody(app) {
    const { browser, [app]: { url } } = world;
    visitors[app] ??= Promise.all(["alice", "bob", null].map(async (person) => [person, await visit(browser, url, person)]));
    return visitors[app];
  }

  /** Opens a page as Alice, then as Bob and as nobody: what of Alice's those two get. */
  async function afterAlice(app, path) {
    const got = [];
    for (const [person, visitor] of await everybody(app)) {
      const { text } = await visitor.open(path);
      const data = await visitor.fetch(path, { headers: { rsc: "1" } });
      if (person !== "alice") got.push(...found(text + data.text, acme));
    }
    return [...new Set(got)];
  }

  for (const [name, path] of mistakes) {
    test(`${name} hands nobody alice's rows`, async () => {
      assert.deepEqual(await afterAlice("guarded", path), []);
    });

    test(`${name} hands them out without the guard`, async () => {
      assert.notDeepEqual(await afterAlice("open", path), []);
    });

    test(`${name} fails loudly, also for alice`, async () => {
      const [[, alice]] = await everybody("guarded");
      const { status, text } = await alice.open(path);
      assert.equal(status, 500);
      assert.deepEqual(found(text, acme), []);
    });
  }

  test("rows out of a shared cache, guarded behind it, are handed to alice alone", async () => {
    const [[, alice]] = await everybody("guarded");
    const { text } = await alice.open("/w/acme");
    assert.match(text, /ACME-1043/);
    assert.deepEqual(await afterAlice("guarded", "/w/acme"), []);
  });

  for (const [name, startProxy, missing] of proxies) {
    describe(`behind ${name}`, { skip: missing }, () => {
      let guardedProxy, openProxy;

      before(async () => {
        [guardedProxy, openProxy] = await Promise.all([startProxy(world.guarded.url), startProxy(world.open.url)]);
      });

      after(async () => {
        await guardedProxy?.close();
        await openProxy?.close();
      });

      /** Alice asks through the proxy, then Bob and nobody for the same address. */
      async function replayed(app, proxy, path) {
        const got = [];
        for (const [person, visitor] of await everybody(app)) {
          const cookies = await visitor.context.cookies();
          const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
          const answer = await fetch(new URL(path, proxy.url), { headers: cookie ? { cookie } : {}, redirect: "manual" });
          const text = await answer.text();
          if (person === "alice") assert.ok(answer.status < 500 || path.includes("mistakes"), `${path}: ${answer.status}`);
          else got.push(...found(text, acme));
        }
        return [...new Set(got)];
      }

      // Alice's own answers at addresses that are the same for everybody: only a replay leaks them.
      for (const path of ["/api/me", "/mistakes/unstable-cache"]) {
        test(`${path} is replayed to nobody`, async () => {
          assert.deepEqual(await replayed("guarded", guardedProxy, path), []);
        });
      }

      for (const path of ["/w/acme", "/w/acme/invoices", `/w/acme/invoices/${acme.invoice}`, `/api/workspaces/${acme.workspace}/invoices`, `/mistakes/isr/${acme.workspace}`]) {
        test(`${path} is replayed to nobody`, async () => {
          assert.deepEqual(await replayed("guarded", guardedProxy, path), []);
        });
      }

      test("/api/me is replayed without the guard", async () => {
        assert.notDeepEqual(await replayed("open", openProxy, "/api/me"), []);
      });
    });
  }

  test("the switch takes back what was kept without the guard", async () => {
    const path = `/mistakes/isr/${acme.workspace}`;
    const [, [, bob]] = await everybody("open");
    assert.notDeepEqual(found((await bob.open(path)).text, acme), []);
    await bob.open(`/w/${globex.slug}`);
    await bob.page.click('button[role="switch"]');
    await bob.page.waitForSelector('button[role="switch"][aria-checked="true"]');
    assert.deepEqual(found((await bob.open(path)).text, acme), []);
    assert.deepEqual(found((await bob.open("/w/acme/invoices")).text, acme), []);
  });
}
