//! `cargo xtask vectors`: runs the vectors of `tests/vectors` natively and in
//! wasm, and compares the two.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::wasm_target::{self, TRIPLE};
use crate::{bindgen, node, run, ui};

const CRATE: &str = "ownguard-conformance";
/// The Worker's, so that what both link is compiled once.
const PROFILE: &str = "wasm";

/// The test that compares, below `tests/`.
pub(crate) const NODE_TEST: &str = "conformance/wasm.test.mjs";

pub(crate) fn run() -> Result<()> {
    ui::step("vectors, native", native)?;
    build()?;
    ui::step("vectors, wasm", || {
        run::succeed(
            Command::new("node")
                .args(["--test", NODE_TEST])
                .current_dir(node::tests()),
        )
    })
}

/// Runs them natively; what came out is written for the comparison. The same
/// features as in a test of the whole workspace, so that nothing is compiled anew.
pub(crate) fn native() -> Result<()> {
    run::succeed(run::cargo().args(["test", "--quiet", "--workspace", "--test", "vectors"]))
}

/// Builds the crate that runs them for wasm, with its glue.
pub(crate) fn build() -> Result<()> {
    let target = ui::step("wasm target", wasm_target::provide)?;
    ui::step("npm packages in tests/", node::provide)?;
    ui::step("compile the vectors' runner", || {
        run::succeed(
            target
                .cargo_build()
                .args(["--package", CRATE, "--profile", PROFILE]),
        )
    })?;
    bindgen::for_worker(&compiled(), &node::tests().join(".out/conformance/wasm"))?;
    Ok(())
}

fn compiled() -> PathBuf {
    let file = format!("{}.wasm", CRATE.replace('-', "_"));
    run::target_dir().join(TRIPLE).join(PROFILE).join(file)
}
