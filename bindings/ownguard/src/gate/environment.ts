// Variables of a gate on a developer's machine: the process's own, then `.env.local`, then `.env`, as Next.js reads
// them. Reads files.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** All variables; the first that says one holds. */
export function environment(folder: string, own: NodeJS.ProcessEnv): Record<string, string> {
  const all: Record<string, string> = { ...fromFile(join(folder, ".env")), ...fromFile(join(folder, ".env.local")) };
  for (const [name, value] of Object.entries(own)) if (value !== undefined) all[name] = value;
  return all;
}

function fromFile(path: string): Record<string, string> {
  try {
    return parseEnvironment(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

const LINE =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|`([^`]*)`|([^\r\n#]*))?[^\r\n]*$/gm;

/** Reads `NAME=value` lines; in double quotes `\n` is a line feed, and a value in quotes may go over several lines. */
export function parseEnvironment(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [, name = "", single, double, back, bare = ""] of text.matchAll(LINE)) {
    const quoted = double?.replace(/\\n/g, "\n").replace(/\\(["\\$])/g, "$1");
    variables[name] = single ?? quoted ?? back ?? bare.trim();
  }
  return variables;
}
