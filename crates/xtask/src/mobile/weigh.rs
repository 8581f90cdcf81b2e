//! What the library weighs: an iOS archive as it stands, an Android one as the shared library that an app
//! would carry, linked here for the check alone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::LIBRARY;
use super::targets::{Built, System, Way};
use crate::{run, ui};

/// Bytes of one slice of the `XCFramework`, and of one shared library, stripped: what is aimed at, and what is
/// refused. An Android one misses its goal by what reads a model in TOML and JSON and checks it anew: with
/// the compact form of a model alone it was 295,000 bytes for arm64.
const IOS: Limit = Limit {
    goal: 1_000_000,
    most: 1_000_000,
};
const ANDROID: Limit = Limit {
    goal: 300_000,
    most: 550_000,
};

/// What is aimed at, and what is refused, in bytes.
#[derive(Clone, Copy)]
struct Limit {
    goal: u64,
    most: u64,
}

/// The pages that Android's newest phones have.
pub(super) const PAGES: &str = "max-page-size=16384";

/// What an app calls; the rest is nobody's.
const EXPORTS: &str = "{ global: uniffi_*; ffi_*; local: *; };\n";

/// Says what each weighs, and gives back what weighs too much.
pub(super) fn all(built: &[Built], way: &Way) -> Result<Vec<String>> {
    let mut heavy = Vec::new();
    for one in built {
        let (file, limit) = match one.target.system {
            System::Ios(..) => (one.archive.clone(), IOS),
            System::Android(_, machine) => (link(way, one, machine)?, ANDROID),
        };
        let bytes = fs::metadata(&file)
            .with_context(|| format!("weighing `{}`", file.display()))?
            .len();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let verdict = if bytes <= limit.goal {
            "good"
        } else {
            "MISSED"
        };
        let line = format!(
            "{:<24} {name:<22} {bytes:>9} bytes  {verdict}: {} at most",
            one.target.triple, limit.goal
        );
        ui::print(&format!("{line}\n"));
        if bytes > limit.most {
            heavy.push(one.target.triple.to_owned());
        }
    }
    Ok(heavy)
}

/// Refuses what weighs too much, after everything was built.
pub(super) fn within(heavy: &[String]) -> Result<()> {
    if heavy.is_empty() {
        return Ok(());
    }
    bail!("too heavy for a phone: `{}`", heavy.join("`, `"));
}

/// The shared library without Android's own, which a phone has.
fn link(way: &Way, built: &Built, machine: &str) -> Result<PathBuf> {
    let folder = built.archive.parent().unwrap_or(Path::new("."));
    let exports = folder.join("exports.map");
    fs::write(&exports, EXPORTS).with_context(|| format!("writing `{}`", exports.display()))?;
    let library = folder.join(format!("lib{LIBRARY}.so"));
    let mut linker = way.tool("rust-lld");
    linker
        .args(["-flavor", "gnu", "-m", machine, "-shared", "--strip-all"])
        .args([
            "--gc-sections",
            "--icf=all",
            "--hash-style=gnu",
            "-z",
            PAGES,
        ])
        .arg("--pack-dyn-relocs=relr")
        .arg(format!("--version-script={}", exports.display()))
        .arg("--whole-archive")
        .arg(&built.archive)
        .arg("-o")
        .arg(&library);
    run::succeed(&mut linker)?;
    Ok(library)
}
