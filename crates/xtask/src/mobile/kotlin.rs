//! The Kotlin library on the JVM of this machine: its tests, its sample and its bench, by Maven. What Maven
//! leaves stands below `target/android`; no daemon of its compiler outlives a run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{CRATE, LIBRARY, android};
use crate::tally::Tally;
use crate::{run, test, ui};

/// `cargo xtask mobile kotlin`.
pub(super) fn run() -> Result<()> {
    let tally = tests()?;
    ui::print(&format!("{tally}\n"));
    if tally.failed > 0 {
        bail!("{} of the Kotlin tests failed", tally.failed);
    }
    Ok(())
}

/// `cargo xtask mobile sample`: prints what four people see of the same answers.
pub(super) fn sample() -> Result<()> {
    compiled()?;
    let mut java = java(&out().join("libraries/now"))?;
    run::succeed(java.arg("com.example.terminal.MainKt"))
}

/// The tests. Where there is no Maven and none can be had, every file of them is counted as skipped.
pub(crate) fn tests() -> Result<Tally> {
    if let Some(reason) = missing()? {
        ui::note(&format!("no Kotlin here: {reason}"));
        return skipped(&reason);
    }
    ui::step("Kotlin on the JVM", || {
        libraries()?;
        let reports = out().join("maven/surefire-reports");
        if reports.exists() {
            fs::remove_dir_all(&reports)?;
        }
        let mut command = maven();
        command.arg("test");
        let good = command
            .status()
            .map_err(|error| run::could_not_start(&command, &error))?
            .success();
        Ok(test::accounted(counted(&reports)?, good, &command))
    })
}

/// What the bench program prints about the documents of a folder, or why there is nothing.
pub(super) fn bench(folder: &Path) -> Result<std::result::Result<String, String>> {
    if let Some(reason) = missing()? {
        return Ok(Err(reason));
    }
    compiled()?;
    run::succeed(run::cargo().args(["build", "--locked", "--release", "-p", CRATE, "--lib"]))?;
    let mut java = java(&run::target_dir().join("release"))?;
    run::read(java.arg("com.ownguard.BenchKt").arg(folder)).map(Ok)
}

fn compiled() -> Result<()> {
    if let Some(reason) = missing()? {
        bail!("no Kotlin here: {reason}");
    }
    libraries()?;
    run::succeed(maven().arg("test-compile"))
}

/// The library with calls that panic, and one that does not fit the bindings.
fn libraries() -> Result<()> {
    for (folder, features) in [("stale", "panics,stale"), ("now", "panics")] {
        let arguments = [
            "build",
            "--quiet",
            "--locked",
            "-p",
            CRATE,
            "--lib",
            "--features",
            features,
        ];
        run::succeed(run::cargo().args(arguments))?;
        let name = format!(
            "{}{LIBRARY}{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        );
        let folder = out().join("libraries").join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
        fs::copy(
            run::target_dir().join("debug").join(&name),
            folder.join(&name),
        )
        .with_context(|| format!("copying `{name}`"))?;
    }
    Ok(())
}

fn out() -> PathBuf {
    run::target_dir().join("android")
}

fn maven() -> Command {
    let mut command = Command::new("mvn");
    command
        .args(["--batch-mode", "--quiet", "--no-transfer-progress"])
        .arg(format!("-Downguard.out={}", out().display()))
        // Also a warm one would be asked by the next build, and stay.
        .arg("-Dkotlin.compiler.daemon=false")
        // A panic on purpose is no reason for a page of frames.
        .env("RUST_BACKTRACE", "0")
        .current_dir(android());
    command
}

/// Java with what was compiled and a library.
fn java(library: &Path) -> Result<Command> {
    let maven = out().join("maven");
    let listed = maven.join("classpath.txt");
    let others =
        fs::read_to_string(&listed).with_context(|| format!("reading `{}`", listed.display()))?;
    let own = [maven.join("classes"), maven.join("test-classes")];
    let own = own.map(|folder| folder.display().to_string()).join(":");
    let mut command = Command::new("java");
    command
        .arg(format!("-Djna.library.path={}", library.display()))
        .arg("-cp")
        .arg(format!("{own}:{}", others.trim()));
    Ok(command)
}

/// Why Kotlin can't be compiled here; on Debian as root what is missing is installed first.
fn missing() -> Result<Option<String>> {
    let here = || run::installed("mvn") && run::installed("java");
    if here() {
        return Ok(None);
    }
    let is_root = run::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if run::installed("apt-get") && is_root {
        ui::step("apt-get install maven", || {
            run::succeed(Command::new("apt-get").args(["update", "-qq"]))?;
            let packages = ["maven", "default-jdk-headless"];
            run::succeed(
                Command::new("apt-get")
                    .args(["install", "-y", "-qq", "--no-install-recommends"])
                    .args(packages)
                    .env("DEBIAN_FRONTEND", "noninteractive"),
            )
        })?;
    }
    Ok((!here()).then(|| "install `mvn` and a JDK of 17 or later".to_owned()))
}

/// Reads the sums of every report that the test runner wrote.
fn counted(reports: &Path) -> Result<Tally> {
    let mut tally = Tally::default();
    let Ok(entries) = fs::read_dir(reports) else {
        return Ok(tally);
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "xml") {
            tally += summed(&fs::read_to_string(&path)?);
        }
    }
    Ok(tally)
}

/// One report in the form of `JUnit`.
fn summed(report: &str) -> Tally {
    let head = report
        .split_once("<testsuite ")
        .map_or("", |(_, rest)| rest);
    let head = head.split_once('>').map_or("", |(head, _)| head);
    let number = |name: &str| {
        let value = head
            .split_once(&format!(" {name}=\""))
            .map_or("", |(_, rest)| rest);
        value
            .split('"')
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_usize)
    };
    let (failed, skipped) = (number("errors") + number("failures"), number("skipped"));
    let suite = head.split_once("name=\"").map_or("", |(_, rest)| rest);
    let suite = suite.split('"').next().unwrap_or_default();
    Tally {
        passed: number("tests").saturating_sub(failed + skipped),
        failed,
        skipped: (0..skipped)
            .map(|_| format!("a test of {suite}: see its report"))
            .collect(),
    }
}

fn skipped(reason: &str) -> Result<Tally> {
    let mut tally = Tally::default();
    for module in ["ownguard", "ownguard-compose"] {
        let folder = android().join(module).join("src/test/kotlin");
        names(&folder, &mut tally.skipped)?;
    }
    tally.skipped.sort();
    for name in &mut tally.skipped {
        let _ = write!(name, " (Kotlin): {reason}");
    }
    Ok(tally)
}

/// The tests by name, as their sources say.
fn names(folder: &Path, into: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing `{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            names(&path, into)?;
        } else {
            let text = fs::read_to_string(&path)?;
            into.extend(named(&text));
        }
    }
    Ok(())
}

fn named(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim_start);
    let mut marked = false;
    let mut names = Vec::new();
    for line in lines {
        if marked && let Some((_, rest)) = line.split_once("fun `") {
            names.extend(rest.split('`').next().map(str::to_owned));
        }
        marked = line.starts_with("@Test");
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_counted_by_its_sums() {
        let report = "<?xml version=\"1.0\"?>\n<testsuite xmlns:x=\"y\" name=\"com.A\" time=\"1\" tests=\"9\" errors=\"1\" skipped=\"2\" failures=\"1\">\n<testcase name=\"tests\"/>";
        let tally = summed(report);
        assert_eq!((tally.passed, tally.failed, tally.skipped.len()), (5, 2, 2));
        assert_eq!(summed("<nothing/>"), Tally::default());
    }

    #[test]
    fn tests_that_did_not_run_are_named() {
        let text = "    @Test\n    fun `one thing`() {\n    fun other() {}\n    @TestFactory\n    fun `many things`() = 1\n";
        assert_eq!(named(text), ["one thing", "many things"]);
    }
}
