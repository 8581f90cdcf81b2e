//! `cargo xtask swift`: the Swift package in `mobile/ios` against the built library. It runs the
//! `swift` of this machine, else one in a Debian of its own below the user's cache, in which it sees
//! the tree read-only and may write below `target/swift` alone.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::swift_toolchain::{self, Found, Toolchain};
use crate::tally::Tally;
use crate::{run, test, ui};

/// What `swift test` may not do without: its own sandbox wants what a container does not give.
const UNSANDBOXED: &str = "--disable-sandbox";

/// What a library for tests can that none for use does: panic on purpose.
const FOR_TESTS: [&str; 2] = ["--features", "panics"];

/// Without arguments the tests; `bench` and a folder: the bench on its documents; with others, `swift`
/// with them: `run ownguard-sample`.
pub(crate) fn run(arguments: &[OsString]) -> Result<()> {
    let Some((first, rest)) = arguments.split_first() else {
        let tally = tests()?;
        ui::print(&format!("{tally}\n"));
        if tally.failed > 0 {
            bail!("{} of the Swift tests failed", tally.failed);
        }
        return Ok(());
    };
    if let ("bench", [folder]) = (&*first.to_string_lossy(), rest) {
        return match bench(Path::new(folder))? {
            Ok(printed) => {
                ui::print(&format!("{printed}\n"));
                Ok(())
            }
            Err(reason) => bail!("no Swift here: {reason}"),
        };
    }
    match swift_toolchain::provide()? {
        Found::Here(toolchain) => {
            let library = library(Built::ForTests)?;
            run::succeed(swift(&toolchain, &library, first)?.args(rest))
        }
        Found::Nowhere(reason) => bail!("no Swift here: {reason}"),
    }
}

/// `swift test`. Where no toolchain can be had every test is counted as skipped, by name.
pub(crate) fn tests() -> Result<Tally> {
    match ui::step("Swift toolchain", swift_toolchain::provide)? {
        Found::Here(toolchain) => {
            let library = library(Built::ForTests)?;
            ui::step("Swift 5, language mode", || {
                in_swift_5(&toolchain, &library)
            })?;
            let documents = ui::step("generated documents", || documents(&toolchain))?;
            ui::step("swift test", || {
                let mut command = swift(&toolchain, &library, "test".as_ref())?;
                command
                    .env("OWNGUARD_DOCUMENTS", documents)
                    .arg("--disable-swift-testing")
                    .args(toolchain.strictly());
                let (output, good) = test::shown_and_kept(&mut command)?;
                Ok(test::accounted(counted(&output), good, &command))
            })
        }
        Found::Nowhere(reason) => {
            ui::note(&format!("no Swift here: {reason}"));
            Ok(skipped(&names()?, &reason))
        }
    }
}

/// 10,000 documents, with what the core shows of each.
fn documents(toolchain: &Toolchain) -> Result<PathBuf> {
    let file = scratch(toolchain)?.join("documents.jsonl");
    let test = ["-p", "ownguard-mobile", "--test", "generated"];
    let mut command = run::cargo();
    command
        .args(["test", "--quiet", "--locked"])
        .args(test)
        .args(FOR_TESTS)
        .env("OWNGUARD_DOCUMENTS", &file);
    run::read(&mut command)?;
    Ok(file)
}

/// The package as an app in the older language mode compiles it.
fn in_swift_5(toolchain: &Toolchain, library: &Path) -> Result<()> {
    let mut command = swift(toolchain, library, "build".as_ref())?;
    let apart = scratch(toolchain)?.join("swift-5");
    command
        .arg("--scratch-path")
        .arg(apart)
        .args(["--target", "OwnGuard"])
        .args(toolchain.strictly())
        .env("OWNGUARD_SWIFT_MODE", "5");
    run::succeed(&mut command)
}

/// What the bench program prints about the documents of a folder, or why there is nothing.
pub(crate) fn bench(folder: &Path) -> Result<std::result::Result<String, String>> {
    let toolchain = match swift_toolchain::provide()? {
        Found::Here(toolchain) => toolchain,
        Found::Nowhere(reason) => return Ok(Err(reason)),
    };
    let library = library(Built::ForUse)?;
    // It sees nothing outside of what it may write to.
    let seen = scratch(&toolchain)?.join("bench");
    fs::create_dir_all(&seen)?;
    for entry in fs::read_dir(folder).with_context(|| format!("listing `{}`", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), seen.join(entry.file_name()))?;
        }
    }
    let mut command = swift(&toolchain, &library, "run".as_ref())?;
    command.args(["-c", "release", "ownguard-bench"]).arg(&seen);
    run::read(&mut command).map(Ok)
}

/// How the library is compiled.
#[derive(Clone, Copy)]
enum Built {
    ForTests,
    ForUse,
}

/// The folder with the shared library that the package is linked with here.
fn library(built: Built) -> Result<PathBuf> {
    let mut command = run::cargo();
    command.args(["build", "--locked", "-p", "ownguard-mobile"]);
    let folder = match built {
        Built::ForTests => {
            command.args(FOR_TESTS);
            "debug"
        }
        Built::ForUse => {
            command.arg("--release");
            "release"
        }
    };
    run::succeed(&mut command)?;
    Ok(run::target_dir().join(folder))
}

/// `swift <subcommand>` on the package.
fn swift(toolchain: &Toolchain, library: &Path, subcommand: &std::ffi::OsStr) -> Result<Command> {
    let scratch = scratch(toolchain)?;
    let mut command = toolchain.command(&run::root(), &scratch, &run::target_dir());
    command
        .env("OWNGUARD_LIBRARY", library)
        .arg(subcommand)
        .arg(UNSANDBOXED)
        .arg("--package-path")
        .arg(package())
        .arg("--scratch-path")
        .arg(&scratch);
    Ok(command)
}

fn package() -> PathBuf {
    run::root().join("mobile/ios")
}

/// Where the toolchain may write.
fn scratch(toolchain: &Toolchain) -> Result<PathBuf> {
    let scratch = run::target_dir().join("swift").join(toolchain.name());
    fs::create_dir_all(&scratch).with_context(|| format!("making `{}`", scratch.display()))?;
    Ok(scratch)
}

/// Reads what `XCTest` prints, a line each: a run that ends early has still counted what ran.
fn counted(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines() {
        let Some(case) = line.strip_prefix("Test Case '") else {
            if let Some((place, reason)) = line.split_once(" : Test skipped - ") {
                let name = place.rsplit(": ").next().unwrap_or(place);
                tally.skipped.push(format!("{name}: {reason}"));
            }
            continue;
        };
        match case.split_once("' ") {
            Some((_, state)) if state.starts_with("passed") => tally.passed += 1,
            Some((_, state)) if state.starts_with("failed") => tally.failed += 1,
            Some(_) | None => {}
        }
    }
    if tally == Tally::default() {
        ui::failure("`swift test` named no test that ran");
        tally.failed = 1;
    }
    tally
}

fn skipped(names: &[String], reason: &str) -> Tally {
    Tally {
        skipped: names
            .iter()
            .map(|name| format!("{name} (Swift): {reason}"))
            .collect(),
        ..Tally::default()
    }
}

/// The tests by name, as their sources say.
fn names() -> Result<Vec<String>> {
    let folder = package().join("Tests/OwnGuardTests");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("listing `{}`", folder.display()))? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "swift")
        {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("reading `{}`", path.display()))?;
            names.extend(names_in(&text));
        }
    }
    names.sort();
    Ok(names)
}

fn names_in(text: &str) -> Vec<String> {
    let mut class = "";
    let mut names = Vec::new();
    for line in text.lines() {
        if let Some((_, rest)) = line.split_once("class ")
            && let Some((name, _)) = rest.split_once(": XCTestCase")
        {
            class = name;
        } else if let Some((name, _)) = line
            .trim_start()
            .strip_prefix("func ")
            .and_then(|rest| rest.split_once("()"))
            && name.starts_with("test")
        {
            names.push(format!("{class}.{name}"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xctest_prints_is_counted() {
        let output = "\
Test Case 'A.testOne' started at 2026-11-21 22:00:00.000
Test Case 'A.testOne' passed (0.1 seconds)
Test Case 'A.testTwo' started at 2026-11-21 22:00:00.000
/t/A.swift:3: error: A.testTwo : XCTAssertEqual failed
Test Case 'A.testTwo' failed (0.1 seconds)
/t/A.swift:9: A.testThree : Test skipped - no library to replace
Test Case 'A.testThree' skipped (0.1 seconds)
\t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.3 seconds
";
        let tally = counted(output);
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert_eq!(tally.skipped, ["A.testThree: no library to replace"]);
    }

    #[test]
    fn a_run_that_names_no_test_has_failed() {
        assert_eq!(counted("Build complete!\n").failed, 1);
    }

    #[test]
    fn tests_are_skipped_by_name() {
        let text = "final class A: XCTestCase {\n    func testOne() throws {\n    func help() {\n";
        assert_eq!(names_in(text), ["A.testOne"]);
        let tally = skipped(&names_in(text), "no `swift`");
        assert_eq!((tally.passed, tally.failed), (0, 0));
        assert_eq!(tally.skipped, ["A.testOne (Swift): no `swift`"]);
    }
}
