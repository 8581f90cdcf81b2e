// The example, built once and started twice: with its guard and without it. What is tested in it
// stands in leaks.mjs and caches.mjs.
import { after, before, describe } from "node:test";
import { build, missingPackage, start } from "./app.mjs";
import { caches } from "./caches.mjs";
import { leaks } from "./leaks.mjs";
import { launch, missingBrowser } from "./visitors.mjs";

const skip = missingBrowser || missingPackage;
if (skip) console.log(`# skipped: the example in a browser: ${skip}`);

describe("the example in a browser", { skip }, () => {
  const world = {};

  before(async () => {
    await build();
    [world.browser, world.guarded, world.open] = await Promise.all([launch(), start(), start({ guard: "off" })]);
  });

  after(async () => {
    await world.browser?.close();
    await world.guarded?.close();
    await world.open?.close();
  });

  describe("everybody's own", () => leaks(world));
  describe("caches", () => caches(world));
});
