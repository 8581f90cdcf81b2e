//! `cargo xtask mobile`: what phones get. It writes the Swift and the Kotlin that call the library, builds
//! the library for every phone, weighs it, puts together what Xcode and Gradle take, and says what is left
//! to do where their tools are.

pub(crate) mod bench;
mod bindings;
pub(crate) mod kotlin;
mod package;
mod targets;
mod weigh;

use anyhow::Result;

use crate::{run, ui};

/// What is done.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Only hold the generated files against what the library says.
    pub(crate) check: bool,
    /// Only this part; everything where none is named.
    pub(crate) part: Option<Part>,
}

/// A part of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Bindings,
    Kotlin,
    Sample,
}

impl Part {
    pub(crate) fn find(name: &str) -> Option<Self> {
        match name {
            "bindings" => Some(Self::Bindings),
            "kotlin" => Some(Self::Kotlin),
            "sample" => Some(Self::Sample),
            _ => None,
        }
    }
}

pub(crate) fn run(selection: &Selection) -> Result<()> {
    if selection.check {
        return check();
    }
    match selection.part {
        Some(Part::Bindings) => ui::step("bindings", bindings::write),
        Some(Part::Kotlin) => kotlin::run(),
        Some(Part::Sample) => kotlin::sample(),
        None => {
            ui::step("bindings", bindings::write)?;
            let way = targets::provide()?;
            let mut built = Vec::new();
            for target in targets::ALL {
                let name = format!("library for {}", target.triple);
                built.push(ui::step(&name, || targets::build(&way, target))?);
            }
            let heavy = weigh::all(&built, &way)?;
            package::all(&built)?;
            weigh::within(&heavy)
        }
    }
}

/// Holds the generated files against what the library says.
pub(crate) fn check() -> Result<()> {
    bindings::check()
}

/// What the shell is called in cargo, and its library elsewhere.
const CRATE: &str = "ownguard-mobile";
const LIBRARY: &str = "ownguard_mobile";

fn ios() -> std::path::PathBuf {
    run::root().join("mobile/ios")
}

fn android() -> std::path::PathBuf {
    run::root().join("mobile/android")
}
