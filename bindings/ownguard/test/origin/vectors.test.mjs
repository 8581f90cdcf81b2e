// The shared vectors of the gate's proof, through `checkProof` with a `Request`.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { checkProof, ProofError } from "ownguard/origin";

const folder = new URL("../../../../tests/vectors/proof/", import.meta.url);
const vectors = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
const checks = vectors.filter(({ input }) => input.check);

test("there are vectors to run", () => assert.ok(checks.length >= 15, `${checks.length}`));

for (const { id, comment, input, expect } of checks) {
  test(`${id}: ${comment}`, async () => {
    const { header, request, body, now, keys } = input.check;
    const ring = keys.map((key) => `${key.id}:${Buffer.from(key.secret).toString("base64")}`);
    const asked = new Request(`http://${request.authority}${request.path_and_query}`, {
      method: request.method,
      headers: { "ownguard-proof": header },
      ...(body?.text !== undefined && { body: body.text }),
    });
    assert.equal(request.purpose, "request");
    const checked = checkProof(asked, { keys: ring, now: () => now * 1000 });
    if (expect.fault) {
      await assert.rejects(checked, (error) => error instanceof ProofError && error.code === `proof_${expect.fault}` && error.status === 403);
      return;
    }
    const { principal, tenant, action, streamed, expires } = await checked;
    const told = { principal: `${principal.kind}:${principal.id}`, tenant: tenant ?? null, action, streamed, expires_at: expires };
    assert.deepEqual(told, expect.holds);
  });
}
