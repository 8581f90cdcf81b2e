//! The JavaScript glue around a wasm file, written by the same release of
//! wasm-bindgen that Cargo.lock holds (the two pin each other).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// What the generator leaves in a directory.
pub(crate) struct Glue {
    /// An ES module that imports the wasm file and whatever snippets it needs.
    pub(crate) script: PathBuf,
    /// The wasm file, bound to the glue.
    pub(crate) wasm: PathBuf,
}

/// Writes glue for a Worker into `dir`, which is emptied first: one module that
/// instantiates the wasm by itself and can do so again after a panic.
pub(crate) fn for_worker(wasm: &Path, dir: &Path) -> Result<Glue> {
    empty(dir)?;
    let source_phase_imports = true;
    Bindgen::new()
        .input_path(wasm)
        .out_name("index")
        .typescript(false)
        .module(source_phase_imports)?
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        .generate(dir)
        .with_context(|| format!("writing the glue for `{}`", wasm.display()))?;
    let glue = Glue {
        script: dir.join("index.js"),
        wasm: dir.join("index_bg.wasm"),
    };
    plain_wasm_import(&glue.script)?;
    Ok(glue)
}

/// Writes glue for servers into `dir`, which is emptied first: one module named
/// after `name` whose `initSync({ module })` takes the wasm, compiled or as bytes.
pub(crate) fn for_servers(wasm: &Path, dir: &Path, name: &str) -> Result<Glue> {
    empty(dir)?;
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .typescript(false)
        .web(true)?
        .omit_default_module_path(true)
        .generate(dir)
        .with_context(|| format!("writing the glue for `{}`", wasm.display()))?;
    let glue = Glue {
        script: dir.join(format!("{name}.js")),
        wasm: dir.join(format!("{name}_bg.wasm")),
    };
    any_realm(&glue.script)?;
    Ok(glue)
}

/// Under Next's sandbox for the edge a compiled module comes from another realm, whose
/// `WebAssembly.Module` is another class: bytes are what can be told for sure.
fn any_realm(script: &Path) -> Result<()> {
    let text = fs::read_to_string(script)?;
    let [asked, instead] = [
        "!(module instanceof WebAssembly.Module)",
        "ArrayBuffer.isView(module)",
    ];
    if !text.contains(asked) || text.contains("import.meta") {
        bail!("wasm-bindgen writes other glue than this knows how to adapt");
    }
    fs::write(script, text.replace(asked, instead))?;
    Ok(())
}

fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("emptying `{}`", dir.display()))?;
    }
    Ok(())
}

/// workerd gives a compiled module for a plain `import`, and takes no source
/// phase import.
fn plain_wasm_import(script: &Path) -> Result<()> {
    let text = fs::read_to_string(script)?;
    fs::write(script, text.replace("import source ", "import "))?;
    Ok(())
}
