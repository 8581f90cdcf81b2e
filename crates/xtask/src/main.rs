//! `cargo xtask`: the one door for people who work on ownguard. This file knows
//! the commands and the exit codes; each command has a file of its own.
//!
//! Exit codes: 0 good, 1 something failed, 2 the command line was wrong.

mod agree;
mod bench;
mod bindgen;
mod ci;
mod demo;
mod deny;
mod mobile;
mod node;
mod npm;
mod run;
mod setup;
mod size;
mod stamp;
mod style;
mod swift;
mod swift_toolchain;
mod tally;
mod test;
mod ui;
mod vectors;
mod wasm_target;
mod worker;

use std::process::ExitCode;

use lexopt::prelude::*;

const HELP: &str = "\
cargo xtask <command>

Commands:
  setup     make this machine ready: the wasm target, and npm ci where packages are used
  worker    build the Cloudflare Worker into edge-worker/dist/ and weigh it
  npm       build the npm package into bindings/ownguard/dist/
  vectors   run the conformance vectors natively and in wasm, and compare
  demo      two accounts against an app that leaks, without the gate and through it
  mobile    bindings, libraries and packages for phones; --check holds the bindings to the library
  swift     the tests of the Swift package; with arguments, `swift` with them: run ownguard-sample
  test      every test: cargo test, then node --test on what was built, then swift
  agree     random models: the core, Postgres, filters and Cedar must answer alike (--help)
  bench     what things cost, beside code by hand and beside peers: one table
  ci        all that a change must pass: fmt, clippy, docs, deny, generated files, tests

Options:
  demo --once                                    end after the table instead of serving on
  test [--rust | --node] [<part of a path>...]   only these tests; a part narrows the node files
  bench --check                                  only two ratios that must hold on any machine
  mobile bindings | kotlin | sample              only the bindings; the Kotlin tests; the Kotlin sample
  bench [native] [wasm] [workers]                only these parts
  bench mobile                                   µs a call from Rust, Swift and Kotlin
  bench --peers                                  also against other crates (they take long to compile)
  ci --no-test                                   the checks without the tests
  -h, --help                                     this text

Environment:
  RUSTUP_AUTO_INSTALL=0   rustup is never asked to download; on Debian as root apt-get is used instead
  NO_COLOR                no colours (none are used off a terminal anyway)
";

enum Command {
    Help,
    Setup,
    Worker,
    Npm,
    Vectors,
    Demo { once: bool },
    Test(test::Selection),
    Agree(Vec<std::ffi::OsString>),
    Swift(Vec<std::ffi::OsString>),
    Bench(bench::Selection),
    BenchMobile,
    Mobile(mobile::Selection),
    Ci { with_tests: bool },
}

fn main() -> ExitCode {
    let command = match parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            ui::failure(&format!("{error}"));
            ui::print_err(HELP);
            return ExitCode::from(2);
        }
    };
    let outcome = match command {
        Command::Help => {
            ui::print(HELP);
            Ok(())
        }
        Command::Setup => setup::run(),
        Command::Worker => worker::run(),
        Command::Npm => npm::run(),
        Command::Demo { once } => demo::run(once),
        Command::Vectors => vectors::run(),
        Command::Test(selection) => test::run(&selection),
        Command::Agree(arguments) => agree::run(&arguments),
        Command::Swift(arguments) => swift::run(&arguments),
        Command::Bench(selection) => bench::run(&selection),
        Command::BenchMobile => mobile::bench::run(),
        Command::Mobile(selection) => mobile::run(&selection),
        Command::Ci { with_tests } => ci::run(with_tests),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui::failure(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let name = match arguments.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other @ (Short(_) | Long(_))) => return Err(other.unexpected()),
    };
    let mut command = match name.as_str() {
        "help" => Command::Help,
        "setup" => Command::Setup,
        "worker" => Command::Worker,
        "npm" => Command::Npm,
        "vectors" => Command::Vectors,
        "demo" => Command::Demo { once: false },
        "test" => Command::Test(test::Selection::default()),
        // These read their own.
        "agree" => return Ok(Command::Agree(arguments.raw_args()?.collect())),
        "swift" => return Ok(Command::Swift(arguments.raw_args()?.collect())),
        "mobile" => Command::Mobile(mobile::Selection::default()),
        "bench" => Command::Bench(bench::Selection::default()),
        "ci" => Command::Ci { with_tests: true },
        _ => return Err(format!("there is no command `{name}`").into()),
    };
    while let Some(argument) = arguments.next()? {
        match (&mut command, argument) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            (Command::Demo { once }, Long("once")) => *once = true,
            (Command::Bench(selection), Long("check")) => selection.check = true,
            (Command::Bench(selection), Long("peers")) => selection.peers = true,
            (Command::Bench(selection), Value(part))
                if part == "mobile"
                    && selection.parts.is_empty()
                    && !selection.check
                    && !selection.peers =>
            {
                command = Command::BenchMobile;
            }
            (Command::Mobile(selection), Long("check")) if selection.part.is_none() => {
                selection.check = true;
            }
            (Command::Mobile(selection), Value(part))
                if selection.part.is_none() && !selection.check =>
            {
                let part = part.string()?;
                let found = mobile::Part::find(&part);
                let unknown = || format!("phones have no part `{part}`");
                selection.part = Some(found.ok_or_else(unknown)?);
            }
            (Command::Bench(selection), Value(part)) if bench::is_part(&part) => {
                selection.parts.push(part.string()?);
            }
            (Command::Ci { with_tests }, Long("no-test")) => *with_tests = false,
            (Command::Test(selection), Long("rust")) => selection.node = false,
            (Command::Test(selection), Long("node")) => selection.rust = false,
            (Command::Test(selection), Value(part)) => selection.parts.push(part.string()?),
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_is_refused() {
        for (arguments, good) in [
            (&["test", "--rust"][..], true),
            (&["test", "e2e", "--node"], true),
            (&["ci", "--no-test"], true),
            (&["bench", "--check"], true),
            (&["bench", "--peers"], true),
            (&["bench", "wasm", "native"], true),
            (&["bench", "mobile"], true),
            (&["bench", "wasm", "mobile"], false),
            (&["bench", "mobile", "wasm"], false),
            (&["mobile"], true),
            (&["mobile", "--check"], true),
            (&["mobile", "kotlin"], true),
            (&["mobile", "kotlin", "--check"], false),
            (&["mobile", "phones"], false),
            (&["bench", "all"], false),
            (&["bench", "--quick"], false),
            (&["setup"], true),
            (&["demo", "--once"], true),
            (&["agree", "--models", "3", "--server"], true),
            (&["swift", "run", "ownguard-sample"], true),
            (&[], true),
            (&["setup", "now"], false),
            (&["ci", "--rust"], false),
            (&["npm"], true),
            (&["npm", "test"], false),
            (&["worker", "--once"], false),
            (&["worker", "--no-test"], false),
            (&["bild"], false),
            (&["--worker"], false),
        ] {
            let parsed = parse(lexopt::Parser::from_args(arguments));
            assert_eq!(parsed.is_ok(), good, "{arguments:?}");
        }
    }
}
