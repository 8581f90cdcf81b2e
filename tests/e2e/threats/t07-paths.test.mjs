// T07: path differences between gate and origin. An address has one spelling: others are refused with 400, or are made
// that one, which is what the origin gets.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { denied } from "./world.mjs";
import { overStub } from "./gated.mjs";

const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const here = overStub();

beforeEach(() => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  here.origin.faults.on({ path: /^\/(?!auth|api\/ownguard)/ }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify({ id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null }) } });
});

const refused = {
  "an escaped slash": ["/api%2fme", "/api%2Fme", "/w/acme%2fx", "/api/health%2f..%2fme", "/_next/static%2f..%2f..%2fapi%2fme", "/auth/v1/..%2f..%2fapi%2fme"],
  "a backslash": ["/api\\me", "/api/health\\..\\me", "/w/acme%5cx", "/api%5Cme", "/\\evil.example/x"],
  "a null byte": ["/api/me%00", "/api/me%00.css", "/w/a%00cme"],
  "dot segments": ["/api/health/../me", "/api/./me", "/api/health/%2e%2e/me", "/api/health/.%2e/me", "/auth/v1/%2e%2e/%2e%2e/api/me", "/auth/v1/../../api/me", "/api/health/%2E./me", "/api/%2e/me", "/..", "/.", "/api/me/..", "/api/me/.", "/_next/static/../../api/me", "/w/acme/../../api/me"],
  "a semicolon": ["/api;x/me", "/api/me;x", "/api/me;.css", "/api/health;/../me", "/api/me%3b", "/api/me%3Bx=1"],
  "two slashes": ["//api/me", "/api//me", "//api//me", "///", "/api/me//", "//evil.example/api/me", "/w//acme"],
  "control bytes": ["/api/me%01", "/api/me%09", "/api/me%0a", "/api/me%0d%0aX:%20y", "/api/me%1f", "/api/me%7f", "/api/me%20", "/api/%20me", "/w/acme%c2%85"],
  "bad UTF-8": ["/w/%ff", "/w/%c0%af", "/w/%c0%ae%c0%ae/x", "/w/%e0%80%af", "/w/%ed%a0%80", "/w/%f5%80%80%80", "/w/%c3", "/w/acme/%80"],
  "a broken escape": ["/w/%", "/w/%2", "/w/%zz", "/w/%u002f", "/api/me%"],
  "an escape twice": ["/w/%252e%252e/x", "/api%252fme", "/w/%2525", "/api/me%2500"],
};

describe("T07 refused", () => {
  for (const [what, paths] of Object.entries(refused)) {
    test(`T07 ${what} in a path is refused with 400`, async () => {
      for (const path of paths) {
        for (const [who, method, options] of [["alice", "GET"], [null, "GET"], ["alice", "HEAD"], ["alice", "POST", { json: {} }], ["alice", "DELETE"]]) {
          here.origin.log.clear();
          const answer = await here.ask(who, method, path, options);
          denied(answer, 400, `${who} ${method} ${path}`);
          assert.deepEqual(here.reached(), [], path);
        }
        assert.equal((await (await here.ask("alice", "GET", path)).event()).reason, "bad_path", path);
      }
    });
  }

  test("T07 raw bytes outside of ASCII, spaces and forms that are no path never pass", async () => {
    for (const target of ["/w/\u00e9", "/w/\u00ff\u00fe", "/api/me\u0001", "/api/me\u007f", "/api/me x", "/api/me\t", "api/me", "*", "http://evil.example/api/me", "evil.example:443", "/api/me#x", "/api/health#/../me", "?x", "/w/acme/#/../..", "\\api\\me"]) {
      here.origin.log.clear();
      const answer = await here.ask("alice", "GET", target).catch((error) => ({ refusedBelow: error.message }));
      const got = here.reached().map(({ path }) => path);
      // What the host reads as another target (the absolute form, bytes escaped) is decided and forwarded as that one.
      const decided = ["/", "/api/me", "/api/health", "/w/acme/"];
      assert.ok(got.every((path) => decided.includes(path)), `${target} -> ${got}`);
      if (got.length === 0) assert.ok(answer.refusedBelow || answer.status >= 400, `${target} ${answer.status}`);
    }
  });
});

describe("T07 one spelling", () => {
  // As sent, and as the origin gets it.
  const canonical = [
    ["/api/%6de", "/api/me"], ["/%61pi/me", "/api/me"], ["/api/m%65", "/api/me"], ["/w/acme/a%2eb", "/w/acme/a.b"], ["/w/acme/%7ex", "/w/acme/~x"], ["/w/acme/a%2db", "/w/acme/a-b"],
    ["/w/acme/a+b", "/w/acme/a%2Bb"], ["/w/acme/a%2bb", "/w/acme/a%2Bb"], ["/w/acme/%e2%82%ac", "/w/acme/%E2%82%AC"], ["/w/acme/(.)x", "/w/acme/(.)x"], ["/w/acme/a%40b", "/w/acme/a@b"],
    ["/w/acme/[x]", "/w/acme/%5Bx%5D"], ["/w/acme/a%22b", "/w/acme/a%22b"], ["/w/acme/.well-known", "/w/acme/.well-known"], ["/w/acme/..x", "/w/acme/..x"], ["/w/acme/x..", "/w/acme/x.."], ["/w/acme/...", "/w/acme/..."],
    ["/w/acme/%3cx%3e", "/w/acme/%3Cx%3E"], ["/w/acme/x%3fy", "/w/acme/x%3Fy"], ["/w/acme/x/", "/w/acme/x/"],
    [own.replace("/api/workspaces", "/%61p%69/work%73paces"), own], [own.replace("/invoices/1", "/invoices/%31"), own],
  ];
  for (const [sent, forwarded] of canonical) {
    test(`T07 ${sent.replace(acme, "…").replace(invoices.acmeOpen, "…")} is decided and forwarded as one address`, async () => {
      const answer = await here.ask("alice", "GET", sent);
      const got = here.reached().map(({ path }) => path);
      // A segment that does not fit an id is denied; what passes is the canonical form and nothing else.
      if (forwarded === "/api/me") assert.deepEqual([answer.status, got], [404, ["/api/me"]], "another row than the session's");
      else assert.deepEqual([answer.status, got], [200, [forwarded]]);
      here.origin.log.clear();
      const nobody = await here.ask(null, "GET", sent);
      assert.ok([401, 404].includes(nobody.status), `${nobody.status}`);
      if (forwarded !== own) assert.deepEqual(here.reached(), []);
    });
  }

  test("T07 case, width and look-alikes make another address", async () => {
    for (const path of ["/API/me", "/Api/Me", "/api/ME", "/api/me/", "/api/m\u0435", "/%ef%bd%81pi/me", "/api/%ef%bc%8e%ef%bc%8e/me", "/api%e2%88%95me", "/api/me%e2%80%8b", "/api/me%ef%bb%bf", "/api/m%cc%81e"]) {
      const answer = await here.ask("alice", "GET", encodeURI(decodeURI(path)));
      denied(answer, 403, path);
    }
    assert.deepEqual(here.reached(), []);
  });

  test("T07 a query goes on as it is, or not at all", async () => {
    for (const query of ["?a=1&b=2", "?a=%2e%2e%2f", "?a=/../x", "?a=%00", "?", "?a=b?c=d", "?a=%5c;x", "?=", "?&&"]) {
      here.origin.log.clear();
      const answer = await here.ask("alice", "GET", `/w/acme${query}`);
      const got = here.reached().map(({ path }) => path);
      if (answer.status === 200) assert.ok(got[0] === `/w/acme${query}` || (query === "?" && got[0] === "/w/acme"), `${query} -> ${got}`);
      else assert.deepEqual([answer.status, got], [400, []], query);
    }
    for (const query of ["?a=\\x", "?a=<b>", "?a='b'"]) assert.ok([200, 400].includes((await here.ask("alice", "GET", `/w/acme${query}`)).status), query);
  });
});
