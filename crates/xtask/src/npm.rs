//! `cargo xtask npm`: the npm package `ownguard`. Compiles the core for apps and
//! the command, writes their glue, lays the Worker beside them in
//! bindings/ownguard/wasm/, and builds bindings/ownguard/dist/ out of it all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::stamp::Stamp;
use crate::wasm_target::{self, TRIPLE, WasmTarget};
use crate::{bindgen, node, run, ui, worker};

const CRATE: &str = "ownguard-wasm";
const PROFILE: &str = "wasm";

/// One feature of the crate, a wasm file of its own.
struct Part {
    name: &'static str,
    /// How it is shrunk.
    shrunk: &'static [&'static str],
}

/// What an app loads at once, what it loads when that is first needed, and the command, which is large:
/// there more than this takes minutes for a tenth. `core` too is made small, not fast: a process compiles
/// it before its first decision, and most later ones are known.
const PARTS: [Part; 4] = [
    part("core", SMALL),
    part("app", SMALL),
    part("reader", SMALL),
    part("cli", &["-O1"]),
];

/// Functions stay apart: what was put into one packs worse, and is compiled whole when a part of it runs.
const SMALL: &[&str] = &["-Oz", "--one-caller-inline-max-function-size=4"];

const fn part(name: &'static str, shrunk: &'static [&'static str]) -> Part {
    Part { name, shrunk }
}

/// What Node 20 runs. It has no exceptions of the final form: no abort handler there.
const NODE_FEATURES: [&str; 6] = [
    "mutable-globals",
    "sign-ext",
    "nontrapping-float-to-int",
    "bulk-memory",
    "multivalue",
    "reference-types",
];

/// Where the package stands.
pub(crate) fn package() -> PathBuf {
    run::root().join("bindings/ownguard")
}

/// Builds what is not current.
pub(crate) fn run() -> Result<()> {
    worker::run()?;
    let target = ui::step("wasm target", wasm_target::provide)?;
    fs::create_dir_all(package().join("wasm/worker"))?;
    for part in &PARTS {
        let step = format!("compile `{}` of {CRATE}", part.name);
        let compiled = ui::step(&step, || compile(&target, part))?;
        bind(part, &compiled)?;
    }
    ui::step("lay the Worker beside them", lay_worker)?;
    provide()?;
    build()
}

/// Installs what the package is built and checked with.
pub(crate) fn provide() -> Result<()> {
    ui::step("npm packages in bindings/ownguard/", || {
        node::provide_in(&package())
    })
}

/// Checks the package's types without building it.
pub(crate) fn check_types() -> Result<()> {
    provide()?;
    let tsc = package().join("node_modules/typescript/bin/tsc");
    run::succeed(
        Command::new("node")
            .arg(tsc)
            .args(["--noEmit", "-p"])
            .arg(package()),
    )
}

fn compile(target: &WasmTarget, part: &Part) -> Result<PathBuf> {
    run::succeed(
        target
            .cargo_build()
            .args(["--package", CRATE, "--profile", PROFILE])
            .args(["--no-default-features", "--features", part.name]),
    )?;
    let file = format!("{}.wasm", CRATE.replace('-', "_"));
    let compiled = run::target_dir().join(TRIPLE).join(PROFILE).join(file);
    // The next part is compiled to the same name.
    let kept = work(part.name)?.with_extension("wasm");
    fs::copy(&compiled, &kept).with_context(|| format!("copying `{}`", compiled.display()))?;
    Ok(kept)
}

/// Glue and wasm of one part, shrunk: `wasm/<part>.js`, `wasm/<part>_bg.wasm`.
fn bind(part: &Part, compiled: &Path) -> Result<()> {
    let Part { name, shrunk } = *part;
    let wasm = package().join("wasm");
    let built = [
        wasm.join(format!("{name}.js")),
        wasm.join(format!("{name}_bg.wasm")),
    ];
    let inputs = [compiled.to_owned(), lock(), std::env::current_exe()?];
    let stamp = Stamp::of(work(name)?.with_extension("stamp"), &inputs)?;
    if stamp.is_current(&built) {
        return Ok(());
    }
    ui::step(&format!("write the glue of `{name}`, shrink"), || {
        let glue = bindgen::for_servers(compiled, &work(name)?, name)?;
        // Snippets and glue become one file.
        bundle(&glue.script, &built[0], &["--format=esm"])?;
        shrink(&glue.wasm, &built[1], shrunk)
    })?;
    stamp.set(&built)
}

/// The Worker as it is deployed, and once more for gates in Node: there `makeGate` returns
/// what a new instance exports, with state of its own and the host's names in place of the platform's.
fn lay_worker() -> Result<()> {
    let (from, to) = (
        run::root().join("edge-worker/dist"),
        package().join("wasm/worker"),
    );
    for file in ["index.js", "index_bg.wasm"] {
        copy_if_new(&from.join(file), &to.join(file))?;
    }
    let compiled = worker::compiled();
    let built = [to.join("node.js"), to.join("node_bg.wasm")];
    let inputs = [compiled.clone(), lock(), std::env::current_exe()?];
    let stamp = Stamp::of(work("gate")?.with_extension("stamp"), &inputs)?;
    if stamp.is_current(&built) {
        return Ok(());
    }
    let glue = bindgen::for_servers(&compiled, &work("gate")?, "gate")?;
    bundle(
        &glue.script,
        &built[0],
        &[
            "--format=iife",
            "--global-name=gate",
            "--banner:js=export function makeGate(module, { fetch, Headers, Response, Date, console }) {",
            "--footer:js=gate.initSync({ module });\nreturn gate;\n}",
        ],
    )?;
    shrink(&glue.wasm, &built[1], &["-O3"])?;
    stamp.set(&built)
}

fn build() -> Result<()> {
    let package = package();
    let mut inputs = vec![package.join("package-lock.json")];
    for file in ["package.json", "tsconfig.json", "build.mjs"] {
        inputs.push(package.join(file));
    }
    for dir in ["src", "wasm"] {
        files_below(&package.join(dir), &mut inputs)?;
    }
    let outputs = || -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        if package.join("dist").is_dir() {
            files_below(&package.join("dist"), &mut files)?;
        }
        Ok(files)
    };
    let stamp = Stamp::of(work("dist")?.with_extension("stamp"), &inputs)?;
    if stamp.is_current(&outputs()?) {
        ui::note("bindings/ownguard/dist is current");
        return Ok(());
    }
    ui::step("node build.mjs", || {
        run::succeed(Command::new("node").arg("build.mjs").current_dir(&package))
    })?;
    stamp.set(&outputs()?)
}

fn bundle(script: &Path, to: &Path, arguments: &[&str]) -> Result<()> {
    run::succeed(
        Command::new(node::program("esbuild"))
            .arg(script)
            .args(["--bundle", "--log-level=warning", "--target=es2022"])
            .args(arguments)
            .arg(format!("--outfile={}", to.display())),
    )
}

fn shrink(wasm: &Path, to: &Path, how: &[&str]) -> Result<()> {
    run::succeed(
        Command::new(node::program("wasm-opt"))
            .args(how)
            .args(NODE_FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg(wasm)
            .arg("-o")
            .arg(to),
    )
}

fn lock() -> PathBuf {
    node::tests().join("package-lock.json")
}

/// A name of its own below the target directory.
fn work(part: &str) -> Result<PathBuf> {
    let dir = run::target_dir().join("npm");
    fs::create_dir_all(&dir)?;
    Ok(dir.join(part))
}

fn copy_if_new(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("reading `{}`", from.display()))?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::write(to, bytes).with_context(|| format!("writing `{}`", to.display()))
}

/// Every file below `dir`, in a fixed order.
fn files_below(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let listed = fs::read_dir(dir).with_context(|| format!("listing `{}`", dir.display()))?;
    let mut entries = listed.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            files_below(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
