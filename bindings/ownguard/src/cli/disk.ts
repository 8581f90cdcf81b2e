// The files of this machine, read and written as the native program does, in the same words. What was
// asked for is remembered, for whoever watches it.

import { isUtf8 } from "node:buffer";
import { existsSync, mkdirSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Host, Write } from "ownguard:cli";

/** Words of the C library, which the native program shows, by the code of the error. */
const WORDS: Readonly<Record<string, string>> = {
  EPERM: "Operation not permitted",
  ENOENT: "No such file or directory",
  EIO: "Input/output error",
  EACCES: "Permission denied",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EXDEV: "Invalid cross-device link",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EINVAL: "Invalid argument",
  ENFILE: "Too many open files in system",
  EMFILE: "Too many open files",
  ETXTBSY: "Text file busy",
  EFBIG: "File too large",
  ENOSPC: "No space left on device",
  EROFS: "Read-only file system",
  EPIPE: "Broken pipe",
  ENAMETOOLONG: "File name too long",
  ENOTEMPTY: "Directory not empty",
  ELOOP: "Too many levels of symbolic links",
  EDQUOT: "Disk quota exceeded",
};

/** What the native program calls an error of the system. */
export function words(error: unknown): string {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : WORDS[code];
  return known === undefined || errno === undefined ? message : `${known} (os error ${-errno})`;
}

/** Where a path leads, as it was written: `a/../b` is not `b` where `a` is no folder. */
function place(root: string | undefined, path: string): string {
  return root === undefined || path === "" || isAbsolute(path) ? path : `${root}/${path}`;
}

/** The files of this machine. A relative path begins at the root, or where the process runs. */
export class Disk implements Host {
  /** Every file that was asked for, and every folder that was listed, as absolute paths. */
  readonly asked = new Set<string>();
  readonly root: string | undefined;
  private readonly step: () => void;

  constructor(
    root?: string,
    step: () => void = () => {},
  ) {
    this.root = root;
    this.step = step;
  }

  read(path: string): Uint8Array | string {
    this.step();
    try {
      if (path === "-") return standardInput();
      const file = place(this.root, path);
      this.asked.add(resolve(file));
      return readFileSync(file);
    } catch (error) {
      return fault(error);
    }
  }

  list(folder: string): string[] | string {
    this.step();
    try {
      const path = place(this.root, folder);
      this.asked.add(resolve(path));
      const found: string[] = [];
      for (const entry of readdirSync(path, { withFileTypes: true, encoding: "buffer" })) {
        // A name that is not UTF-8 cannot be told to anybody, nor be a source file.
        if (!isUtf8(entry.name)) continue;
        if (entry.isDirectory()) found.push(`d${entry.name.toString()}`);
        else if (entry.isFile()) found.push(`f${entry.name.toString()}`);
      }
      return found;
    } catch (error) {
      return fault(error);
    }
  }
}

function fault(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "missing";
    case "EISDIR":
      return "folder";
    case "ENOTDIR":
      return "file";
    default:
      return words(error);
  }
}

/** All that comes. Where nothing is there yet, and the stream does not wait, this does. */
function standardInput(): Uint8Array {
  const parts: Buffer[] = [];
  const part = Buffer.alloc(65_536);
  for (;;) {
    let read: number;
    try {
      read = readSync(0, part, 0, part.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") break;
      if (code !== "EAGAIN") throw error;
      pause();
      continue;
    }
    if (read === 0) break;
    parts.push(Buffer.from(part.subarray(0, read)));
  }
  return Buffer.concat(parts);
}

/** Ten milliseconds, with the whole thread. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

/** All of them or none: each is written beside its place first, and only then moved there. Returns what failed. */
export function writeAll(root: string | undefined, writes: readonly Write[]): string | undefined {
  const placed = writes.map((write) => ({ ...plain(write), at: place(root, write.path) }));
  const kept = placed.find(({ at, replace }) => !replace && existsSync(at));
  if (kept !== undefined) return `\`${kept.path}\` is there already, and is not replaced`;
  const folder = placed.find(({ at }) => isFolder(at));
  if (folder !== undefined) return `\`${folder.path}\` cannot be written: it is a folder`;

  const beside: { from: string; at: string; path: string }[] = [];
  let now = "";
  try {
    for (const { path, content, at } of placed) {
      now = path;
      mkdirSync(dirname(at), { recursive: true });
      const from = join(dirname(at), `${basename(at)}.${process.pid}.tmp`);
      beside.push({ from, at, path });
      writeFileSync(from, content);
    }
    for (const { from, at, path } of beside) {
      now = path;
      renameSync(from, at);
    }
  } catch (error) {
    for (const { from } of beside) remove(from);
    return `\`${now}\` cannot be written: ${words(error)}`;
  }
  return undefined;
}

/** What stands in the wasm, as it is read once. */
function plain({ path, content, replace }: Write): Write {
  return { path, content, replace };
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What was never written cannot be removed, and that is as well.
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What cannot be looked at is told by the writing itself.
    return false;
  }
}
