// The command line of `ownguard dev`: what is asked, or what is wrong with it and the mend. Pure.
import { parseArgs } from "node:util";
import { LEVELS, type Level } from "./level.js";

/** What is asked. */
export interface DevOptions {
  readonly origin: string;
  readonly port: number;
  readonly host: string;
  readonly model: string;
  readonly level: Level | undefined;
  readonly format: "text" | "json";
  readonly open: boolean;
  readonly hotReload: boolean;
}

/** A command line that cannot be carried out. */
export interface Wrong {
  readonly wrong: string;
  readonly mend: string;
}

export const HELP = `Put the gate in front of an app on this machine

Usage: ownguard dev --origin <URL> [options]

The gate is the one that is deployed, with the model beside it. Each decision is a line; a denial says why, and what
mends it, to the client too (OWNGUARD_DEV=1). When the model's file changes, the gate follows: what is not valid or
older changes nothing. Variables come from the environment, then \`.env.local\`, then \`.env\`.

Options:
      --origin <URL>     the app: scheme, host and port [env: OWNGUARD_ORIGIN]
  -p, --port <PORT>      where the gate listens [default: 8787]
      --host <ADDRESS>   the address it listens at [default: 127.0.0.1]
  -m, --model <FILE>     the model [default: ownguard.toml]
      --level <LEVEL>    enforce less than the model says: report, cache, rows, fields or full; below full, what the
                         gate would do is collected at /.ownguard, for this machine alone
  -f, --format <FORMAT>  how decisions are written: text, or json as the deployed gate does [default: text]
      --open             open the app through the gate in the browser (with --level, the page /.ownguard)
      --no-hot-reload    close the one way past the gate: the socket of \`next dev\`, at /_next/hmr (before Next.js
                         16.4 /_next/webpack-hmr), from pages of this machine alone, without cookies and tokens
  -h, --help             this text

Examples:
  ownguard dev --origin http://localhost:3000
  ownguard dev --origin http://localhost:3000 --level report --open
`;

/** Reads the arguments behind \`dev\`. */
export function optionsOf(args: readonly string[], env: Readonly<Record<string, string>>): DevOptions | "help" | Wrong {
  const given = values(args);
  if ("wrong" in given || given.help) return "wrong" in given ? given : "help";
  const { origin = env["OWNGUARD_ORIGIN"], port = "8787", host = "127.0.0.1", model = "ownguard.toml", level, format = "text" } = given;
  if (origin === undefined) return { wrong: "no origin is given", mend: "say where the app is: `--origin http://localhost:3000`" };
  const app = originOf(origin);
  if (app === undefined) return { wrong: `\`${origin}\` is no origin`, mend: "say scheme, host and port: `http://localhost:3000`" };
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { wrong: `\`${port}\` is no port`, mend: "say a number up to 65535" };
  const known = LEVELS.find((one) => one === level);
  if (level !== undefined && known === undefined) return { wrong: `\`${level}\` is no level`, mend: `say ${LEVELS.join(", ")}` };
  if (format !== "text" && format !== "json") return { wrong: `\`${format}\` is no format`, mend: "say text or json" };
  return { origin: app, port: Number(port), host, model, level: known, format, open: given.open ?? false, hotReload: !given["no-hot-reload"] };
}

function values(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        origin: { type: "string" },
        port: { type: "string", short: "p" },
        host: { type: "string" },
        model: { type: "string", short: "m" },
        level: { type: "string" },
        format: { type: "string", short: "f" },
        open: { type: "boolean" },
        "no-hot-reload": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const option = /--?[\w-]+/.exec(said)?.[0] ?? said.split("\n")[0];
    const wrong =
      code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE"
        ? `\`${option}\` is given without a value, or with one that it does not take`
        : code === "ERR_PARSE_ARGS_UNKNOWN_OPTION"
          ? `\`${option}\` is not known`
          : "there is an argument that belongs to no option";
    return { wrong, mend: "`ownguard dev --help` lists the options" };
  }
}

function originOf(text: string): string | undefined {
  try {
    const { protocol, origin, pathname, search, hash, username, password } = new URL(text);
    const isBare = pathname === "/" && search + hash + username + password === "";
    return isBare && /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}
