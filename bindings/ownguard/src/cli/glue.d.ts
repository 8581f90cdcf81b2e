// The module that `build.mjs` makes out of the command's wasm.

declare module "ownguard:cli" {
  /** Who reads files. Neither method throws: a text says why there is no answer. */
  export interface Host {
    /** The bytes of a file; `-` is standard input. */
    read(path: string): Uint8Array | string;
    /** What stands directly in a folder: names behind an `f` (file) or a `d` (folder), no links. */
    list(folder: string): string[] | string;
  }
  export interface Write {
    readonly path: string;
    readonly content: string;
    readonly replace: boolean;
  }
  export interface Answer {
    readonly stdout: string;
    readonly stderr: string;
    readonly code: number;
    readonly writes: readonly Write[];
  }
  /** Runs a command. `now` is in Unix seconds, `width` in columns. */
  export function run(args: string[], host: Host, color: boolean, width: number | undefined, now: number): Answer;
  export function initSync(from: { module: WebAssembly.Module }): unknown;
}
