//! A Swift toolchain: that of this machine, else Debian's in a root of its own. The root stands below
//! the user's cache (3.3 GB), is made once, and only as root. What is mounted into it is mounted in a
//! namespace that ends with the command, so nothing stays mounted however the command ends.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{run, ui};

/// The Debian that packages Swift, and what it needs beside it to link.
const SUITE: &str = "trixie";
const PACKAGES: [&str; 5] = [
    "swiftlang",
    "libc6-dev",
    "libstdc++-14-dev",
    "libgcc-14-dev",
    "binutils",
];

/// As inside the root.
const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// Runs a command in a root, and makes one.
const ENTER: &str = "enter.sh";
const MAKE: &str = "make.sh";

/// What was looked for.
pub(crate) enum Found {
    Here(Toolchain),
    /// Why there is none and none can be had.
    Nowhere(String),
}

/// How `swift` is run.
#[derive(Debug)]
pub(crate) enum Toolchain {
    Native,
    Root(PathBuf),
}

impl Toolchain {
    /// Short, for a folder.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Root(_) => SUITE,
        }
    }

    /// Of the one compiler that is always the same a warning is an error.
    pub(crate) fn strictly(&self) -> &'static [&'static str] {
        match self {
            Self::Native => &[],
            Self::Root(_) => &["-Xswiftc", "-warnings-as-errors"],
        }
    }

    /// `swift`, short of its arguments. In a root it may write to `scratch` alone, and sees the tree
    /// and what cargo built at their own paths.
    pub(crate) fn command(&self, tree: &Path, scratch: &Path, built: &Path) -> Command {
        match self {
            Self::Native => Command::new("swift"),
            Self::Root(root) => {
                let mut command = in_own_mounts(ENTER);
                command
                    .args([root, tree, built, scratch])
                    .arg("swift")
                    .env("HOME", scratch);
                command
            }
        }
    }
}

/// Finds a toolchain, or makes one where that is possible.
pub(crate) fn provide() -> Result<Found> {
    if run::installed("swift") {
        return Ok(Found::Here(Toolchain::Native));
    }
    if let Err(reason) = may_make() {
        return Ok(Found::Nowhere(reason));
    }
    let root = cache()?.join(format!("swift-{SUITE}"));
    if !root.is_dir() {
        let made = ui::step(
            &format!("Debian's Swift into {} (3.3 GB)", root.display()),
            || make(&root),
        );
        if let Err(error) = made {
            return Ok(Found::Nowhere(format!("it could not be set up: {error:#}")));
        }
    }
    Ok(Found::Here(Toolchain::Root(root)))
}

/// Whether a root can be made and entered here; if not, why.
fn may_make() -> std::result::Result<(), String> {
    let is_root = run::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if !cfg!(target_os = "linux") || !is_root {
        return Err("no `swift` on the PATH, and only root on Linux can set one up: install it from swift.org".into());
    }
    let mounts = Command::new("unshare").args(["--mount", "true"]).output();
    if !mounts.is_ok_and(|ended| ended.status.success()) {
        return Err("no `swift` on the PATH, and nothing can be mounted here to set one up".into());
    }
    if !run::installed("debootstrap") && !run::installed("apt-get") {
        return Err("no `swift` on the PATH, and no `debootstrap` to set one up with".into());
    }
    Ok(())
}

/// Beside its place first, then moved there: whoever is stopped half-way leaves no broken root.
fn make(root: &Path) -> Result<()> {
    if !run::installed("debootstrap") {
        run::succeed(Command::new("apt-get").args(["update", "-qq"]))?;
        run::succeed(
            Command::new("apt-get")
                .args([
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                    "debootstrap",
                ])
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
    }
    let half = root.with_extension(format!("half-{}", std::process::id()));
    fs::create_dir_all(&half).with_context(|| format!("making `{}`", half.display()))?;
    let made = quietly(
        in_own_mounts(MAKE)
            .arg(&half)
            .arg(SUITE)
            .args(PACKAGES)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .and_then(|()| {
        fs::rename(&half, root).with_context(|| format!("moving to `{}`", root.display()))
    });
    if made.is_err() {
        fs::remove_dir_all(&half).with_context(|| format!("removing `{}`", half.display()))?;
    }
    made
}

/// A script in a mount namespace of its own, in the environment of the root.
fn in_own_mounts(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh"])
        .arg(run::root().join("crates/xtask/swift").join(script))
        .env_clear()
        .envs(proxies())
        .env("PATH", PATH)
        .env("LC_ALL", "C.UTF-8");
    command
}

fn proxies() -> impl Iterator<Item = (&'static str, OsString)> {
    ["http_proxy", "https_proxy", "no_proxy"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name)?)))
}

/// Hundreds of lines of packages say nothing; of a failure the last ones do.
fn quietly(command: &mut Command) -> Result<()> {
    let ended = command
        .output()
        .map_err(|error| run::could_not_start(command, &error))?;
    if !ended.status.success() {
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let last: Vec<&str> = said.trim_end().lines().rev().take(3).collect();
        bail!("{}", last.into_iter().rev().collect::<Vec<_>>().join(" / "));
    }
    Ok(())
}

/// Where this project keeps what is too large for a tree.
fn cache() -> Result<PathBuf> {
    let of = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = of("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(of("HOME")?).join(".cache")))
        .context("neither `XDG_CACHE_HOME` nor `HOME` is set")?;
    Ok(base.join("ownguard"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_entered_with_the_tree_at_its_own_path() {
        let (tree, scratch) = (Path::new("/t"), Path::new("/t/target/swift"));
        let built = Path::new("/t/target");
        let root = Toolchain::Root("/r".into()).command(tree, scratch, built);
        let arguments: Vec<_> = root.get_args().map(|a| a.to_string_lossy()).collect();
        assert_eq!(arguments.first().map(AsRef::as_ref), Some("--mount"));
        let last = ["/r", "/t", "/t/target", "/t/target/swift", "swift"];
        assert!(
            arguments
                .iter()
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                .ends_with(&last)
        );
        let native = Toolchain::Native.command(tree, scratch, built);
        assert_eq!(native.get_program(), "swift");
    }

    #[test]
    fn what_failed_says_its_last_words_in_one_line() {
        let script = "for word in a b c d; do echo $word; done; exit 3";
        let said = quietly(Command::new("sh").args(["-c", script]));
        assert_eq!(
            said.map_err(|error| error.to_string()),
            Err("b / c / d".into())
        );
    }
}
