//! What people see: steps with their time, failures, and colours only where a
//! terminal shows them. Progress goes to stderr, results to stdout.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::time::Instant;

/// Runs one named step and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    print_err(&format!("{} {name}\n", paint("1;36", "==>")));
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs_f64();
    let (colour, word) = if result.is_ok() {
        ("32", "done")
    } else {
        ("31", "failed")
    };
    print_err(&format!(
        "{} {name} ({seconds:.1} s)\n",
        paint(colour, word)
    ));
    result
}

/// A remark below a step.
pub(crate) fn note(text: &str) {
    print_err(&format!("    {text}\n"));
}

/// The last word of a run that did not succeed.
pub(crate) fn failure(text: &str) {
    print_err(&format!("{} {text}\n", paint("1;31", "error:")));
}

pub(crate) fn print(text: &str) {
    // A reader that went away (`| head`) is no fault of the run.
    let _ = stdout().lock().write_all(text.as_bytes());
}

pub(crate) fn print_err(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}

fn paint(code: &str, text: &str) -> String {
    if colours() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn colours() -> bool {
    stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
