//! `cargo deny`: licences, sources, duplicates, and known vulnerabilities.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::tally::Tally;
use crate::{run, ui};

/// Built once, below the target directory: a global install is nobody's duty.
const VERSION: &str = "0.20.2";
const CONFIG: &str = ".cargo/deny.toml";

/// Runs every check, each counted as one test. The advisory database comes
/// from the network; where it can't be had that check alone is skipped, and
/// the tally says so.
pub(crate) fn check() -> Result<Tally> {
    let deny = provide()?;
    let mut tally = Tally::default();
    run::succeed(&mut checking(&deny, &["bans", "licenses", "sources"]))?;
    tally.passed += 1;
    match run::read(
        Command::new(&deny)
            .args(["--config", CONFIG, "fetch", "db"])
            .current_dir(run::root()),
    ) {
        Ok(_) => {
            run::succeed(&mut checking(&deny, &["--disable-fetch", "advisories"]))?;
            tally.passed += 1;
        }
        Err(error) => {
            let reason = format!("{error:#}");
            let reason = reason.lines().last().unwrap_or_default();
            tally.skipped.push(format!(
                "cargo deny check advisories: no database: {reason}"
            ));
        }
    }
    Ok(tally)
}

fn checking(deny: &PathBuf, what: &[&str]) -> Command {
    let mut command = Command::new(deny);
    command
        .args(["--workspace", "check", "--config", CONFIG, "--show-stats"])
        .args(what);
    command.current_dir(run::root());
    command
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
