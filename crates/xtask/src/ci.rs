//! `cargo xtask ci`: all that a change must pass, cheapest first.

use anyhow::{Result, bail};

use crate::tally::Tally;
use crate::{deny, run, test, ui};

/// A named check that either passes or says what is wrong.
type Check = (&'static str, fn() -> Result<Tally>);

const CHECKS: [Check; 4] = [
    ("cargo fmt --check", formatted),
    ("cargo clippy", clippy),
    ("cargo doc", documented),
    ("cargo deny check", deny::check),
];

/// Runs every check even after one failed, so that one run shows all there is
/// to mend; then the tests, unless they ran on their own.
pub(crate) fn run(with_tests: bool) -> Result<()> {
    let mut sum = Tally::default();
    let mut broken = Vec::new();
    for (name, check) in CHECKS {
        match ui::step(name, check) {
            Ok(tally) => sum += tally,
            Err(error) => {
                ui::failure(&format!("{error:#}"));
                sum.failed += 1;
                broken.push(name);
            }
        }
    }
    ui::print(&format!("checks: {sum}\n"));
    if with_tests {
        test::run(&test::Selection::default())?;
    }
    if !broken.is_empty() {
        bail!("did not pass: {}", broken.join(", "));
    }
    Ok(())
}

fn formatted() -> Result<Tally> {
    one(run::succeed(run::cargo().args(["fmt", "--all", "--check"])))
}

fn clippy() -> Result<Tally> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    one(run::succeed(run::cargo().args(arguments)))
}

fn documented() -> Result<Tally> {
    let arguments = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--locked",
    ];
    one(run::succeed(
        run::cargo()
            .args(arguments)
            .env("RUSTDOCFLAGS", "-D warnings"),
    ))
}

fn one(outcome: Result<()>) -> Result<Tally> {
    outcome.map(|()| Tally {
        passed: 1,
        ..Tally::default()
    })
}
