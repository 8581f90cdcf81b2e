//! Node, and the npm packages that tests and builds use: most from `tests/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{run, ui};

const OLDEST_NODE: u32 = 20;

/// Installs the packages of `tests/` unless they are as new as the lock file.
pub(crate) fn provide() -> Result<()> {
    provide_in(&tests())
}

/// Installs the packages of a directory unless they are as new as its lock file.
pub(crate) fn provide_in(dir: &Path) -> Result<()> {
    check_node()?;
    if is_current(dir) {
        return Ok(());
    }
    ui::note("npm ci (the first time takes a while)");
    run::succeed(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(dir),
    )
}

/// A program that one of the packages brings.
pub(crate) fn program(name: &str) -> PathBuf {
    tests().join("node_modules/.bin").join(name)
}

pub(crate) fn tests() -> PathBuf {
    run::root().join("tests")
}

fn check_node() -> Result<()> {
    let version = run::read(Command::new("node").arg("--version"))?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|it| it.parse().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(0..) | None => {
            bail!(
                "node is `{version}`: install Node {OLDEST_NODE} or newer from https://nodejs.org"
            )
        }
    }
}

/// npm writes its own lock file into `node_modules` when it is done.
fn is_current(dir: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|it| it.modified()).ok();
    let wanted = modified(&dir.join("package-lock.json"));
    let have = modified(&dir.join("node_modules/.package-lock.json"));
    wanted.is_some() && have >= wanted
}
