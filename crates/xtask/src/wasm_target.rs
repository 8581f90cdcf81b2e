//! How this machine can compile for `wasm32-unknown-unknown`, tried in this
//! order: the installed target; rustup; Debian's own compiler with std built
//! from its sources.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{run, ui};

pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// Debian packages its compiler for browsers apart from `rustc`, so that both
/// can be installed; the sources of std come beside it.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
pub(crate) const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Std that is built anyway is built small.
const SMALL_STD: &str = "-Zbuild-std-features=optimize_for_size";

/// A panic ends the instance in any case; here it also takes its words with it. A twelfth of the
/// Worker is made of such words and of what formats them.
const SILENT_PANICS: &str = "-Zunstable-options -Cpanic=immediate-abort";

/// How to compile for wasm here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WasmTarget {
    /// The toolchain has the target's std.
    Installed,
    /// Another compiler, and std from its sources.
    BuildStd { rustc: PathBuf, linker: PathBuf },
}

impl WasmTarget {
    /// `cargo build` for the target, short of what to build.
    pub(crate) fn cargo_build(&self) -> Command {
        let mut command = run::cargo();
        command.args(["build", "--target", TRIPLE]);
        match self {
            Self::Installed => {}
            Self::BuildStd { rustc, linker } => {
                command
                    .args(["-Zbuild-std=std,panic_abort", SMALL_STD])
                    .env(
                        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                        SILENT_PANICS,
                    )
                    .env("RUSTC", rustc)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            }
        }
        command
    }
}

/// Finds a way to compile for wasm, installing what is missing where that is
/// allowed.
///
/// # Errors
/// Says which command to run when there is none.
pub(crate) fn provide() -> Result<WasmTarget> {
    let sysroot = PathBuf::from(run::read(
        Command::new("rustc").args(["--print", "sysroot"]),
    )?);
    if has_std(&sysroot) {
        return Ok(WasmTarget::Installed);
    }
    if run::installed("rustup") && rustup_may_download() {
        ui::note(&format!("adding the target `{TRIPLE}` with rustup"));
        run::succeed(Command::new("rustup").args(["target", "add", TRIPLE]))?;
        return Ok(WasmTarget::Installed);
    }
    provide_debian_sources(TRIPLE)?;
    ui::note(&format!(
        "no std for `{TRIPLE}` here: it is built with {DEBIAN_RUSTC}"
    ));
    Ok(WasmTarget::BuildStd {
        rustc: DEBIAN_RUSTC.into(),
        linker: linker(&sysroot)?,
    })
}

fn has_std(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib")
        .join(TRIPLE)
        .join("lib")
        .is_dir()
}

/// Debian's compiler with the sources of its std, for targets that the toolchain has no std for.
///
/// # Errors
/// Says which command to run where they are missing and can't be installed.
pub(crate) fn provide_debian_sources(triples: &str) -> Result<()> {
    if has_debian_sources()? {
        return Ok(());
    }
    install_debian_sources(triples)
}

pub(crate) fn rustup_may_download() -> bool {
    std::env::var_os("RUSTUP_AUTO_INSTALL").is_none_or(|value| value != "0")
}

/// Whether Debian's compiler and the sources of exactly its std are there.
fn has_debian_sources() -> Result<bool> {
    if !Path::new(DEBIAN_RUSTC).is_file() {
        return Ok(false);
    }
    let sysroot = run::read(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]))?;
    // The lock file of std's own workspace is what cargo resolves std by.
    Ok(Path::new(&sysroot)
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .is_file())
}

fn install_debian_sources(triples: &str) -> Result<()> {
    let packages = DEBIAN_PACKAGES.join(" ");
    let is_root = run::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if !run::installed("apt-get") || !is_root {
        bail!(
            "there is no `{triples}` target here. Run `rustup target add {triples}`, \
             or on Debian `apt-get install --no-install-recommends {packages}` as root"
        );
    }
    ui::step(&format!("apt-get install {packages}"), || {
        run::succeed(Command::new("apt-get").args(["update", "-qq"]))?;
        run::succeed(
            Command::new("apt-get")
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(DEBIAN_PACKAGES)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    })?;
    if !has_debian_sources()? {
        bail!("{packages} are installed, but std's sources are not where `{DEBIAN_RUSTC}` looks");
    }
    Ok(())
}

/// The linker of the ordinary toolchain: Debian's compiler comes without one.
fn linker(sysroot: &Path) -> Result<PathBuf> {
    let host = run::read(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let own = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if own.is_file() {
        return Ok(own);
    }
    run::find("wasm-ld")
        .context("there is no linker for wasm: install the Debian package `lld` as root")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_foreign_compiler_builds_std() {
        let args = |target: WasmTarget| run::shown(&target.cargo_build());
        assert!(!args(WasmTarget::Installed).contains("build-std"));
        let foreign = WasmTarget::BuildStd {
            rustc: "/r".into(),
            linker: "/l".into(),
        };
        assert!(args(foreign).contains("-Zbuild-std=std,panic_abort"));
    }
}
