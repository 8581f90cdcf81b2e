//! `cargo deny`: licences, sources, duplicates, and known vulnerabilities; what
//! is allowed stands in `.cargo/deny.toml`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{run, ui};

/// Built once, below the target directory: a global install is nobody's duty.
const VERSION: &str = "0.20.2";

/// Runs what needs no network; then, where the advisory database can be had,
/// the check against it. Returns what could not be checked, and why.
pub(crate) fn check() -> Result<Vec<String>> {
    let deny = provide()?;
    let at_root = |arguments: &[&str]| {
        let mut command = Command::new(&deny);
        command.args(arguments).current_dir(run::root());
        command
    };
    let offline = [
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ];
    run::succeed(&mut at_root(&offline))?;
    if let Err(error) = run::read(&mut at_root(&["fetch", "db"])) {
        let said = format!("{error:#}");
        let reason = said
            .lines()
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or_default();
        return Ok(vec![format!(
            "known vulnerabilities: no advisory database ({reason})"
        )]);
    }
    run::succeed(&mut at_root(&["check", "--disable-fetch", "advisories"]))?;
    Ok(Vec::new())
}

fn provide() -> Result<PathBuf> {
    let tools = run::target_dir().join("tools");
    let deny = tools.join("bin/cargo-deny");
    if !deny.is_file() {
        ui::note(&format!(
            "building cargo-deny {VERSION}: about three minutes, once"
        ));
        run::succeed(
            run::cargo()
                .args([
                    "install",
                    "cargo-deny",
                    "--version",
                    VERSION,
                    "--locked",
                    "--quiet",
                ])
                .arg("--root")
                .arg(&tools)
                .env("CARGO_TARGET_DIR", run::target_dir().join("tools/build")),
        )?;
    }
    Ok(deny)
}
