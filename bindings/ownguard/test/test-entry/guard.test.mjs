// The model's matrix against the guard itself, cell by cell; and guards that are broken on purpose,
// each of which must be caught.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cases, CaseFailed, link, run, runAll } from "ownguard/test";
import { guardOf, linkKey, models } from "./world.mjs";

/** The access of a case; one of a kind is enough for all that ask alike. */
const accessTo = (guard, kept = new Map()) => ({ case: one, caller }) => {
  const name = `${one.action} ${one.who.id}`;
  const access = kept.get(name) ?? guard.as(caller);
  kept.set(name, access);
  const presented = link(one, linkKey);
  return presented ? access.withLink(presented) : access;
};

describe("every cell of the matrix", () => {
  const decide = (access) => (given) => access(given).decide(given.case.action, given.target, given.around);

  test("comes out of the guard as the model says: people and their notes, all of it", async () => {
    const all = cases(models.notes);
    assert.ok(all.length > 10_000);
    await runAll(all, decide(accessTo(guardOf(models.notes))));
  });

  test("comes out of the guard as the model says: shared folders, three deep, all of it", async () => {
    await runAll(cases(models.folders), decide(accessTo(guardOf(models.folders))));
  });

  test("comes out of the guard as the model says: invoices of workspaces, what is done most", async () => {
    const access = decide(accessTo(guardOf(models.invoices)));
    for (const options of [
      { resource: "invoice", action: ["read", "list", "create", "update", "export"] },
      { resource: ["workspace", "member", "profile", "customer", "thread", "file"] },
      { resource: ["invoice_line", "message", "project"], action: "read" },
    ]) {
      await runAll(cases(models.invoices, options), access);
    }
  });
});

describe("rows that the guard shows", () => {
  const access = accessTo(guardOf(models.invoices));
  const rows = (action) => cases(models.invoices, { action }).filter(({ target }) => target === "row");

  test("have the fields of the model, whole, masked or null", async () => {
    await runAll(rows("invoice.read"), (given) => access(given).own("invoice.read", given.row, given.around));
    await runAll(rows("customer.read"), (given) => access(given).own("customer.read", given.row));
  });

  test("are those of a list", async () => {
    const listed = (given) => access(given).filter("customer.list", [given.row]);
    await runAll(rows("customer.list"), listed);
  });
});

describe("a guard that is broken on purpose is caught", () => {
  const guard = guardOf(models.invoices);
  const access = accessTo(guard);
  const all = cases(models.invoices, { action: "invoice.read" }).filter(({ target }) => target === "row");
  const own = (given) => access(given).own("invoice.read", given.row, given.around);
  const otherwise = (act) => async (given) => {
    try {
      return await own(given);
    } catch (error) {
      return act(error, given);
    }
  };
  const broken = {
    "it lets everybody in": (given) => given.row,
    "it lets nobody in": () => false,
    "it does not redact": (given) => (own(given), given.row),
    "it forgets a mask": (given) => {
      const shown = own(given);
      return "customerEmail" in shown ? { ...shown, customerEmail: given.row.customerEmail } : shown;
    },
    "it hides what may be seen": (given) => {
      const { number: _, ...rest } = own(given);
      return rest;
    },
    "it changes what may be seen": (given) => ({ ...own(given), number: "1" }),
    "it shows what the model does not know": (given) => ({ ...own(given), rowCount: 1 }),
    "it leaves the tenant out of the question": (given) => {
      return guard.as({ kind: "person", id: "caller", as_of: "this_request", memberships: [{ tenant: "here", role: "viewer", as_of: "this_request" }] }).own("invoice.read", given.row);
    },
    "it says 403 where a row must not be known": otherwise((error) => ({ status: error.status === 404 ? 403 : error.status, body: null })),
    "it says 404 to everybody": otherwise(() => new Response(null, { status: 404 })),
    "it takes an expired token for nobody": (given) => {
      return given.case.who.kind === "token_expired" ? guard.as({ kind: "anonymous" }).own("invoice.read", given.row) : own(given);
    },
    "it lets stale facts pass": (given) => {
      const caller = { ...given.caller, ...(given.caller.memberships && { as_of: "this_request", memberships: given.caller.memberships.map((one) => ({ ...one, as_of: "this_request" })) }) };
      return guard.as(caller).own("invoice.read", given.row);
    },
  };

  test("unbroken it is not", () => runAll(all, own));

  for (const [how, act] of Object.entries(broken)) {
    test(how, async () => {
      await assert.rejects(runAll(all, act), (error) => {
        assert.ok(error instanceof AggregateError, error);
        assert.match(error.message, /^\d+ of \d+ cases are not as the model says\ninvoice\.read: /);
        assert.ok(error.errors.length > 0 && error.errors.every((one) => one instanceof CaseFailed && one.case));
        return true;
      });
    });
  }
});

describe("run", () => {
  const all = cases(models.invoices, { action: "invoice.read" });
  const of = (status) => all.find(({ expected, row }) => expected.status === status && row !== null);
  const [permitted, denied] = [of(200), of(404)];
  const shown = Object.fromEntries(permitted.expected.shown.map((column) => [column, "x"]));

  test("takes a status and a body, a Response, a boolean, and what an action answers", async () => {
    for (const answer of [{ status: 404, body: null }, new Response("gone", { status: 404 }), false, null, [], { ok: false, status: 404 }, { ok: false, error: { code: "not_found", status: 404 } }, { ok: false }]) {
      await run(denied, () => answer);
      await assert.rejects(run(permitted, () => answer), CaseFailed);
    }
    for (const answer of [true, { ok: true }, { ok: true, data: shown }, { ok: true, data: [shown] }, { ok: true, data: null }, new Response(null, { status: 204 }), { status: 200, body: shown }, Response.json(shown), Response.json([shown]), [shown]]) {
      await run(permitted, () => (answer instanceof Response ? answer.clone() : answer));
      await assert.rejects(run(denied, () => answer), CaseFailed);
    }
  });

  test("looks into the body of an answer, in either spelling of its fields", async () => {
    const never = permitted.expected.shown.includes("stripe_customer_id");
    assert.equal(never, false);
    for (const name of ["stripeCustomerId", "stripe_customer_id"]) {
      await assert.rejects(run(permitted, () => ({ ok: true, data: { ...shown, [name]: "cus_1" } })), /shows `stripe_customer_id`/);
      await assert.rejects(run(permitted, () => Response.json({ ...shown, [name]: "cus_1" })), /shows `stripe_customer_id`, which the caller may not see/);
    }
  });

  test("takes an error with a status for a refusal, and throws any other on", async () => {
    const gone = Object.assign(new Error("gone"), { status: 404 });
    await run(denied, () => Promise.reject(gone));
    await run(denied, () => Promise.reject(Object.assign(new Error("x"), { digest: "NEXT_HTTP_ERROR_FALLBACK;404" })));
    await assert.rejects(run(denied, () => Promise.reject(Object.assign(new Error("x"), { digest: "NEXT_HTTP_ERROR_FALLBACK;403" }))), CaseFailed);
    await assert.rejects(run(denied, () => Promise.reject(new TypeError("no"))), TypeError);
  });

  test("does not pass where nothing was tested", async () => {
    for (const answer of [undefined, 1, "row", new Response(null, { status: 307, headers: { location: "/login" } })]) {
      for (const one of [permitted, denied]) await assert.rejects(run(one, () => answer), { code: "case_untested" });
    }
  });
});
