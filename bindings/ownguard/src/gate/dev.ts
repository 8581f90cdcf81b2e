// `ownguard dev`: the gate in front of an app on this machine, with a log to read and a model that it follows. Touches
// the terminal, files, the network.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { resolve } from "node:path";
import { decisionOf } from "./decision.js";
import { environment } from "./environment.js";
import { hotReload, isLocal } from "./hmr.js";
import type { Line } from "./instance.js";
import { atLevel } from "./level.js";
import { readable } from "./log.js";
import { type DevOptions, HELP, optionsOf } from "./options.js";
import { HEADERS, PAGE, page, PART, part } from "./page.js";
import { isColored, paint } from "./paint.js";
import { Report } from "./report.js";
import { type RunningGate, startGate } from "./server.js";
import { watchModel } from "./watch.js";

/**
 * Runs `ownguard dev` until it is interrupted. Gives the exit code: 0 good, 2 the question was bad.
 *
 * ```js
 * process.exitCode = await dev(["--origin", "http://localhost:3000"]);
 * ```
 */
export async function dev(args: readonly string[]): Promise<number> {
  const env = environment(process.cwd(), process.env);
  const options = optionsOf(args, env);
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if ("wrong" in options) return wrong(options.wrong, options.mend);
  const model = await readFile(options.model, "utf8").catch(() => undefined);
  if (model === undefined) return wrong(`\`${options.model}\` cannot be read`, "write a model with `ownguard init`, or name it with `--model`");
  return run(options, model, { ...DEFAULTS, ...env, OWNGUARD_ORIGIN: options.origin });
}

/** A developer is told why; and a page may be compiled when it is first asked for. */
const DEFAULTS = { OWNGUARD_DEV: "1", OWNGUARD_ORIGIN_TIMEOUT_MS: "180000" };

async function run(options: DevOptions, model: string, env: Record<string, string>): Promise<number> {
  const { origin, port, host, level, format } = options;
  const report = new Report();
  const tell = teller(format, report);
  const prepare = (text: string): string => (level === undefined ? text : atLevel(text, level));
  let gate: RunningGate;
  try {
    gate = await startGate({
      model: prepare(model),
      env,
      host,
      port,
      log: tell,
      before: (request, response) => reportPage(request, response, () => gate, origin, report),
      ...(options.hotReload && { beforeUpgrade: hotReload(origin) }),
    });
  } catch (error) {
    return wrong(...notStarted(error, options));
  }
  const watch = watchModel({ gate, path: resolve(options.model), model, prepare, log: tell });
  const url = addressOf(gate);
  const served = gate.served();
  const isReporting = served !== undefined && served.level !== "full";
  if (format === "text") process.stdout.write(greeting(options, url, served?.level, isReporting));
  if (options.open) browse(isReporting ? `${url}${PAGE}` : url);
  await interrupted();
  await watch.close();
  await gate.close();
  return 0;
}

function teller(format: DevOptions["format"], report: Report): (line: Line) => void {
  const shown = readable({
    paint: paint(isColored(process.stdout, process.env)),
    width: process.stdout.columns,
    now: () => new Date(),
  });
  return (line) => {
    const decision = decisionOf(line);
    if (decision) report.add(decision);
    process.stdout.write(`${format === "json" ? line.text : shown(line)}\n`);
  };
}

/** Answers for the page, where there is one: for this machine alone, and below full enforcement. */
function reportPage(
  request: IncomingMessage,
  response: ServerResponse,
  gate: () => RunningGate,
  origin: string,
  report: Report,
): boolean {
  const { url, method } = request;
  const served = gate().served();
  if ((url !== PAGE && url !== PART) || method !== "GET" || !isLocal(request) || served?.level === "full") return false;
  const about = { origin, served, now: Date.now() };
  response.writeHead(200, HEADERS).end(url === PAGE ? page(report, about) : part(report, about));
  return true;
}

function greeting({ origin, model, host }: DevOptions, url: string, level: string | undefined, isReporting: boolean): string {
  const { bold, dim, green, red, yellow } = paint(isColored(process.stdout, process.env));
  const state = level === undefined ? red("nothing passes until the model is valid") : `${green(level)} of ${model}`;
  const more = isReporting ? `\n  ${dim("what it would do")}  ${url}${PAGE}` : "";
  const open = isLoopback(host) ? "" : `\n  ${yellow("open to other machines: they are told too why they are denied")}`;
  return `\n  ${bold("ownguard")}  ${bold(url)} ${dim("→")} ${origin}\n  ${dim("enforces")}  ${state}${more}${open}\n\n`;
}

function addressOf({ url }: RunningGate): string {
  return isLoopback(url.hostname) ? `http://localhost:${url.port}` : url.origin;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host);
}

function notStarted(error: unknown, { port, host }: DevOptions): [string, string] {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return [`port ${port} is taken`, "end what listens there, or name another with `--port`"];
  if (code === "EACCES") return [`port ${port} is not allowed`, "name one above 1023 with `--port`"];
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return [`\`${host}\` is no address of this machine`, "leave `--host` out"];
  return [error instanceof Error ? error.message : String(error), "install `ownguard` again: a part of it is missing"];
}

function browse(url: string): void {
  const programs: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ["open", [url]],
    win32: ["cmd", ["/c", "start", "", url]],
  };
  const [program, args] = programs[process.platform] ?? ["xdg-open", [url]];
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.on("error", () => process.stderr.write(`ownguard: no browser could be opened: go to ${url}\n`)).unref();
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
}

function wrong(what: string, mend: string): number {
  process.stderr.write(`ownguard dev: ${what}\n  ${mend}\n`);
  return 2;
}
