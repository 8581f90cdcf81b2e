//! `cargo xtask worker`: compiles the Cloudflare Worker, writes its glue,
//! bundles and shrinks both, and weighs what would be deployed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result};

use crate::stamp::Stamp;
use crate::wasm_target::{self, TRIPLE, WasmTarget};
use crate::{bindgen, node, run, size, ui};

const CRATE: &str = "ownguard-edge-worker";
const PROFILE: &str = "wasm";

/// What the Worker may weigh in all, packed as Cloudflare counts it.
const LIMIT_GZIP: u64 = 250 * 1024;

/// What the compiler and the glue emit today (exceptions are how an abort is
/// noticed), and workerd runs. Naming the features keeps wasm-opt from emitting
/// what workerd doesn't know yet.
pub(crate) const WASM_FEATURES: [&str; 7] = [
    "exception-handling",
    "mutable-globals",
    "sign-ext",
    "nontrapping-float-to-int",
    "bulk-memory",
    "multivalue",
    "reference-types",
];

/// Builds what is not current, and refuses a Worker that is too heavy.
pub(crate) fn run() -> Result<()> {
    let target = ui::step("wasm target", wasm_target::provide)?;
    ui::step("npm packages in tests/", node::provide)?;
    let compiled = ui::step("compile the Worker (some minutes the first time)", || {
        compile(&target)
    })?;
    let dist = edge_worker().join("dist");
    let built = [dist.join("index.js"), dist.join("index_bg.wasm")];
    let shim = edge_worker().join("shim.mjs");
    // This program holds the generator of the glue, the lock file names the rest.
    let lock = node::tests().join("package-lock.json");
    let inputs = [
        compiled.clone(),
        shim.clone(),
        lock,
        std::env::current_exe()?,
    ];
    let stamp = Stamp::of(dist.join(".stamp"), &inputs)?;
    if stamp.is_current(&built) {
        ui::note("edge-worker/dist is current");
    } else {
        ui::step("write the glue, bundle, shrink", || {
            pack(&compiled, &shim, &dist)
        })?;
        stamp.set(&built)?;
    }
    let [script, wasm] = built;
    let parts = [edge_worker().join("worker.mjs"), script, wasm];
    match target {
        WasmTarget::BuildStd { .. } => {
            ui::step("weigh the Worker", || size::gate(&parts, LIMIT_GZIP))
        }
        // With a ready-made std the same Worker is a few percent heavier; what is released is built the other way.
        WasmTarget::Installed => ui::step("weigh the Worker", || {
            size::gate(&parts, LIMIT_GZIP * 11 / 10)
        }),
    }
}

fn edge_worker() -> PathBuf {
    run::root().join("edge-worker")
}

fn compile(target: &WasmTarget) -> Result<PathBuf> {
    run::succeed(
        target
            .cargo_build()
            .args(["--package", CRATE, "--no-default-features"])
            .args(["--profile", PROFILE]),
    )?;
    Ok(compiled())
}

/// The compiled Worker, before it gets its glue.
pub(crate) fn compiled() -> PathBuf {
    let file = format!("{}.wasm", CRATE.replace('-', "_"));
    run::target_dir().join(TRIPLE).join(PROFILE).join(file)
}

fn pack(compiled: &Path, shim: &Path, dist: &Path) -> Result<()> {
    let work = run::target_dir().join("worker");
    let glue = bindgen::for_worker(compiled, &work)?;
    fs::copy(shim, work.join("shim.mjs"))
        .with_context(|| format!("copying `{}`", shim.display()))?;
    match fs::remove_dir_all(dist) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Err(_) | Ok(()) => fs::create_dir_all(dist)?,
    }
    run::succeed(
        Command::new(node::program("esbuild"))
            .args([
                "shim.mjs",
                "--bundle",
                "--format=esm",
                "--minify",
                "--log-level=warning",
            ])
            .args(["--external:./index_bg.wasm", "--external:cloudflare:*"])
            .arg(format!("--outfile={}", dist.join("index.js").display()))
            .current_dir(&work),
    )?;
    run::succeed(
        Command::new(node::program("wasm-opt"))
            .arg("-O3")
            .args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg(&glue.wasm)
            .arg("-o")
            .arg(dist.join("index_bg.wasm")),
    )
}
