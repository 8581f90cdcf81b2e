//! `cargo xtask bench`: what things cost, natively and in wasm, beside code written
//! by hand and beside peers; one table. `--check` holds two ratios, for CI.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::wasm_target::{self, TRIPLE};
use crate::{node, npm, run, ui, worker};

const CRATE: &str = "ownguard-benches";
/// The Worker's, so that what both link is compiled once, and costs what it costs there.
const PROFILE: &str = "wasm";

/// What is run.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Only the ratios that must hold on any machine.
    pub(crate) check: bool,
    /// Also the crates that do the same.
    pub(crate) peers: bool,
    /// Which of `native`, `wasm`, `workers` and `npm`; all where none is named.
    pub(crate) parts: Vec<String>,
}

/// Medians by name: nanoseconds, or requests a second.
type Medians = BTreeMap<String, f64>;

/// A line of the table: a name, what is measured, what it is held against, and the goals.
struct Line {
    name: &'static str,
    of: &'static str,
    beside: Option<&'static str>,
    most: Option<f64>,
    most_ratio: Option<f64>,
}

const NATIVE: &[Line] = &[
    line("parse + compile", "parse + compile"),
    Line {
        most: Some(40.0),
        ..line("decide", "decide")
    },
    Line {
        most_ratio: Some(2.5),
        ..beside("decide / a hand-written if", "decide", "decide by hand")
    },
    Line {
        most_ratio: Some(1.1),
        ..beside(
            "decide, 10,000 resources / 10",
            "decide of 10000 resources",
            "decide of 10 resources",
        )
    },
    line("admit", "admit"),
    Line {
        most: Some(2_000.0),
        ..line("admit, kept token", "admit, kept token")
    },
    line("gate: request to forward", "request to forward"),
    line("gate: the same, signed", "request to forward, proof"),
    line("release", "release"),
    Line {
        most: Some(45_000.0),
        ..line("inspect 50 rows x 20 fields", "inspect")
    },
];

const PEERS: &[Line] = &[
    beside("cedar-policy / decide", "cedar", "decide"),
    beside("gatehouse / decide", "gatehouse", "decide"),
];

const WASM: &[Line] = &[
    line("parse + compile", "parse + compile"),
    line("decide", "decide"),
    line("admit, kept token", "admit, kept token"),
    line("release", "release"),
    Line {
        most: Some(80_000.0),
        ..line("inspect, bytes in, bytes out", "inspect")
    },
    line("inspect, in place", "inspect in place"),
    beside("inspect / JavaScript by hand", "inspect", "inspect by hand"),
];

const WORKERS: &[Line] = &[
    line("ownguard", "ownguard"),
    line("hono + jose", "hono + jose"),
    beside("ownguard / hono + jose", "ownguard", "hono + jose"),
];

const NPM: &[Line] = &[
    Line {
        most: Some(300.0),
        ..line("decide", "decide")
    },
    Line {
        most: Some(300.0),
        ..line("decide, labels not met before", "decide, unmet")
    },
    line("decide, nothing of it known", "decide, in the core"),
    beside("decide / CASL, kept ability", "decide", "decide by CASL"),
    beside("decide / cedar-wasm, parsed", "decide", "decide by Cedar"),
    Line {
        most: Some(100.0),
        ..line("judge 1,000 rows, each", "judge a list")
    },
    beside("judge / CASL", "judge a list", "judge a list by CASL"),
    line("judge and redact them, each", "judge and redact a list"),
    Line {
        most_ratio: Some(1.2),
        ..beside("redact 50 rows x 20 / by hand", "redact", "redact by hand")
    },
    Line {
        most: Some(2_000.0),
        ..line("kept session", "kept session")
    },
    beside(
        "kept session / fast-jwt, kept",
        "kept session",
        "session by fast-jwt, kept",
    ),
    beside("kept session / jose", "kept session", "session by jose"),
    Line {
        most: Some(15_000_000.0),
        ..line("load to first decision", "load")
    },
    line("load to first decision, token", "load, token"),
    beside("load / CASL", "load", "load CASL"),
    beside("load / cedar-wasm", "load", "load Cedar"),
];

const fn line(name: &'static str, of: &'static str) -> Line {
    Line {
        name,
        of,
        beside: None,
        most: None,
        most_ratio: None,
    }
}

const fn beside(name: &'static str, of: &'static str, other: &'static str) -> Line {
    Line {
        beside: Some(other),
        ..line(name, of)
    }
}

/// Whether a run can be narrowed to this.
pub(crate) fn is_part(name: &OsStr) -> bool {
    ["native", "wasm", "workers", "npm"]
        .iter()
        .any(|part| name == *part)
}

/// Runs what is selected. The table goes to stdout, all else to stderr.
pub(crate) fn run(selection: &Selection) -> Result<()> {
    if selection.check {
        return check();
    }
    let wanted = |part: &str| {
        selection.parts.is_empty() || selection.parts.iter().any(|named| named == part)
    };
    let mut table = machine()?;
    if wanted("native") {
        let native = ui::step("native, criterion", || native(selection.peers))?;
        table.push_str(&section("Native, median", NATIVE, &native, time)?);
        if selection.peers {
            let title = "Peers, the same 1,000 questions";
            table.push_str(&section(title, PEERS, &native, time)?);
        }
    }
    if wanted("wasm") {
        let wasm = ui::step("the same in V8", wasm)?;
        table.push_str(&section("Wasm in V8, median", WASM, &wasm, time)?);
    }
    if wanted("workers") {
        worker::run()?;
        let workers = ui::step("two Workers in workerd", workers)?;
        table.push_str(&section(
            "Workers, requests a second",
            WORKERS,
            &workers,
            rate,
        )?);
    }
    if wanted("npm") {
        npm::run()?;
        let npm = ui::step("the npm package in Node", npm_package)?;
        table.push_str(&section(
            "The npm package in Node, median",
            NPM,
            &npm,
            time,
        )?);
    }
    ui::print(&table);
    Ok(())
}

/// The ratios that must hold on any machine, half again as loose.
pub(crate) fn check() -> Result<()> {
    run::succeed(run::cargo().args([
        "run",
        "--quiet",
        "--release",
        "--package",
        CRATE,
        "--bin",
        "ownguard-bench-check",
    ]))
}

fn native(peers: bool) -> Result<Medians> {
    let left = run::target_dir().join("criterion");
    match fs::remove_dir_all(&left) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        Err(_) | Ok(()) => {}
    }
    let mut command = run::cargo();
    command.args(["bench", "--package", CRATE, "--bench", "native"]);
    if peers {
        command.args(["--features", "peers"]);
    }
    // The table alone goes to stdout.
    ui::print_err(&run::read(&mut command)?);
    let mut medians = Medians::new();
    for entry in fs::read_dir(&left).with_context(|| format!("listing `{}`", left.display()))? {
        let dir = entry?.path().join("new");
        if dir.is_dir() {
            let name = text_after(&dir.join("benchmark.json"), &["\"full_id\":\""], '"')?;
            let median = ["\"median\":", "\"point_estimate\":"];
            let median = text_after(&dir.join("estimates.json"), &median, ',')?;
            medians.insert(name, median.parse().context("criterion's median")?);
        }
    }
    Ok(medians)
}

/// What stands in a file of criterion's behind these marks, each after the one before.
fn text_after(file: &Path, marks: &[&str], end: char) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("reading `{}`", file.display()))?;
    let mut rest = Some(text.as_str());
    for mark in marks {
        rest = rest
            .and_then(|rest| rest.split_once(mark))
            .map(|(_, behind)| behind);
    }
    let found = rest.and_then(|rest| rest.split(end).next());
    let found = found.with_context(|| format!("`{}` is of another form", file.display()))?;
    Ok(found.to_owned())
}

fn wasm() -> Result<Medians> {
    let target = wasm_target::provide()?;
    node::provide()?;
    run::succeed(
        target
            .cargo_build()
            .args(["--package", CRATE, "--lib", "--profile", PROFILE]),
    )?;
    let file = format!("{}.wasm", CRATE.replace('-', "_"));
    let compiled = run::target_dir().join(TRIPLE).join(PROFILE).join(file);
    let dir = run::target_dir().join("bench-wasm");
    Bindgen::new()
        .input_path(compiled)
        .out_name("bench")
        .typescript(false)
        .nodejs(true)?
        .generate(&dir)
        .with_context(|| format!("writing the glue into `{}`", dir.display()))?;
    let wasm = dir.join("bench_bg.wasm");
    // As the Worker's.
    run::succeed(
        Command::new(node::program("wasm-opt"))
            .arg("-O3")
            .args(worker::WASM_FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm),
    )?;
    script("wasm.mjs", &[dir.join("bench.js")])
}

fn workers() -> Result<Medians> {
    script("workers.mjs", &[])
}

fn npm_package() -> Result<Medians> {
    node::provide_in(&run::root().join("benches/js/npm"))?;
    script("npm/npm.mjs", &[])
}

/// Runs a script of `benches/js`, which prints a name, a tab and a number on each line.
fn script(name: &str, arguments: &[PathBuf]) -> Result<Medians> {
    let file = run::root().join("benches/js").join(name);
    let said = run::read(Command::new("node").arg(file).args(arguments))?;
    let mut medians = Medians::new();
    for line in said.lines() {
        let (name, number) = line.split_once('\t').context("a name and a number")?;
        medians.insert(name.to_owned(), number.parse().context("a number")?);
    }
    Ok(medians)
}

pub(crate) fn machine() -> Result<String> {
    let rustc = run::read(Command::new("rustc").arg("--version"))?;
    let node = run::read(Command::new("node").arg("--version"))?;
    let cores = std::thread::available_parallelism()?;
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    Ok(format!(
        "{os} {arch}, {cores} cores, {rustc}, node {node}\n"
    ))
}

fn section(
    title: &str,
    lines: &[Line],
    medians: &Medians,
    shown: fn(f64) -> String,
) -> Result<String> {
    let of = |name: &str| {
        let median = medians.get(name).copied();
        median.with_context(|| format!("`{name}` was not measured"))
    };
    let mut text = format!("\n{title}\n");
    for line in lines {
        let value = of(line.of)?;
        let (value, goal) = match line.beside {
            None => (
                shown(value),
                line.most.map(|most| (value <= most, shown(most))),
            ),
            Some(other) => {
                let ratio = value / of(other)?;
                let goal = line
                    .most_ratio
                    .map(|most| (ratio <= most, format!("{most} x")));
                (format!("{ratio:.2} x"), goal)
            }
        };
        let goal = goal.map_or(String::new(), |(met, most)| {
            format!("  {} at most {most}", if met { "good:" } else { "MISSED:" })
        });
        writeln!(text, "  {:<32} {value:>12}{goal}", line.name)?;
    }
    Ok(text)
}

fn time(nanoseconds: f64) -> String {
    if nanoseconds < 1_000.0 {
        format!("{nanoseconds:.1} ns")
    } else if nanoseconds < 1_000_000.0 {
        format!("{:.2} µs", nanoseconds / 1_000.0)
    } else {
        format!("{:.2} ms", nanoseconds / 1_000_000.0)
    }
}

fn rate(a_second: f64) -> String {
    format!("{a_second:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn a_missed_goal_is_told() -> Result<()> {
        let medians = Medians::from([("decide".to_owned(), 41.0), ("by hand".to_owned(), 10.0)]);
        let lines = [
            Line {
                most: Some(40.0),
                ..line("one", "decide")
            },
            Line {
                most_ratio: Some(4.5),
                ..beside("two", "decide", "by hand")
            },
        ];
        let text = section("T", &lines, &medians, time)?;
        assert!(text.contains("41.0 ns  MISSED: at most 40.0 ns"), "{text}");
        assert!(text.contains("4.10 x  good: at most 4.5 x"), "{text}");
        if section("T", &[line("x", "not there")], &medians, time).is_ok() {
            bail!("what was not measured is not left out silently");
        }
        Ok(())
    }
}
