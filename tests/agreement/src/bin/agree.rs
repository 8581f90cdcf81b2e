//! `ownguard-agree`: many random models, every layer, one table. `cargo xtask agree`
//! runs it. Exit codes: 0 all agree, 1 they do not, 2 the command line was wrong.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it talks to the terminal"
)]

use lexopt::prelude::*;
use ownguard_agreement::database::{Engine, missing};
use ownguard_agreement::judge::Changes;
use ownguard_agreement::run::{Plan, Summary, run};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "\
cargo xtask agree [options]

  --models N     how many random models (100)
  --seed S       which ones (1)
  --from I       from the I-th of them, to see one again
  --server       a real Postgres server instead of the embedded one
  --no-database  only the layers without a database
  --tries T      how many smaller cases to look at where one fails (400)
  --threads T    how many at once (as many as there are cores)
";

fn main() -> ExitCode {
    let plan = match parse() {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("error: {error}\n{HELP}");
            return ExitCode::from(2);
        }
    };
    if let Some(why) = plan.engine.and_then(missing) {
        eprintln!("error: {why}");
        return ExitCode::from(2);
    }
    let started = Instant::now();
    let outcome = run(plan, &|done| progress(done, plan.models));
    match outcome {
        Ok(summary) => told(&plan, &summary, started),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn progress(done: u64, of: u64) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{done} of {of} models");
        if done == of {
            eprintln!();
        }
    } else if done.is_multiple_of(100) {
        eprintln!("{done} of {of} models");
    }
}

fn told(plan: &Plan, summary: &Summary, started: Instant) -> ExitCode {
    let engine = match plan.engine {
        Some(Engine::PgLite) => "PGlite",
        Some(Engine::Server) => "a Postgres server",
        None => "no database",
    };
    println!(
        "{} models of seed {} from {}, with {engine}: {:.1} s\n",
        summary.models,
        plan.seed,
        plan.from,
        started.elapsed().as_secs_f64()
    );
    println!("layer       questions    permits    denials");
    for (layer, (asked, permitted)) in &summary.tally.0 {
        let denied = asked - permitted;
        println!("{layer:<10} {asked:>10} {permitted:>10} {denied:>10}");
    }
    println!();
    let all: u64 = summary.tally.0.values().map(|(asked, _)| asked).sum();
    if summary.stricter > 0 {
        println!("{} were stricter, as the emitter says", summary.stricter);
    }
    match &summary.failure {
        None => {
            println!("{all} answers, no disagreement");
            ExitCode::SUCCESS
        }
        Some(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Option<Plan>, lexopt::Error> {
    let mut plan = Plan {
        seed: 1,
        from: 0,
        models: 100,
        engine: Some(Engine::PgLite),
        threads: std::thread::available_parallelism().map_or(1, Into::into),
        changes: Changes::NONE,
        tries: 400,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("models") => plan.models = arguments.value()?.parse()?,
            Long("seed") => plan.seed = arguments.value()?.parse()?,
            Long("from") => plan.from = arguments.value()?.parse()?,
            Long("threads") => plan.threads = arguments.value()?.parse()?,
            Long("tries") => plan.tries = arguments.value()?.parse()?,
            Long("server") => plan.engine = Some(Engine::Server),
            Long("no-database") => plan.engine = None,
            Short('h') | Long("help") => return Ok(None),
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    Ok(Some(plan))
}
