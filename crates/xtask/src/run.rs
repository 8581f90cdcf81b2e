//! Starting other programs, and where things stand in the repository.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root of the repository, two levels above this crate.
pub(crate) fn root() -> PathBuf {
    // As cargo says it now: two checkouts may share a target directory, and so this program.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).to_path_buf()
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The cargo that runs this task, at the root of the repository.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs to the end with the output shown; anything but success is an error.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| could_not_start(command, &error))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs to the end and returns stdout without its last line break.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| could_not_start(command, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` ended with {}\n{}",
            shown(command),
            output.status,
            said.trim_end()
        );
    }
    let text = String::from_utf8(output.stdout).context("the output is not UTF-8")?;
    Ok(text.trim_end().to_owned())
}

/// Whether a program of this name is on the PATH.
pub(crate) fn installed(program: &str) -> bool {
    find(program).is_some()
}

/// The first file of this name on the PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn could_not_start(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    if error.kind() != ErrorKind::NotFound {
        return anyhow::anyhow!("`{program}` could not be started: {error}");
    }
    let mend = match program.as_ref() {
        "node" | "npm" => "install Node 20 or newer from https://nodejs.org",
        "rustup" => "install it from https://rustup.rs",
        _ => "install it, or put it on the PATH",
    };
    anyhow::anyhow!("`{program}` is not installed: {mend}")
}
