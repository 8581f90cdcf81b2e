// Builds dist/ out of src/ and of what `cargo xtask npm` leaves in wasm/:
// every entry as an ES module and as CommonJS, the loaders of `#wasm`, types.
// Without wasm/ all but the wasm itself is there, and says so when it loads.
//   node build.mjs [--no-types]
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
// Put in place when it is whole: something may be reading the last one.
const finished = join(here, "dist");
const dist = join(here, `.dist-${process.pid}`);
const wasm = join(here, "wasm");

/** Entries of `exports`, by the name of their file in dist/. */
const ENTRIES = {
  index: "src/index.ts",
  next: "src/next/index.ts",
  worker: "src/worker/index.ts",
  origin: "src/origin/index.ts",
  ai: "src/ai/index.ts",
  test: "src/test/index.ts",
  config: "src/config/index.ts",
  cli: "src/cli/index.ts",
};

/** Entries without a CommonJS twin: a program, and what runs in workerd alone. */
const MODULES_ONLY = new Set(["cli", "worker"]);

/** Entries that are run by themselves. */
const TOOLS = new Set(["config", "cli"]);

/** Entries that are loaded in processes that load the guard. */
const BESIDE_THE_GUARD = new Set(["next", "origin", "ai", "test"]);

/** The wasm files of an app, and what their glue exports. */
const PARTS = { core: ["Core", "Session"], app: ["Policy", "ProofKeys", "mask"], reader: ["read"] };

const common = {
  absWorkingDir: here,
  bundle: true,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  plugins: [built()],
};

mkdirSync(join(dist, "wasm"), { recursive: true });
try {
  await loaders();
  const modules = await entries();
  await commonjs(modules);
  copyWasm();
  chmodSync(join(dist, "cli.js"), 0o755);
  if (!process.argv.includes("--no-types")) types();
  replace();
} finally {
  rmSync(dist, { recursive: true, force: true });
}

function replace() {
  const last = `${dist}-last`;
  if (existsSync(finished)) renameSync(finished, last);
  renameSync(dist, finished);
  rmSync(last, { recursive: true, force: true });
}

/** The loaders of `#wasm`, one a platform. */
async function loaders() {
  const loader = (name, format, platform, more, out = name) =>
    build({
      ...common,
      entryPoints: [`src/wasm/${name}.ts`],
      outfile: join(dist, "wasm", `${out}.${format === "cjs" ? "cjs" : "js"}`),
      format,
      platform,
      minify: true,
      ...more,
    });
  await Promise.all([
    loader("node", "cjs", "node", { external: ["./app.cjs", "./reader.cjs"] }, "core"),
    loader("node-app", "cjs", "node", {}, "app"),
    loader("node-reader", "cjs", "node", {}, "reader"),
    loader("workerd", "esm", "neutral", { external: ["./*.wasm"] }),
    loader("edge-light", "esm", "neutral", { external: ["./*.wasm?module"] }),
    loader("browser", "esm", "neutral"),
    loader("not-workerd", "esm", "neutral"),
  ]);
  // Node reads all of what an ES module imports to find its names: little, and not the wasm.
  const names = ["mask", "memory", "Policy", "proofKeys", "Session"];
  writeFileSync(join(dist, "wasm/node.cjs"), `module.exports = require("./core.cjs");\n0 && (module.exports = { ${names.join(", ")} });\n`);
}

/** Every entry as an ES module; what several share stands in one chunk. The tools share nothing with apps. */
async function entries() {
  const names = Object.keys(ENTRIES);
  const groups = [names.filter((name) => !TOOLS.has(name)), names.filter((name) => TOOLS.has(name))];
  return (await Promise.all(groups.map(modules))).flat();
}

async function modules(names) {
  const { metafile } = await build({
    ...common,
    // Each file that is loaded costs more than what stands in it.
    minifyWhitespace: true,
    plugins: [...common.plugins, together()],
    entryPoints: names.map((out) => ({ out, in: BESIDE_THE_GUARD.has(out) ? `entry:${out}` : ENTRIES[out] })),
    outdir: dist,
    format: "esm",
    platform: "node",
    splitting: true,
    chunkNames: "shared-[hash]",
    packages: "external",
    external: ["#wasm", "cloudflare:*", "./wasm/*"],
    metafile: true,
  });
  return Object.keys(metafile.outputs).map((output) => basename(output));
}

/** Entries that an app uses side by side load all of the guard, so that it is one chunk. */
function together() {
  return {
    name: "together",
    setup(setup) {
      setup.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice(6), namespace: "entry" }));
      setup.onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => {
        const contents = `import "./${ENTRIES.index}";\nexport * from "./${ENTRIES[path]}";\n`;
        return { contents, loader: "js", resolveDir: here };
      });
    },
  };
}

/** The same modules as CommonJS, file by file, so that entries share classes there too. */
async function commonjs(modules) {
  for (const module of modules) {
    if (MODULES_ONLY.has(module.replace(/\.js$/, ""))) continue;
    const text = readFileSync(join(dist, module), "utf8");
    const { code } = await transform(text, { format: "cjs", platform: "node", target: common.target, charset: "utf8", minifyWhitespace: true });
    writeFileSync(join(dist, module.replace(/\.js$/, ".cjs")), renamed(code));
  }
}

/** Points relative imports of built modules at their CommonJS twins. */
function renamed(code) {
  return code.replace(/(require\(\s*|from\s+|import\(\s*)(["'])(\.{1,2}\/[^"']+)\.js\2/g, "$1$2$3.cjs$2");
}

function copyWasm() {
  const copy = (part) => existsSync(join(wasm, `${part}_bg.wasm`)) && copyFileSync(join(wasm, `${part}_bg.wasm`), join(dist, "wasm", `${part}.wasm`));
  for (const part of [...Object.keys(PARTS), "cli"]) copy(part);
  if (existsSync(join(wasm, "worker"))) cpSync(join(wasm, "worker"), join(dist, "wasm/worker"), { recursive: true });
}

/** `.d.ts` by tsc, and a `.d.cts` twin of each. */
function types() {
  try {
    execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "-p", here, "--outDir", join(dist, "types")], { stdio: "inherit" });
  } catch {
    console.error("build.mjs: the types above are wrong; the JavaScript is built all the same");
    process.exitCode = 1;
  }
  for (const file of readdirSync(join(dist, "types"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const text = readFileSync(join(dist, "types", file), "utf8");
    writeFileSync(join(dist, "types", file.replace(/\.d\.ts$/, ".d.cts")), renamed(text));
  }
}

/** A file's bytes as text, as small as brotli gets them. */
function packed(file) {
  if (!existsSync(file)) return "";
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).toString("base64");
}

/** Resolves `ownguard:…` to what stands in wasm/. */
function built() {
  const absent = (names) =>
    `throw new Error("this build of ownguard is without its wasm: run \`cargo xtask npm\`");\n` +
    names.map((name) => `export const ${name} = undefined;`).join("\n");
  return {
    name: "built",
    setup(setup) {
      setup.onResolve({ filter: /^ownguard:/ }, ({ path }) => ({ path: path.slice(9), namespace: "built" }));
      setup.onLoad({ filter: /.*/, namespace: "built" }, ({ path }) => {
        const [part, what] = path.split("/");
        if (what === "packed") return { contents: `export const packed = "${packed(join(wasm, `${part}_bg.wasm`))}";`, loader: "js" };
        const file = join(wasm, `${path}.js`);
        const contents = existsSync(file) ? readFileSync(file, "utf8") : absent(["initSync", ...(PARTS[path] ?? [])]);
        return { contents, loader: "js", resolveDir: wasm };
      });
    },
  };
}
