//! The Swift and the Kotlin that call the library: written by the generator of the version that the library
//! is built with, and committed, so that an app needs no generator.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{CRATE, LIBRARY, android, ios};
use crate::run;

/// What the generator writes, and where it is kept.
fn kept() -> [(&'static str, PathBuf); 3] {
    let kotlin = "ownguard/src/main/kotlin/com/ownguard/ffi/ownguard_mobile.kt";
    [
        (
            "swift/OwnGuardBindings.swift",
            ios().join("Sources/OwnGuard/Generated/OwnGuardBindings.swift"),
        ),
        (
            "swift/OwnGuardFFI.h",
            ios().join("Sources/OwnGuardFFI/include/OwnGuardFFI.h"),
        ),
        (
            "kotlin/com/ownguard/ffi/ownguard_mobile.kt",
            android().join(kotlin),
        ),
    ]
}

/// Writes them into the packages.
pub(super) fn write() -> Result<()> {
    let out = generate()?;
    for (name, place) in kept() {
        fs::copy(out.join(name), &place)
            .with_context(|| format!("writing `{}`", place.display()))?;
    }
    Ok(())
}

/// Names every one that differs.
pub(super) fn check() -> Result<()> {
    let out = generate()?;
    let mut differ = Vec::new();
    for (name, place) in kept() {
        let new = fs::read(out.join(name)).with_context(|| format!("reading `{name}`"))?;
        if fs::read(&place).is_ok_and(|old| old == new) {
            continue;
        }
        let place = place.strip_prefix(run::root()).unwrap_or(&place);
        differ.push(place.display().to_string());
    }
    if !differ.is_empty() {
        bail!(
            "the library says something else than `{}`: run `cargo xtask mobile bindings`",
            differ.join("`, `")
        );
    }
    Ok(())
}

/// Generates into a folder of its own.
fn generate() -> Result<PathBuf> {
    run::succeed(run::cargo().args([
        "build",
        "--quiet",
        "--locked",
        "-p",
        CRATE,
        "--features",
        "bindgen",
    ]))?;
    let built = run::target_dir().join("debug");
    let out = run::target_dir().join("mobile/bindings");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("emptying `{}`", out.display()))?;
    }
    let library = format!(
        "{}{LIBRARY}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let mut generator = Command::new(built.join("ownguard-bindgen"));
    generator
        .arg(built.join(library))
        .arg(run::root().join("mobile/ownguard-mobile/uniffi.toml"))
        .arg(&out)
        .current_dir(run::root());
    run::succeed(&mut generator)?;
    Ok(out)
}
