//! `cargo xtask test`: cargo's tests, then node's on the built artefacts, then
//! the phones', and one closing line over all.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tally::Tally;
use crate::{mobile, node, npm, run, swift, ui, vectors};

/// Which tests to run.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) rust: bool,
    pub(crate) node: bool,
    /// Parts of paths: a node test file must contain one of them.
    pub(crate) parts: Vec<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            rust: true,
            node: true,
            parts: Vec::new(),
        }
    }
}

pub(crate) fn run(selection: &Selection) -> Result<()> {
    let sum = tests(selection)?;
    ui::print(&format!("{sum}\n"));
    if sum.failed > 0 {
        bail!("{} of the tests failed", sum.failed);
    }
    if sum.passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

fn tests(selection: &Selection) -> Result<Tally> {
    let mut sum = Tally::default();
    if selection.rust {
        // Some of cargo's tests run SQL in node, where it is at hand.
        if selection.node {
            node::provide()?;
        }
        sum += ui::step("cargo test", cargo_tests)?;
    }
    if selection.node {
        npm::run()?;
        let files = node_files(&selection.parts)?;
        if files.iter().any(|file| file.ends_with(vectors::NODE_TEST)) {
            vectors::build()?;
            if !selection.rust {
                ui::step("vectors, native", vectors::native)?;
            }
        }
        sum += ui::step(&format!("node --test ({} files)", files.len()), || {
            node_tests(&files)
        })?;
    }
    if selection.rust && selection.node && selection.parts.is_empty() {
        sum += mobile::kotlin::tests()?;
        sum += swift::tests()?;
    }
    Ok(sum)
}

fn cargo_tests() -> Result<Tally> {
    let mut command = run::cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]);
    let (output, good) = shown_and_kept(&mut command)?;
    Ok(accounted(Tally::from_cargo(&output), good, &command))
}

fn node_tests(files: &[PathBuf]) -> Result<Tally> {
    let report = run::target_dir().join("node-test.tap");
    let mut command = Command::new("node");
    command
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stderr",
        ])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files)
        .current_dir(node::tests());
    let status = command
        .status()
        .map_err(|error| run::could_not_start(&command, &error))?;
    let tap =
        fs::read_to_string(&report).with_context(|| format!("reading `{}`", report.display()))?;
    Ok(accounted(Tally::from_tap(&tap), status.success(), &command))
}

/// A run that failed without a failed test (it did not compile, it crashed)
/// counts as one failure, so that the sum can't look good.
pub(crate) fn accounted(mut tally: Tally, good: bool, command: &Command) -> Tally {
    if !good && tally.failed == 0 {
        ui::failure(&format!(
            "`{}` failed before its tests could",
            run::shown(command)
        ));
        tally.failed = 1;
    }
    tally
}

/// Runs a command, shows its stdout as it comes, and returns it too.
pub(crate) fn shown_and_kept(command: &mut Command) -> Result<(String, bool)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| run::could_not_start(command, &error))?;
    let stdout = child.stdout.take().context("no stdout to read")?;
    let mut kept = String::new();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        ui::print_err(&format!("{line}\n"));
        kept.push_str(&line);
        kept.push('\n');
    }
    Ok((kept, child.wait()?.success()))
}

/// Every `*.test.mjs` below `tests/` and of the npm package, in a fixed order.
fn node_files(parts: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for dir in [node::tests(), npm::package().join("test")] {
        collect(&dir, &mut files)?;
    }
    files.retain(|file| {
        let path = file.to_string_lossy();
        parts.is_empty() || parts.iter().any(|part| path.contains(part.as_str()))
    });
    files.sort();
    if files.is_empty() {
        bail!("no node test matches `{}`", parts.join("`, `"));
    }
    Ok(files)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("listing `{}`", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            if name != "node_modules" && !name.starts_with('.') {
                collect(&entry.path(), files)?;
            }
        } else if name.ends_with(".test.mjs") {
            files.push(entry.path());
        }
    }
    Ok(())
}
