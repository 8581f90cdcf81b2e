//! The native binary: the only place that touches the system. It reads arguments, files and the
//! clock, runs the command, and writes what came out.

#![expect(
    clippy::disallowed_methods,
    reason = "here arguments, environment, clock and files are taken from the system"
)]

use ownguard_cli::{
    Entry, Exit, FileError, FileFault, FileWrite, Files, Output, Terminal, run, walk,
};
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> ExitCode {
    let args: Result<Vec<String>, _> = std::env::args_os()
        .skip(1)
        .map(std::ffi::OsString::into_string)
        .collect();
    let mut output = match args {
        Ok(args) => run(&args, &Disk, &terminal()),
        Err(_) => Output::bad("an argument is not UTF-8\n"),
    };
    if let Err(error) = write_all(&output.writes) {
        output = Output::bad(format!("{error}\n"));
    }
    let told = say(io::stdout(), &output.stdout).and_then(|()| say(io::stderr(), &output.stderr));
    match told {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(Exit::Bad.code()),
        Ok(()) | Err(_) => ExitCode::from(output.code.code()),
    }
}

fn say(mut to: impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

fn terminal() -> Terminal {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    Terminal {
        color: !plain && io::stdout().is_terminal() && io::stderr().is_terminal(),
        width,
        now: now.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        }),
    }
}

/// The files of the system.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if path == "-" {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            return read.map(|_| bytes).map_err(|error| fault(path, &error));
        }
        fs::read(path).map_err(|error| fault(path, &error))
    }

    fn walk(&self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<String>, FileError> {
        walk(folder, skip, &list)
    }
}

fn list(folder: &str) -> Result<Vec<Entry>, FileError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| fault(folder, &error))? {
        let entry = entry.map_err(|error| fault(folder, &error))?;
        // A name that is not UTF-8 cannot be told to anybody, nor be a source file.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let told = |error: io::Error| fault(&format!("{folder}/{name}"), &error);
        let kind = entry.file_type().map_err(told)?;
        if kind.is_dir() {
            found.push(Entry::Folder(name));
        } else if kind.is_file() {
            found.push(Entry::File(name));
        }
    }
    Ok(found)
}

fn fault(path: &str, error: &io::Error) -> FileError {
    let kind = error.kind();
    let known = [
        (io::ErrorKind::NotFound, FileFault::Missing),
        (io::ErrorKind::IsADirectory, FileFault::IsFolder),
        (io::ErrorKind::NotADirectory, FileFault::IsFile),
    ];
    let found = known.into_iter().find(|(of, _)| *of == kind);
    let fault = found.map_or_else(
        || FileFault::Unreadable(error.to_string()),
        |(_, fault)| fault,
    );
    FileError {
        path: path.to_owned(),
        fault,
    }
}

/// All of them or none: each is written beside its place first, and only then moved there.
fn write_all(writes: &[FileWrite]) -> Result<(), String> {
    let kept = writes
        .iter()
        .find(|write| !write.replace && Path::new(&write.path).exists());
    if let Some(kept) = kept {
        return Err(format!(
            "`{}` is there already, and is not replaced",
            kept.path
        ));
    }
    if let Some(folder) = writes.iter().find(|write| Path::new(&write.path).is_dir()) {
        return Err(format!(
            "`{}` cannot be written: it is a folder",
            folder.path
        ));
    }
    let mut beside: Vec<(PathBuf, &Path)> = Vec::new();
    let written = writes.iter().try_for_each(|write| {
        let path = Path::new(&write.path);
        let told = |error: io::Error| format!("`{}` cannot be written: {error}", write.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(told)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(name);
        beside.push((temporary.clone(), path));
        fs::write(&temporary, &write.content).map_err(told)
    });
    let moved = written.and_then(|()| {
        beside.iter().try_for_each(|(from, to)| {
            let told = |error: io::Error| format!("`{}` cannot be written: {error}", to.display());
            fs::rename(from, to).map_err(told)
        })
    });
    if moved.is_err() {
        for (temporary, _) in &beside {
            // What was never written cannot be removed, and that is as well.
            let _ = fs::remove_file(temporary);
        }
    }
    moved
}
