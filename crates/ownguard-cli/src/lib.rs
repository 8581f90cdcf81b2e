#![doc = include_str!("../README.md")]

mod command;
mod explain;
mod files;
mod finding;
mod init;
mod lint;
mod output;
mod paint;
mod question;
mod sarif;
mod scan;
mod snippet;
mod source;
mod table;
mod terminal;

pub use files::{Entry, FileError, FileFault, Files, InMemory, walk};
pub use output::{Exit, FileWrite, Output};
pub use terminal::{Date, Terminal};

/// Runs a command. `args` are those behind the program's name.
///
/// Pure: what is read comes from `files`, what is written stands in the output, and time, width and
/// colours are part of `terminal`.
pub fn run(args: &[String], files: &dyn Files, terminal: &Terminal) -> Output {
    command::run(args, files, terminal)
}
