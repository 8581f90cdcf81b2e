//! The command: every pure command of `ownguard-cli`, over files that the host reads. Touches
//! nothing else; what is to be written, said and ended with stands in the answer.

use js_sys::Uint8Array;
use ownguard_cli::{Entry, FileError, FileFault, Files, Terminal, walk};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// Who reads files. Neither method throws: a text in place of an answer says why there is none,
    /// `missing`, `folder` (a file was wanted), `file` (a folder was wanted), or the system's words.
    pub type Host;

    /// The bytes of a file, `Uint8Array | string`; `-` is standard input.
    #[wasm_bindgen(method)]
    fn read(this: &Host, path: &str) -> JsValue;

    /// What stands directly in a folder, `string[] | string`: each name behind an `f` for a file or
    /// a `d` for a folder. Links are left out.
    #[wasm_bindgen(method)]
    fn list(this: &Host, folder: &str) -> JsValue;
}

/// What a command answers.
#[wasm_bindgen(getter_with_clone)]
pub struct Answer {
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// The process's exit code.
    pub code: u8,
    /// Files to write: all of them or none.
    pub writes: Vec<Write>,
}

/// A file to be written.
#[wasm_bindgen(getter_with_clone)]
#[derive(Clone)]
pub struct Write {
    /// Where. Folders that are not there are made.
    pub path: String,
    /// The whole content.
    pub content: String,
    /// Whether a file that is there already is replaced; if not, nothing is written at all.
    pub replace: bool,
}

/// Runs a command. `now` is in Unix seconds, `width` in columns.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a list of texts crosses by value"
)]
pub fn run(args: Vec<String>, host: &Host, color: bool, width: Option<u32>, now: f64) -> Answer {
    let terminal = Terminal {
        color,
        width: width.and_then(|width| usize::try_from(width).ok()),
        now: seconds(now),
    };
    let output = ownguard_cli::run(&args, &OfHost(host), &terminal);
    let writes = output.writes.into_iter().map(|write| Write {
        path: write.path,
        content: write.content,
        replace: write.replace,
    });
    Answer {
        stdout: output.stdout,
        stderr: output.stderr,
        code: output.code.code(),
        writes: writes.collect(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "whole seconds, and a number beyond them is cut to the farthest"
)]
fn seconds(now: f64) -> i64 {
    now as i64
}

/// The host's files.
struct OfHost<'h>(&'h Host);

impl Files for OfHost<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let answer = self.0.read(path).dyn_into::<Uint8Array>();
        answer
            .map(|bytes| bytes.to_vec())
            .map_err(|why| fault(path, &why))
    }

    fn walk(&self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<String>, FileError> {
        walk(folder, skip, &|folder| self.list(folder))
    }
}

impl OfHost<'_> {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        let answer = self.0.list(folder).dyn_into::<js_sys::Array>();
        let names = answer.map_err(|why| fault(folder, &why))?;
        let entry = |name: JsValue| {
            let name = name.as_string()?;
            let file = name.strip_prefix('f').map(|name| Entry::File(name.into()));
            file.or_else(|| Some(Entry::Folder(name.strip_prefix('d')?.into())))
        };
        Ok(names.iter().filter_map(entry).collect())
    }
}

fn fault(path: &str, why: &JsValue) -> FileError {
    let fault = match why.as_string().as_deref() {
        Some("missing") => FileFault::Missing,
        Some("folder") => FileFault::IsFolder,
        Some("file") => FileFault::IsFile,
        Some(words) => FileFault::Unreadable(words.to_owned()),
        None => FileFault::Unreadable("no reason is known".to_owned()),
    };
    FileError {
        path: path.to_owned(),
        fault,
    }
}
