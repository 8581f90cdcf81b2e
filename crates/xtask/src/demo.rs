//! `cargo xtask demo`: sets up what is missing, builds the Worker, and hands
//! over to `tests/demo/main.mjs`, which runs the matrix and goes on serving.

use std::process::Command;

use anyhow::Result;

use crate::{node, run, ui, worker};

/// Builds and runs the demo; with `once` it ends after the table.
///
/// # Errors
/// Where something is missing or does not build, and where the run is not as it
/// should be: a leak through the gate, a rightful request refused, or no leak
/// at the app.
pub(crate) fn run(once: bool) -> Result<()> {
    worker::run()?;
    let mut demo = Command::new("node");
    demo.arg(node::tests().join("demo/main.mjs"))
        .arg("--report")
        .arg(run::target_dir().join("demo/report.html"));
    if once {
        demo.arg("--once");
    }
    ui::note("node tests/demo/main.mjs");
    hand_over(&mut demo)
}

/// Becomes the other program, so that Ctrl-C and the exit code are its own and
/// nothing is left behind.
#[cfg(unix)]
fn hand_over(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    Err(run::could_not_start(command, &error))
}

#[cfg(not(unix))]
fn hand_over(command: &mut Command) -> Result<()> {
    run::succeed(command)
}
