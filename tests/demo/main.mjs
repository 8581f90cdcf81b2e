// Runs the demo: `node demo/main.mjs [--once] [--report <file>]`. Progress goes to stderr, results to stdout. Exit 0 is
// a run as it should be: leaks at the app, none through the gate, all that is rightful served; 1 is any other.
import { mkdir, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { people as seed } from "../leaky-app/ids.mjs";
import { people } from "./people.mjs";
import { report } from "./report.mjs";
import { run, sentence } from "./run.mjs";
import { key, table } from "./table.mjs";
import { startWorld } from "./world.mjs";

const renewMs = 30 * 60_000;
const show = (path) => relative(process.cwd(), path) || path;
const say = (text) => process.stderr.write(text);
const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

let starting;
let stopping;

function stop(code) {
  stopping ??= (async () => {
    // What is only half started must end too.
    const world = await starting?.catch(() => null);
    await world?.close();
    process.exit(code);
  })();
  return stopping;
}

async function main() {
  const { once, reportFile } = options();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop(signal === "SIGINT" ? 130 : 143));
  say("starting the leaky app, the Worker in workerd, and a shared cache before each\n");
  starting = startWorld();
  const world = await starting;
  if (stopping) return;
  const result = await run(world, progress());
  await mkdir(dirname(reportFile), { recursive: true });
  await writeFile(reportFile, report(result, { runtime: `workerd ${version("workerd")}` }));
  const width = process.stdout.isTTY ? process.stdout.columns : Infinity;
  console.log(`\n${table(result.cells, { width, colours })}\n${key()}`);
  for (const line of faults(result.cells)) console.log(line);
  console.log(sentence(result.totals));
  console.log(`report: ${show(reportFile)}`);
  if (once) return stop(result.totals.good ? 0 : 1);
  await serve(world, dirname(reportFile));
}

function options() {
  try {
    const { values } = parseArgs({ options: { once: { type: "boolean", default: false }, report: { type: "string" } } });
    const fallback = fileURLToPath(new URL("../../target/demo/report.html", import.meta.url));
    return { once: values.once, reportFile: values.report ? resolve(values.report) : fallback };
  } catch (error) {
    say(`error: ${error.message}\n`);
    process.exit(2);
  }
}

/** One line that counts on a terminal, one a question elsewhere. */
function progress() {
  let last;
  return (done, all, { row, person }) => {
    const what = `${row.op}, ${row.whose}`;
    if (process.stderr.isTTY) {
      say(`\r\x1b[K[${String(done).padStart(3)}/${all}] ${what}: ${person.name}${done === all ? "\r\x1b[K" : ""}`);
    } else if (what !== last) say(`[${String(done).padStart(3)}/${all}] ${what}\n`);
    last = what;
  };
}

/** What went wrong through the gate, cell by cell. */
function faults(cells) {
  const wrong = cells.filter(({ gate }) => gate && ["leak", "withheld", "broken"].includes(gate.verdict.kind));
  return wrong.map(({ id, row, person, gate }) => `gate, ${person.name}, ${row.op} ${row.whose} (${id}): ${gate.verdict.kind} ${gate.verdict.status} ${gate.verdict.why.join("; ")}`);
}

/** Stays up, and says what to try. Tokens stand in header files that curl reads, renewed before they expire. */
async function serve({ app, sides }, dir) {
  const [alice, bob] = ["alice", "bob"].map((name) => ({ name, header: resolve(dir, `${name}.header`) }));
  const sign = () =>
    Promise.all([alice, bob].map(({ name, header }) => writeFile(header, `authorization: ${app.tokens.bearer(name).authorization}\n`, { mode: 0o600 })));
  await sign();
  setInterval(sign, renewMs).unref();
  const invoice = (name) => {
    const { own } = people.find(({ key }) => key === name);
    return `api/workspaces/${own.workspace}/invoices/${own.invoice}`;
  };
  const curl = ({ header }, base, path) => `  curl -i -H @${show(header)} ${base}${path}`;
  const gate = sides.gate.url.href;
  const origin = sides.origin.url.href;
  console.log(`
the app alone     ${origin}
through the gate  ${gate}

Alice's own invoice, and Bob's, which is not hers: through the gate, then past it
${curl(alice, gate, invoice("alice"))}
${curl(alice, gate, invoice("bob"))}
${curl(alice, origin, invoice("bob"))}

Bob's own invoice, and Alice's
${curl(bob, gate, invoice("bob"))}
${curl(bob, gate, invoice("alice"))}
${curl(bob, origin, invoice("alice"))}

${Object.keys(seed).length} people live in the seed; a token for each: POST ${origin}auth/v1/token {"email": "…"}
The gate's line on each exchange follows. Ctrl-C ends it all.
`);
  for (let at = sides.gate.audit.length; ; ) {
    await new Promise((done) => setTimeout(done, 100));
    for (; at < sides.gate.audit.length; at += 1) console.log(sides.gate.audit[at].text);
  }
}

const version = (name) => JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

main().catch(async (error) => {
  if (stopping) return;
  const known = { EADDRINUSE: "the port is taken", EADDRNOTAVAIL: "there is no loopback address 127.0.0.1 here", EACCES: "not allowed to listen, or to write the report" };
  const packages = error.code === "ERR_MODULE_NOT_FOUND" && "an npm package is missing: run `npm ci` in tests/";
  say(`\nerror: ${packages || (known[error.code] && `${known[error.code]} (${error.message})`) || error.message}\n`);
  await stop(1);
});
