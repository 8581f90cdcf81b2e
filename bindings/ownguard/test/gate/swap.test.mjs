// T21 on the gate in Node: another model under it while it runs. What is half-written, not valid or older changes
// nothing; what is wider is served and told; what is in flight ends as it began.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { watchModel } from "./built.mjs";
import { modelOf, startGuarded, startOrigin, until } from "./world.mjs";

const open = { "GET /a": "public", "GET /slow": "public" };
const model = modelOf({ ...open, "GET /b": "page" }, 5);

let origin, held, folder;
before(async () => {
  held = [];
  origin = await startOrigin((request, response) => (request.url === "/slow" ? held.push(response) : response.end("from the app")));
  folder = await mkdtemp(join(tmpdir(), "ownguard-swap-"));
});
after(async () => {
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a gate that is handed another model", () => {
  let here;
  beforeEach(async () => (here = await startGuarded(origin, model)));
  afterEach(() => here.close());

  test("serves it when it is valid and not older", async () => {
    for (const revision of [5, 6, 9]) {
      const { swapped, served } = await here.gate.swap(modelOf({ "GET /a": "page" }, revision));
      assert.deepEqual([swapped, served.revision, here.gate.served().revision], [true, revision, revision]);
    }
    assert.equal((await here.ask("GET", "/a")).status, 401);
  });

  test("keeps its own when that is older, and says which revisions", async () => {
    const swap = await here.gate.swap(modelOf({ ...open, "GET /b": "public" }, 4));
    assert.deepEqual([swap.swapped, swap.reason], [false, "older"]);
    assert.match(swap.mend, /revision 4 is older than 5/);
    assert.deepEqual([(await here.ask("GET", "/a")).status, (await here.ask("GET", "/b")).status], [200, 401]);
  });

  for (const [what, text, says] of [
    ["half of it", model.slice(0, model.length - 5), /OG\d{4}/],
    ["none", "", /ownguard\.toml/],
    ["white space", " \n\t", /ownguard\.toml/],
    ["no TOML", "version = ", /OG\d{4}/],
    ["an open decision", `${model}[enforce]\nlevel = "?"\n`, /OG\d{4}/],
    ["an unknown key", `surprise = 1\n${model}`, /:1:1: error OG1003/],
    ["a variable that is not set", `${model}[identity]\npreset = "supabase"\nproject = "env:NOT_SET_ANYWHERE"\n`, /NOT_SET_ANYWHERE/],
  ]) {
    test(`keeps its own when that is ${what}, and says what is wrong`, async () => {
      const swap = await here.gate.swap(text);
      assert.deepEqual([swap.swapped, swap.reason], [false, "not_valid"]);
      assert.match(swap.mend, says);
      assert.deepEqual([(await here.ask("GET", "/a")).status, (await here.ask("GET", "/b")).status], [200, 401]);
      assert.equal(here.gate.served().revision, 5);
    });
  }

  test("denies all under an empty model that is not older", async () => {
    assert.equal((await here.gate.swap("version = 1\nrevision = 6\n")).swapped, true);
    for (const path of ["/a", "/b", "/"]) assert.equal((await here.ask("GET", path)).status, 403, path);
  });

  test("ends what is in flight as it began", async () => {
    const asked = [here.ask("GET", "/slow"), here.ask("GET", "/slow")];
    await until(() => held.length === 2, "the request at the origin");
    assert.equal((await here.gate.swap(modelOf({ "GET /slow": "page" }, 6))).swapped, true);
    assert.equal((await here.ask("GET", "/slow")).status, 401, "what comes after it is decided by the new one");
    for (const response of held.splice(0)) response.end("slowly");
    for (const answer of await Promise.all(asked)) assert.deepEqual([answer.status, answer.text], [200, "slowly"]);
  });

  test("that began without a valid one serves the first that is", async () => {
    const closed = await startGuarded(origin, "version = ");
    assert.equal((await closed.ask("GET", "/a")).status, 503);
    assert.equal(closed.gate.served(), undefined);
    assert.equal((await closed.gate.swap(modelOf(open, 0))).swapped, true);
    assert.equal((await closed.ask("GET", "/a")).status, 200);
    await closed.close();
  });
});

describe("a gate that follows its file", () => {
  let here, watch, path;
  const lines = (event) => here.logs.filter((line) => line.event === event);
  const told = (event, count = 1) => until(() => lines(event).length >= count && lines(event), `\`${event}\``, 15_000);
  beforeEach(async () => {
    path = join(folder, "ownguard.toml");
    await writeFile(path, model);
    here = await startGuarded(origin, model);
    const diff = async (one, other) => ({ wider: one.includes('"GET /b" = "page"') && other.includes('"GET /b" = "public"') ? ["GET /b is public"] : [] });
    watch = watchModel({ gate: here.gate, path, model, log: ({ text }) => here.logs.push(JSON.parse(text)), every: 20, diff });
  });
  afterEach(async () => {
    await watch.close();
    await here.close();
  });

  test("serves what is saved, however it is saved", async () => {
    await writeFile(path, modelOf({ "GET /a": "page" }, 6));
    await told("model_swapped");
    assert.equal((await here.ask("GET", "/a")).status, 401);
    // As editors do: a new file in the place of the old one.
    await writeFile(`${path}.new`, modelOf({ "GET /a": "public" }, 7));
    await rename(`${path}.new`, path);
    await told("model_swapped", 2);
    assert.equal((await here.ask("GET", "/a")).status, 200);
    assert.deepEqual(lines("model_swapped").map(({ revision }) => revision), [6, 7]);
  });

  test("keeps its own while a save is half done, and says nothing of what never stood still", async () => {
    const next = modelOf({ "GET /a": "page" }, 6);
    for (let end = 1; end <= next.length; end += 1) {
      writeFileSync(path, next.slice(0, end));
      await new Promise(setImmediate);
    }
    await told("model_swapped");
    assert.deepEqual([lines("model_swapped").length, lines("model_kept").length], [1, 0]);
    assert.equal(here.gate.served().revision, 6);
  });

  test("keeps its own when what is saved stays half-written, says why, and follows the mend", async () => {
    await writeFile(path, model.slice(0, -8));
    const [{ reason, serves, mend }] = await told("model_kept");
    assert.deepEqual([reason, serves], ["not_valid", 5]);
    assert.match(mend, /OG\d{4}/);
    assert.deepEqual([(await here.ask("GET", "/a")).status, (await here.ask("GET", "/b")).status], [200, 401]);
    await writeFile(path, modelOf({ "GET /b": "public" }, 6));
    await told("model_swapped");
    assert.equal((await here.ask("GET", "/b")).status, 200);
  });

  test("keeps its own when the file is empty or gone", async () => {
    await writeFile(path, "");
    await told("model_kept");
    await rm(path);
    await new Promise((done) => setTimeout(done, 100));
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x00]));
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(here.gate.served().revision, 5);
    assert.equal((await here.ask("GET", "/a")).status, 200);
  });

  test("keeps its own when what is saved is older", async () => {
    await writeFile(path, modelOf({ ...open, "GET /b": "public" }, 4));
    const [{ reason, mend }] = await told("model_kept");
    assert.equal(reason, "older");
    assert.match(mend, /raise `revision`/);
    assert.equal((await here.ask("GET", "/b")).status, 401);
  });

  test("serves what is wider, and says what of it is", async () => {
    await writeFile(path, modelOf({ ...open, "GET /b": "public" }, 6));
    const [{ wider, revision }] = await told("model_wider");
    assert.deepEqual([wider, revision], [["GET /b is public"], 6]);
    assert.equal((await here.ask("GET", "/b")).status, 200);
  });
});
