// The gate with nothing behind it: it says who it is, and lets nothing pass.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startGate } from "./gate.mjs";

const NEVER_STORED = {
  "cache-control": "private, no-store, max-age=0",
  "cdn-cache-control": "no-store",
  "cloudflare-cdn-cache-control": "no-store",
  vary: "*",
  pragma: "no-cache",
  expires: "0",
};

function neverStored(answer) {
  for (const [name, value] of Object.entries(NEVER_STORED)) assert.equal(answer.header(name), value, name);
}

describe("a gate with a model", () => {
  let gate;
  before(async () => {
    gate = await startGate({ model: "version = 1\n", origin: "http://127.0.0.1:9" });
  });
  after(() => gate?.close());

  test("says its name and version at the well-known path", async () => {
    const answer = await gate.raw("GET", "/.well-known/ownguard");
    assert.equal(answer.status, 200);
    assert.equal(answer.header("content-type"), "application/json");
    const { name, version } = JSON.parse(answer.text);
    assert.equal(name, "ownguard");
    assert.match(version, /^\d+\.\d+\.\d+$/);
    neverStored(answer);
  });

  test("answers HEAD like GET, without a body", async () => {
    const answer = await gate.raw("HEAD", "/.well-known/ownguard");
    assert.equal(answer.status, 200);
    assert.equal(answer.text, "");
  });

  for (const method of ["POST", "PUT", "PROPFIND", "OPTIONS"]) {
    test(`refuses ${method} at the well-known path`, async () => {
      const answer = await gate.raw(method, "/.well-known/ownguard");
      assert.equal(answer.status, 405);
      assert.equal(answer.header("allow"), "GET, HEAD");
      neverStored(answer);
    });
  }

  for (const target of ["/x/../.well-known/ownguard", "/.well-known/%6fwnguard", "/.well-known/ownguard/"]) {
    test(`does not take ${target} for the well-known path`, async () => {
      const answer = await gate.raw("GET", target);
      assert.notEqual(answer.status, 200);
      neverStored(answer);
    });
  }
});

describe("a gate without a model", () => {
  let gate;
  before(async () => {
    gate = await startGate({ model: " \n", origin: "http://127.0.0.1:9" });
  });
  after(() => gate?.close());

  for (const target of ["/.well-known/ownguard", "/", "/api/invoices/1"]) {
    test(`answers 503 at ${target}`, async () => {
      const answer = await gate.raw("GET", target);
      assert.equal(answer.status, 503);
      assert.equal(answer.text, "");
      neverStored(answer);
    });
  }

  test("tells its operator why", () => {
    const line = gate.logs.find(({ event }) => event?.event === "not_ready");
    assert.equal(line?.event.reason, "model_missing");
  });
});
