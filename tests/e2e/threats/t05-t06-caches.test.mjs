// T05: web cache deception. T06: what an origin tells caches. Whatever the path looks like and whatever the origin
// says, a private answer says that nobody may keep it; nginx and Varnish in front replay none of it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { proxies } from "../proxies.mjs";
import { denied, neverStored } from "./world.mjs";
import { overStub } from "./gated.mjs";

const { acme } = workspaces;
const secret = "Wayne pays late";
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const list = `/api/workspaces/${acme}/invoices`;
const content = `/api/workspaces/${acme}/files/9007199254740993/content`;
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, number: secret };

// All that an origin can say so that somebody keeps its answer.
const keepIt = {
  "cache-control": "public, max-age=31536000, s-maxage=31536000, immutable", expires: "Fri, 01 Jan 2100 00:00:00 GMT", pragma: "public", vary: "accept-encoding",
  "surrogate-control": "max-age=86400", "cdn-cache-control": "max-age=86400", "cloudflare-cdn-cache-control": "max-age=86400", "vercel-cdn-cache-control": "max-age=86400",
  "netlify-cdn-cache-control": "max-age=86400", "edge-control": "cache-maxage=1d", "x-accel-expires": "86400", "x-accel-buffering": "yes", "x-accel-redirect": "/internal/x",
  "x-litespeed-cache-control": "public,max-age=3600", "surrogate-key": "a", "cache-tag": "a", "edge-cache-tag": "a", etag: '"a"', "last-modified": "Fri, 01 Jan 2021 00:00:00 GMT",
  age: "0", "accept-ranges": "bytes", "no-vary-search": "params", refresh: "0; url=https://evil.example",
};
const told = ["netlify-cdn-cache-control", "x-litespeed-cache-control", "edge-cache-tag", "no-vary-search", "refresh"];

const here = overStub();
beforeEach(() => {
  here.origin.labels.file = { "9007199254740993": { tenant: acme, owner: people.alice.id, visibility: "private" } };
  const bodies = { [own]: row, [list]: { data: [row] }, "/api/me": { id: people.alice.id, name: secret } };
  for (const path of [own, list, "/api/me", "/w/acme/invoices", "/api/trpc/x", content, "/auth/v1/user", "/w/acme/logo.png", "/w/acme/a.css", "/api/trpc/a.js"]) {
    here.origin.rows[`GET ${path}`] = { headers: { ...keepIt, "set-cookie": "sid=1; Path=/" }, body: bodies[path] ?? secret };
  }
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
});

const suffixes = [".css", ".js", "/x.css", "/x.js", "/x.png", "/x.ico", "/.css", ";a.js", "%3ba.js", "%2fx.css", "%2Fx.css", "%5cx.css", "%00.css", "%0a.css", "%09.css", "%20.css", "%23.css", "%3f.css", "%252fx.css", "//x.css", "/..%2fx.css", "/../x.css", "/./x.css", "\\x.css", "%c0%af.css", "/", "/favicon.ico", "/robots.txt", ".avif", "~x.woff2", "!x.css", "$x.css", "@x.css", ",x.css", ":x.css", "%2ecss"];

describe("T05", () => {
  for (const path of ["/api/me", own, list, "/w/acme/invoices", "/api/trpc/x", "/api/health"]) {
    test(`T05 no suffix makes an answer at ${path.replace(own, "…/invoices/{id}").replace(list, "…/invoices")} cacheable`, async () => {
      here.origin.faults.on({ path: /^\/(api\/(me|trpc|workspaces|health)|w\/)/ }, { answer: { headers: { ...keepIt, "content-type": "text/css" }, body: secret } });
      for (const suffix of suffixes) {
        for (const who of ["alice", null]) {
          const answer = await here.ask(who, "GET", path + suffix);
          neverStored(answer, path + suffix);
          const passed = answer.text.includes(secret);
          assert.equal(passed && who === null, false, `${path}${suffix} to nobody`);
          if (answer.status !== 200) denied(answer, answer.status, path + suffix);
        }
      }
    });
  }

  test("T05 one's own profile under a suffix is another address, which is denied", async () => {
    for (const suffix of ["/x.css", ".css", "/"]) denied(await here.ask("alice", "GET", `/api/me${suffix}`), 403, suffix);
    for (const suffix of [";a.js", "%2fx.css", "%3fx.css".replace("3f", "5c"), "%00.css", "//x.css", "/../x.css"]) denied(await here.ask("alice", "GET", `/api/me${suffix}`), 400, suffix);
    assert.deepEqual(here.reached(), []);
  });

  test("T05 a query that looks like a file changes nothing", async () => {
    for (const query of ["?x.css", "?a=/x.css", "?.js", "?v=1/x.png"]) {
      const answer = await here.ask("alice", "GET", `/api/me${query}`);
      assert.equal(answer.status, 200, query);
      neverStored(answer, query);
    }
  });
});

describe("T06", () => {
  for (const path of [own, list, "/api/me", "/w/acme/invoices", "/w/acme/logo.png", "/w/acme/a.css", "/api/trpc/x", "/api/trpc/a.js", content, "/auth/v1/user"]) {
    test(`T06 nothing by which ${path.replace(own, "…/invoices/{id}").replace(list, "…/invoices")} could be kept leaves`, async () => {
      for (const method of ["GET", "HEAD"]) {
        const answer = await here.ask("alice", method, path);
        assert.equal(answer.status, 200, answer.text);
        neverStored(answer, method);
        for (const name of told) assert.equal(answer.header(name), null, name);
        assert.deepEqual(answer.headers.filter(([name]) => name === "set-cookie").map(([, value]) => value), ["sid=1; Path=/"]);
        if (method === "GET") assert.ok(answer.text.includes(secret));
      }
    });
  }

  test("T06 denials and errors are kept by nobody either", async () => {
    here.origin.faults.on({ path: "/api/trpc/broken" }, { answer: { status: 500, headers: keepIt, body: secret } });
    for (const [status, who, method, path, options] of [
      [401, null, "GET", "/api/me"], [403, "alice", "GET", "/nowhere.css"], [404, "alice", "GET", `${list}/${invoices.globexOpen}`], [400, "alice", "GET", "/api//me"],
      [405, "alice", "PUT", own], [415, "alice", "PATCH", own, { body: "x", type: "text/plain" }], [502, "alice", "GET", "/api/trpc/broken"], [412, "alice", "PATCH", own, { json: { total: 1 }, headers: { "if-match": '"a"' } }],
    ]) denied(await here.ask(who, method, path, options), status, `${method} ${path}`);
  });

  test("T06 a public answer keeps the origin's word, unless it sets a cookie", async () => {
    here.origin.rows["GET /_next/static/a.js"] = { headers: { "cache-control": "public, max-age=60", etag: '"a"' }, body: "1" };
    const kept = await here.ask("alice", "GET", "/_next/static/a.js");
    assert.deepEqual([kept.status, kept.header("cache-control"), kept.header("etag")], [200, "public, max-age=60", '"a"']);
    here.origin.rows["GET /_next/static/a.js"].headers["set-cookie"] = "sid=1";
    const personal = await here.ask("alice", "GET", "/_next/static/a.js");
    assert.equal(personal.header("set-cookie"), "sid=1");
    neverStored(personal);
  });

  test("T06 conditions and ranges of the client do not reach the origin", async () => {
    const asked = { "if-none-match": '"a"', "if-modified-since": "Fri, 01 Jan 2027 00:00:00 GMT", "if-range": '"a"', range: "bytes=0-3", "a-im": "vcdiff" };
    for (const path of [own, "/w/acme/invoices", content]) {
      here.origin.log.clear();
      assert.equal((await here.ask("alice", "GET", path, { headers: asked })).status, 200);
      for (const name of Object.keys(asked)) assert.equal(here.reached()[0].headers[name], undefined, name);
    }
  });

  test("T06 an answer that came from a store is not believed", async () => {
    const stored = [{ age: "1" }, { age: "x" }, { "cf-cache-status": "HIT" }, { "x-cache": "HIT from a" }, { "x-cache": "MISS, HIT" }, { "x-vercel-cache": "STALE" }, { "x-nextjs-cache": "HIT" }, { "cache-status": "a; hit; ttl=3" }];
    for (const path of [own, "/api/me", "/w/acme/invoices", "/api/trpc/x", content]) {
      for (const headers of stored) {
        here.origin.faults.clear();
        here.origin.faults.on({ path }, { answer: { headers: { "content-type": "application/json", ...headers }, body: secret } });
        denied(await here.ask("alice", "GET", path), 502, `${path} ${JSON.stringify(headers)}`);
      }
      for (const status of [304, 206]) {
        here.origin.faults.clear();
        here.origin.faults.on({ path }, { answer: { status, headers: { "content-type": "application/json" }, body: status === 304 ? "" : secret } });
        denied(await here.ask("alice", "GET", path), 502, `${path} ${status}`);
      }
    }
  });

  test("T06 no header and no query that an origin may read changes what another user is shown", async () => {
    for (const headers of [{ "x-forwarded-host": "evil.example" }, { "x-forwarded-scheme": "http" }, { "x-original-url": "/w/evil" }, { "x-http-method-override": "POST" }, { "x-host": "evil.example" }]) {
      here.origin.log.clear();
      assert.equal((await here.ask("alice", "GET", "/w/acme/invoices", { headers })).status, 200);
      const [{ rawHeaders, method }] = here.reached();
      assert.equal(method, "GET");
      assert.ok(!rawHeaders.some((text) => /evil|^POST$/.test(text)), rawHeaders.join());
    }
  });

  test("T06 no other site may read a private answer, unless the model lists it", async () => {
    const cors = (site) => ({ "access-control-allow-origin": site, "access-control-allow-credentials": "true", "access-control-expose-headers": "x-total" });
    for (const path of [own, "/api/me", "/w/acme/invoices", "/api/trpc/x", content]) {
      for (const [site, listed] of [["https://evil.example", false], ["*", false], ["null", false], ["https://app.example.com.evil.example", false], ["https://app.example.com", true]]) {
        const { headers } = here.origin.rows[`GET ${path}`];
        here.origin.rows[`GET ${path}`].headers = { ...headers, ...cors(site) };
        const answer = await here.ask("alice", "GET", path, { headers: { origin: site } });
        assert.equal(answer.status, 200);
        const said = answer.headers.filter(([name]) => name.startsWith("access-control-")).map(([name]) => name);
        assert.deepEqual(said.sort(), listed ? Object.keys(cors(site)).sort() : [], `${path} ${site}`);
      }
    }
  });
});

for (const [name, start, skip] of proxies) {
  describe(`T06 ${name} in front`, { skip }, () => {
    let proxy;
    before(async () => (proxy = await start(here.gate.url)));
    after(() => proxy?.close());
    const get = (who, path) => proxy.raw("GET", path, who ? [["authorization", `Bearer ${here.origin.tokens.tokenFor(who)}`]] : []);

    test(`T06 ${name} keeps what is public, so that it could keep what is not`, async () => {
      here.origin.rows["GET /_next/static/a.js"] = { headers: { "cache-control": "public, max-age=60" }, body: "1" };
      await get(null, "/_next/static/a.js");
      assert.equal((await get(null, "/_next/static/a.js")).header("x-cache"), "HIT");
    });

    for (const path of [own, list, "/api/me", "/w/acme/invoices", "/w/acme/logo.png", "/w/acme/a.css", "/api/trpc/x", "/api/trpc/a.js", content]) {
      test(`T06 ${name} replays nothing of ${path.replace(own, "…/invoices/{id}").replace(list, "…/invoices")} to anybody`, async () => {
        for (const round of [1, 2]) {
          const first = await get("alice", path);
          assert.equal(first.status, 200, first.text);
          assert.ok(first.text.includes(secret));
          assert.notEqual(first.header("x-cache"), "HIT", `round ${round}`);
          for (const who of [null, "frank"]) {
            const other = await get(who, path);
            assert.notEqual(other.header("x-cache"), "HIT", `${who}`);
            if (who === null) assert.ok([401, 404].includes(other.status) && !other.text.includes(secret), `${other.status} ${other.text}`);
          }
        }
      });
    }

    test(`T06 ${name} replays nothing under a suffix, and no denial`, async () => {
      here.origin.faults.on({ path: /^\/(api|w)\// }, { answer: { headers: keepIt, body: secret } });
      for (const path of ["/api/me/x.css", "/api/me.js", "/nowhere.css", "/w/acme/b.css", "/api/me;a.js"]) {
        for (const who of ["alice", null, "alice"]) {
          const answer = await get(who, path);
          assert.notEqual(answer.header("x-cache"), "HIT", `${who} ${path}`);
          if (who === null) assert.ok(!answer.text.includes(secret), path);
        }
      }
    });
  });
}
