//! `cargo xtask setup`: makes this machine ready, and does nothing twice.

use anyhow::Result;

use crate::{node, npm, ui, wasm_target};

pub(crate) fn run() -> Result<()> {
    let target = ui::step("wasm target", wasm_target::provide)?;
    ui::note(match target {
        wasm_target::WasmTarget::Installed => "the toolchain has it",
        wasm_target::WasmTarget::BuildStd { .. } => "std is built from its sources",
    });
    ui::step("npm packages in tests/", node::provide)?;
    npm::provide()
}
