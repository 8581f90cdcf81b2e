//! The library for each kind of phone, as a static one: that needs no linker of the platform.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{CRATE, LIBRARY};
use crate::{run, ui, wasm_target};

/// A kind of phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) triple: &'static str,
    pub(super) system: System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// The folder of its slice in an `XCFramework`, and the variant of the platform.
    Ios(&'static str, Option<&'static str>),
    /// The folder of its libraries in an AAR, and what the linker calls the machine.
    Android(&'static str, &'static str),
}

/// Every kind that is built.
pub(super) const ALL: [Target; 5] = [
    Target {
        triple: "aarch64-apple-ios",
        system: System::Ios("ios-arm64", None),
    },
    Target {
        triple: "aarch64-apple-ios-sim",
        system: System::Ios("ios-arm64-simulator", Some("simulator")),
    },
    Target {
        triple: "aarch64-linux-android",
        system: System::Android("arm64-v8a", "aarch64linux"),
    },
    Target {
        triple: "x86_64-linux-android",
        system: System::Android("x86_64", "elf_x86_64"),
    },
    Target {
        triple: "armv7-linux-androideabi",
        system: System::Android("armeabi-v7a", "armelf_linux_eabi"),
    },
];

/// The oldest iOS that the package claims.
pub(super) const OLDEST_IOS: &str = "16.0";

const PROFILE: &str = "mobile";

const SMALL: &str =
    "-Zlocation-detail=none -Zfmt-debug=none -Zuse-sync-unwind=yes -Zpanic-in-drop=abort";

/// How this machine compiles for phones.
pub(super) struct Way {
    /// Debian's compiler, where std is built from its sources; else the toolchain's own std.
    debian: bool,
    /// The folder of the ordinary toolchain.
    pub(super) sysroot: PathBuf,
    /// The folder of its programs that work on what is built: a linker, a copier of objects.
    pub(super) tools: PathBuf,
}

/// A library, and what it was built for.
pub(super) struct Built {
    pub(super) target: Target,
    pub(super) archive: PathBuf,
}

/// Finds a way, installing what is missing where that is allowed.
pub(super) fn provide() -> Result<Way> {
    let rustc = |what| run::read(Command::new("rustc").args(["--print", what]));
    let sysroot = PathBuf::from(rustc("sysroot")?);
    let libraries = sysroot.join("lib/rustlib");
    let missing: Vec<&str> = ALL
        .iter()
        .map(|target| target.triple)
        .filter(|triple| !libraries.join(triple).join("lib").is_dir())
        .collect();
    let mut debian = false;
    if !missing.is_empty() {
        if run::installed("rustup") && wasm_target::rustup_may_download() {
            ui::note(&format!(
                "adding the targets `{}` with rustup",
                missing.join("`, `")
            ));
            run::succeed(
                Command::new("rustup")
                    .args(["target", "add"])
                    .args(&missing),
            )?;
        } else {
            wasm_target::provide_debian_sources(&missing.join(" "))?;
            ui::note("no std for phones here: it is built with Debian's compiler");
            debian = true;
        }
    }
    let tools = libraries.join(rustc("host-tuple")?).join("bin");
    Ok(Way {
        debian,
        sysroot,
        tools,
    })
}

/// Builds the library for one kind of phone, without what no linker needs.
pub(super) fn build(way: &Way, target: Target) -> Result<Built> {
    let mut command = run::cargo();
    command
        .args(["rustc", "--quiet", "--locked", "-p", CRATE, "--lib"])
        .args(["--crate-type", "staticlib", "--profile", PROFILE])
        .args(["--target", target.triple])
        .env("IPHONEOS_DEPLOYMENT_TARGET", OLDEST_IOS);
    if way.debian {
        let flags = target.triple.to_uppercase().replace('-', "_");
        command
            .args([
                "-Zbuild-std=std,panic_unwind",
                "-Zbuild-std-features=optimize_for_size",
            ])
            .env("RUSTC", wasm_target::DEBIAN_RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            // Without words that only a developer of ownguard would read, and with tables by which a panic is
            // caught where it starts in a call, not in a destructor: none here has code of its own.
            .env(format!("CARGO_TARGET_{flags}_RUSTFLAGS"), SMALL);
    }
    run::succeed(&mut command)?;
    let folder = run::target_dir().join(target.triple).join(PROFILE);
    let archive = lean(way, target, &folder.join(format!("lib{LIBRARY}.a")))?;
    Ok(Built { target, archive })
}

/// The same archive without local names, and without the bitcode that some of its objects still carry.
fn lean(way: &Way, target: Target, archive: &PathBuf) -> Result<PathBuf> {
    let folder = run::target_dir().join("mobile").join(target.triple);
    fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
    let lean = folder.join(format!("lib{LIBRARY}.a"));
    let mut command = way.tool("rust-objcopy");
    match target.system {
        System::Ios(..) => command.args([
            "--discard-all",
            "--remove-section=__LLVM,__bitcode",
            "--remove-section=__LLVM,__cmdline",
        ]),
        System::Android(..) => command.args([
            "--discard-all",
            "--strip-debug",
            "--remove-section=.llvmbc",
            "--remove-section=.llvmcmd",
        ]),
    };
    run::succeed(command.arg(archive).arg(&lean))?;
    Ok(lean)
}

impl Way {
    /// A program of the toolchain's, which looks for its own libraries where the toolchain has them.
    pub(super) fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.tools.join(name));
        command.env("LD_LIBRARY_PATH", self.sysroot.join("lib"));
        command
    }
}
