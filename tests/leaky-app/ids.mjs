// The names of the seed: people, tenants and rows that tests speak of.
// seed.sql holds the same ids; leaky-app.test.mjs checks that every one of them is there.

const id = (prefix, n) => `${prefix}-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const workspaces = {
  acme: id("ac3e0000", 1), // plan pro
  globex: id("910be000", 1), // plan free
  initech: id("1217ec00", 1), // suspended as a whole
};

const { acme, globex, initech } = workspaces;

// `workspaces` is what a token issued now would say; the database is what is true.
export const people = {
  alice: { id: id("a11ce000", 1), email: "alice@acme.example", workspaces: { [acme]: "admin" } },
  carol: { id: id("ca401000", 1), email: "carol@acme.example", workspaces: { [acme]: "manager" } },
  dave: { id: id("da7e0000", 1), email: "dave@acme.example", workspaces: { [acme]: "viewer" } },
  erin: {
    id: id("e4140000", 1),
    email: "erin@freelance.example",
    workspaces: { [acme]: "member", [globex]: "member" },
  },
  bob: { id: id("b0b00000", 1), email: "bob@globex.example", workspaces: { [globex]: "admin" } },
  // The account is suspended.
  mallory: {
    id: id("3a110400", 1),
    email: "mallory@acme.example",
    status: "suspended",
    workspaces: { [acme]: "member" },
  },
  // Only the membership is suspended.
  trent: { id: id("74e47000", 1), email: "trent@acme.example", workspaces: {} },
  // Removed from acme; created rows while a member.
  rob: { id: id("40b00000", 1), email: "rob@acme.example", workspaces: {} },
  frank: { id: id("f4a4c000", 1), email: "frank@initech.example", workspaces: { [initech]: "admin" } },
  // Signed up, confirmed nothing, belongs nowhere.
  nina: { id: id("414a0000", 1), email: "nina@mail.example", verified: false, workspaces: {} },
  sam: { id: id("5a300000", 1), email: "sam@support.example", staff: ["support"], workspaces: {} },
  guest: { id: id("90e57000", 1), email: null, guest: true, verified: false, workspaces: {} },
};

export const invoices = {
  acmeOpen: id("1ac3e000", 1),
  acmeDraft: id("1ac3e000", 2),
  acmePaid: id("1ac3e000", 3),
  acmeByRob: id("1ac3e000", 4),
  acmeDeleted: id("1ac3e000", 5),
  acmeNoOwner: id("1ac3e000", 6),
  acmePublic: id("1ac3e000", 7),
  acmeUnlisted: id("1ac3e000", 8),
  acmeOldLink: id("1ac3e000", 9), // private again, its link was never withdrawn
  acmeForeignCustomer: id("1ac3e000", 10),
  acmeOddVisibility: id("1ac3e000", 11), // a visibility that nobody defined
  acmeByErin: id("1ac3e000", 12),
  globexOpen: id("191be000", 1),
  globexPastDue: id("191be000", 2),
  globexByErin: id("191be000", 3),
  movedToGlobex: id("191be000", 4), // was acme's: owner and project still are
  initechOpen: id("11217ec0", 1),
  orphaned: id("10000000", 1), // no tenant
};

export const lines = {
  acmeOpenFirst: id("2ac3e000", 1),
  acmeOpenSecond: id("2ac3e000", 2),
  acmeDeletedFirst: id("2ac3e000", 3),
  globexOpenFirst: id("291be000", 1),
  withoutInvoice: id("20000000", 1),
};

export const projects = {
  acmeWebsite: id("3ac3e000", 1), // shared: Dave may view, Erin may edit, Bob is an outsider
  acmeSecret: id("3ac3e000", 2),
  acmePublic: id("3ac3e000", 3),
  globexMain: id("391be000", 1),
};

export const customers = {
  acmeWayne: id("4ac3e000", 1),
  acmeStark: id("4ac3e000", 2),
  globexOscorp: id("491be000", 1),
};

export const threads = {
  acmeAlice: id("5ac3e000", 1),
  acmeErin: id("5ac3e000", 2),
  globexBob: id("591be000", 1),
};

export const messages = {
  acmeAliceQuestion: id("6ac3e000", 1),
  acmeAliceAnswer: id("6ac3e000", 2),
  globexBobQuestion: id("691be000", 1),
  strayed: id("6ac3e000", 3), // says acme, hangs on a thread of globex
};

// Read as a double, acme's report becomes globex's payroll.
export const files = {
  globexPayroll: "9007199254740992",
  acmeReport: "9007199254740993",
  acmeLogo: "9007199254740995",
};

export const members = {
  acmeAlice: id("7ac3e000", 1),
  acmeCarol: id("7ac3e000", 2),
  acmeDave: id("7ac3e000", 3),
  acmeErin: id("7ac3e000", 4),
  acmeMallory: id("7ac3e000", 5),
  acmeTrent: id("7ac3e000", 6),
  acmeRob: id("7ac3e000", 7),
  globexBob: id("791be000", 1),
  globexErin: id("791be000", 2),
  initechFrank: id("71217ec0", 1),
};

export const links = {
  acmePublic: "lnk-acme-public-7Qm2",
  acmeUnlisted: "lnk-acme-unlisted-9Xk4",
  acmeOldLink: "lnk-acme-old-3Bv8",
};

export const nowhere = id("00000000", 404);
