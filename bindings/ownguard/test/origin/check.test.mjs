// `checkProof`: what it takes, and every way in which it refuses.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkProof, memoryNonces, ProofError } from "ownguard/origin";
import { keys, older, olderKeys, proofFor, proofHeader, secret, withEnvironment } from "./server.mjs";

const at = "http://app.example/invoices/1?full=1";
const none = { OWNGUARD_PROOF_KEY: undefined, OWNGUARD_PROOF_KEY_PREVIOUS: undefined, OWNGUARD_DEV: undefined, NODE_ENV: undefined };
const asked = (proof, init = {}) => new Request(at, { ...init, headers: { ...(proof !== undefined && { [proofHeader]: proof }) } });
const refusedWith = (code, status = 403) => (error) => error instanceof ProofError && error.code === code && error.status === status;

describe("checkProof", () => {
  test("tells who asks, in which tenant, for what", async () => {
    const proof = await checkProof(asked(proofFor(at)), { keys });
    const { expires, ...told } = proof;
    assert.deepEqual(told, { principal: { kind: "person", id: "u1" }, tenant: "t1", action: "invoice.read", streamed: false });
    assert.ok(expires > Date.now() / 1000 && expires <= Date.now() / 1000 + 30);
  });

  test("tells nobody, a service, and a subject with colons apart", async () => {
    for (const [principal, told] of [
      ["anonymous", { kind: "anonymous", id: undefined }],
      ["service:cron", { kind: "service", id: "cron" }],
      ["person:auth0:u1", { kind: "person", id: "auth0:u1" }],
    ]) {
      const proof = await checkProof(asked(proofFor(at, { principal, tenant: "" })), { keys });
      assert.deepEqual([proof.principal, proof.tenant], [told, undefined]);
    }
  });

  test("refuses a request without a proof, or with two", async () => {
    await assert.rejects(checkProof(asked(undefined), { keys }), refusedWith("proof_missing"));
    const two = asked(proofFor(at));
    two.headers.append(proofHeader, proofFor(at));
    await assert.rejects(checkProof(two, { keys }), refusedWith("proof_malformed"));
  });

  test("refuses a proof for facts or labels", async () => {
    for (const purpose of ["facts", "labels"]) {
      await assert.rejects(checkProof(asked(proofFor(at, { purpose })), { keys }), refusedWith("proof_purpose"));
    }
  });

  test("takes the host that the gate was told, where a proxy changes it", async () => {
    const proof = proofFor(at, { host: "origin.internal:8080" });
    await assert.rejects(checkProof(asked(proof), { keys }), refusedWith("proof_signature"));
    assert.equal((await checkProof(asked(proof), { keys, host: "origin.internal:8080" })).action, "invoice.read");
  });

  test("leaves the body to whoever reads it next", async () => {
    const request = asked(proofFor(at, { method: "POST", body: '{"total":1}' }), { method: "POST", body: '{"total":1}' });
    await checkProof(request, { keys });
    assert.deepEqual(await request.json(), { total: 1 });
  });

  test("refuses another body, one that was read, and one that is too long", async () => {
    const post = (body) => asked(proofFor(at, { method: "POST", body: "abc" }), { method: "POST", body });
    await assert.rejects(checkProof(post("abd"), { keys }), refusedWith("proof_body"));
    await assert.rejects(checkProof(post(undefined), { keys }), refusedWith("proof_body"));
    const read = post("abc");
    await read.text();
    await assert.rejects(checkProof(read, { keys }), refusedWith("proof_body_read"));
    assert.equal((await checkProof(read, { keys, body: Buffer.from("abc") })).streamed, false);
    await assert.rejects(checkProof(read, { keys, body: Buffer.from("abd") }), refusedWith("proof_body"));
    await assert.rejects(checkProof(post("abc"), { keys, bodyLimit: 2 }), refusedWith("proof_body_too_long", 413));
  });

  test("does not read a body that the gate passed on unseen", async () => {
    const request = asked(proofFor(at, { method: "POST", body: null }), { method: "POST", body: "anything" });
    assert.equal((await checkProof(request, { keys, bodyLimit: 1 })).streamed, true);
    assert.equal(await request.text(), "anything");
  });

  test("does not read a stranger's body", async () => {
    let read = 0;
    const body = new ReadableStream({ pull: (to) => (read += 1, to.enqueue(new Uint8Array(8))) }, { highWaterMark: 0 });
    const request = asked(proofFor(at, { method: "POST" }, ["k1", older]), { method: "POST", body, duplex: "half" });
    await assert.rejects(checkProof(request, { keys }), refusedWith("proof_signature"));
    assert.equal(read, 0);
  });

  test("takes keys from the environment, the one before too while they rotate", async () => {
    const old = () => asked(proofFor(at, {}, ["k0", older]));
    await withEnvironment({ ...none, OWNGUARD_PROOF_KEY: keys }, async () => {
      assert.equal((await checkProof(asked(proofFor(at)))).action, "invoice.read");
      await assert.rejects(checkProof(old()), refusedWith("proof_unknown_key"));
      process.env.OWNGUARD_PROOF_KEY_PREVIOUS = olderKeys;
      assert.equal((await checkProof(old())).action, "invoice.read");
    });
    assert.equal((await checkProof(old(), { keys: [keys, olderKeys] })).action, "invoice.read");
  });

  test("takes a key without an id", async () => {
    assert.equal((await checkProof(asked(proofFor(at)), { keys: secret.toString("base64") })).action, "invoice.read");
  });

  test("refuses everything without a key, in development too, and says so", async () => {
    for (const more of [{}, { NODE_ENV: "production" }, { NODE_ENV: "development" }, { OWNGUARD_PROOF_KEY: " " }]) {
      await withEnvironment({ ...none, ...more }, async () => {
        await assert.rejects(checkProof(asked(proofFor(at))), refusedWith("proof_key_unset", 503));
      });
    }
  });

  test("refuses a key that cannot be read, without telling it", async () => {
    for (const bad of ["k1:short", "k1:###", "a b:" + secret.toString("base64"), [keys, keys]]) {
      await assert.rejects(checkProof(asked(proofFor(at)), { keys: bad }), (error) => {
        assert.ok(refusedWith("proof_key_invalid", 503)(error), error);
        assert.ok(!JSON.stringify([error.message, error.mend, String(error.cause)]).includes(secret.toString("base64")));
        return true;
      });
    }
  });

  test("refuses a replay where nonces are kept, but not a proof that failed", async () => {
    const nonces = memoryNonces();
    const proof = proofFor(at);
    await assert.rejects(checkProof(new Request("http://app.example/other", { headers: { [proofHeader]: proof } }), { keys, nonces }));
    await checkProof(asked(proof), { keys, nonces });
    await assert.rejects(checkProof(asked(proof), { keys, nonces }), refusedWith("proof_replayed"));
    await checkProof(asked(proofFor(at)), { keys, nonces });
  });

  test("of two requests at once with one proof, one alone is answered", async () => {
    const [nonces, proof] = [memoryNonces(), proofFor(at)];
    const answers = await Promise.allSettled([1, 2, 3].map(() => checkProof(asked(proof), { keys, nonces })));
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  });

  test("refuses where the nonce store fails, is full, or answers something else than yes", async () => {
    const failing = { keep: () => Promise.reject(new Error("down")) };
    await assert.rejects(checkProof(asked(proofFor(at)), { keys, nonces: failing }), refusedWith("proof_nonces_failed", 503));
    const full = memoryNonces({ max: 1 });
    await checkProof(asked(proofFor(at)), { keys, nonces: full });
    await assert.rejects(checkProof(asked(proofFor(at)), { keys, nonces: full }), refusedWith("proof_nonces_failed", 503));
    await assert.rejects(checkProof(asked(proofFor(at)), { keys, nonces: { keep: () => "OK" } }), refusedWith("proof_replayed"));
  });

  test("forgets nonces whose proofs are over", () => {
    const nonces = memoryNonces({ max: 2 });
    const now = Date.now() / 1000;
    assert.deepEqual([nonces.keep("a", now - 1), nonces.keep("b", now - 1), nonces.keep("c", now + 30)], [true, true, true]);
    assert.deepEqual([nonces.keep("d", now + 30), nonces.keep("c", now + 30)], [true, false]);
  });
});
