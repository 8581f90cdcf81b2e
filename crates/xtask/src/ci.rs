//! `cargo xtask ci`: all that a change must pass, cheapest first.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{bench, deny, mobile, npm, run, style, test, ui};

/// What a check could not show, each with its reason; or what is wrong.
type Outcome = Result<Vec<String>>;

type Check = (&'static str, fn() -> Outcome);

const CHECKS: [Check; 8] = [
    ("cargo fmt --check", formatted),
    ("cargo clippy", clippy),
    ("cargo doc", documented),
    ("cargo deny check", deny::check),
    ("bindings for phones", bound),
    ("style of the npm package", styled),
    ("types of the npm package", typed),
    ("bench --check", ratios),
];

/// Runs every check even after one failed, so that one run shows all there is
/// to mend; then the tests, unless they ran on their own.
pub(crate) fn run(with_tests: bool) -> Result<()> {
    let mut broken = Vec::new();
    for (name, check) in CHECKS {
        match ui::step(name, check) {
            Ok(not_shown) => {
                for reason in not_shown {
                    ui::print(&format!("not checked: {reason}\n"));
                }
            }
            Err(error) => {
                ui::failure(&format!("{error:#}"));
                broken.push(name);
            }
        }
    }
    ui::print(&format!(
        "checks: {} of {} good\n",
        CHECKS.len() - broken.len(),
        CHECKS.len()
    ));
    if with_tests {
        test::run(&test::Selection::default())?;
    }
    if !broken.is_empty() {
        bail!("did not pass: {}", broken.join(", "));
    }
    Ok(())
}

fn formatted() -> Outcome {
    whole(run::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    whole(run::cargo().args(arguments))
}

fn documented() -> Outcome {
    let arguments = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--locked",
    ];
    whole(
        run::cargo()
            .args(arguments)
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn bound() -> Outcome {
    mobile::check().map(|()| Vec::new())
}

fn styled() -> Outcome {
    style::check().map(|()| Vec::new())
}

fn typed() -> Outcome {
    npm::check_types().map(|()| Vec::new())
}

fn ratios() -> Outcome {
    bench::check().map(|()| Vec::new())
}

/// A check that either shows everything or fails.
fn whole(command: &mut Command) -> Outcome {
    run::succeed(command).map(|()| Vec::new())
}
