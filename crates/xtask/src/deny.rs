//! `cargo deny`: licences, sources, duplicates, and known vulnerabilities; what
//! is allowed stands in `.cargo/deny.toml`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::tally::Tally;
use crate::{run, ui};

/// Built once, below the target directory: a global install is nobody's duty.
const VERSION: &str = "0.20.2";

/// Runs every check, each counted as one test. The advisory database comes
/// from the network; where it can't be had that check alone is skipped, and
/// the tally says so.
pub(crate) fn check() -> Result<Tally> {
    let deny = provide()?;
    let at_root = |arguments: &[&str]| {
        let mut command = Command::new(&deny);
        command.args(arguments).current_dir(run::root());
        command
    };
    let mut tally = Tally::default();
    let offline = ["check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    run::succeed(&mut at_root(&offline))?;
    tally.passed += 1;
    match run::read(&mut at_root(&["fetch", "db"])) {
        Ok(_) => {
            run::succeed(&mut at_root(&["check", "--disable-fetch", "advisories"]))?;
            tally.passed += 1;
        }
        Err(error) => {
            let said = format!("{error:#}");
            let reason = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            tally.skipped.push(format!("cargo deny check advisories: no database ({reason})"));
        }
    }
    Ok(tally)
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
