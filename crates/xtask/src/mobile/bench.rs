//! `cargo xtask bench mobile`: what a call costs from Rust, Swift and Kotlin, in one run on the same
//! documents; the answers must be the same first.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::kotlin;
use crate::{bench, run, swift, ui};

/// What is called.
const CALLS: [&str; 3] = ["redact", "redactPage", "can"];
/// How much slower than Rust the same call from Swift may be.
const MOST_FROM_SWIFT: f64 = 1.5;

/// What a program of one language printed: `{"redact":…,"redactPage":…,"can":…,"answers":"…"}`.
struct Measured {
    language: &'static str,
    calls: [f64; 3],
    answers: String,
}

pub(crate) fn run() -> Result<()> {
    let folder = run::target_dir().join("mobile/bench");
    fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
    let rust = ui::step("Rust", || rust(&folder))?;
    let mut all = vec![measured("Rust", &rust)?];
    let mut not_here = Vec::new();
    for (language, said) in [
        ("Swift", ui::step("Swift", || swift::bench(&folder))?),
        ("Kotlin", ui::step("Kotlin", || kotlin::bench(&folder))?),
    ] {
        match said {
            Ok(said) => all.push(measured(language, &said)?),
            Err(reason) => not_here.push(format!("{language} was not measured: {reason}")),
        }
    }
    same(&all)?;
    ui::print(&format!("{}\n{}", bench::machine()?, table(&all)));
    for line in not_here {
        ui::print(&format!("{line}\n"));
    }
    Ok(())
}

/// Writes the documents, and measures.
fn rust(folder: &Path) -> Result<String> {
    let arguments = [
        "run",
        "--quiet",
        "--locked",
        "--release",
        "-p",
        "ownguard-benches",
    ];
    let mut command = run::cargo();
    command
        .args(arguments)
        .args(["--bin", "ownguard-bench-mobile", "--"]);
    run::read(command.arg(folder))
}

fn measured(language: &'static str, said: &str) -> Result<Measured> {
    let said = said
        .lines()
        .rfind(|line| line.starts_with('{'))
        .unwrap_or_default();
    let member = |name: &str| {
        let rest = said
            .split_once(&format!("\"{name}\":"))
            .map(|(_, rest)| rest);
        let value = rest.and_then(|rest| rest.split([',', '}']).next());
        value.with_context(|| format!("{language} does not say `{name}`: {said}"))
    };
    let mut calls = [0.0; 3];
    for (slot, name) in calls.iter_mut().zip(CALLS) {
        *slot = member(name)?.parse().context("microseconds")?;
    }
    Ok(Measured {
        language,
        calls,
        answers: member("answers")?.trim_matches('"').to_owned(),
    })
}

fn same(all: &[Measured]) -> Result<()> {
    let Some(first) = all.first() else {
        return Ok(());
    };
    match all.iter().find(|one| one.answers != first.answers) {
        Some(other) => bail!(
            "{} answers otherwise than {}",
            other.language,
            first.language
        ),
        None => Ok(()),
    }
}

fn table(all: &[Measured]) -> String {
    let mut text = String::from("Phones: µs a call, median; equal answers\n");
    let _ = write!(text, "  {:<22}", "");
    for one in all {
        let _ = write!(text, "{:>12}", one.language);
    }
    for (at, what) in ["redact (2 kB)", "redactPage (50 rows)", "can"]
        .iter()
        .enumerate()
    {
        let _ = write!(text, "\n  {what:<22}");
        for one in all {
            let cost = one.calls.get(at).copied().unwrap_or_default();
            let _ = write!(text, "{cost:>12.2}");
        }
    }
    text.push('\n');
    let redact = |language: &str| {
        let one = all.iter().find(|one| one.language == language)?;
        one.calls.first().copied()
    };
    if let (Some(rust), Some(swift)) = (redact("Rust"), redact("Swift")) {
        let ratio = swift / rust;
        let met = if ratio <= MOST_FROM_SWIFT {
            "good:"
        } else {
            "MISSED:"
        };
        let _ = writeln!(
            text,
            "  redact, Swift / Rust   {ratio:>10.2} x  {met} at most {MOST_FROM_SWIFT} x"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_prints_is_read_and_other_answers_are_refused() -> Result<()> {
        let said = "warm\n{\"redact\":4.5,\"redactPage\":60.0,\"can\":1.25,\"answers\":\"ab\"}\n";
        let one = measured("Rust", said)?;
        assert_eq!(
            (one.calls.map(|cost| cost > 1.0), one.answers.as_str()),
            ([true; 3], "ab")
        );
        let other = measured("Swift", &said.replace("ab", "cd").replace("4.5", "9.0"))?;
        assert!(table(&[one, other]).contains("2.00 x  MISSED"));
        let two = [
            measured("Rust", said)?,
            measured("Swift", &said.replace("ab", "cd"))?,
        ];
        assert!(same(&two).is_err() && measured("Rust", "{}").is_err());
        Ok(())
    }
}
