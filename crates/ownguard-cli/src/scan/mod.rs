//! `scan`: looks in an app's code, migrations and bundles for what a model cannot
//! see. Pure: texts in, findings out. A secret that is found is never repeated.

mod check;
mod guarded;
mod ignore;
mod js;
mod path;
mod project;
pub(crate) mod rules;
mod secret;

use crate::finding::Finding;
use check::Checks;
use guarded::Tables;
use ignore::ignores;
use ownguard_core::json::Span;
use ownguard_wire::model::Document;
use path::Kind;
use project::{File, Project};

pub(crate) use path::skipped as skips_folder;

/// A file of code or SQL that is longer is passed over.
const LONGEST: usize = 2 << 20;

/// Brackets inside each other beyond this are passed over: the parser would need as much stack.
const DEEPEST: usize = 512;

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// In the order of files and places.
    pub(crate) findings: Vec<Finding>,
    /// How many files were looked at.
    pub(crate) files: usize,
    /// How many findings were ignored with a reason.
    pub(crate) ignored: usize,
    /// Files that could not be read, and why.
    pub(crate) unread: Vec<(String, &'static str)>,
}

/// Gathers the files of a project, then judges them together.
#[derive(Default)]
pub(crate) struct Scan {
    project: Project,
    scanned: Scanned,
}

/// Whether the file at a path below the scanned folder is looked at.
pub(crate) fn looks_at(path: &str) -> bool {
    path::kind(path) != Kind::Other
}

impl Scan {
    /// Adds a file: its path below the scanned folder, the path that is shown, and its bytes.
    pub(crate) fn add(&mut self, path: &str, shown: &str, bytes: &[u8]) {
        let kind = path::kind(path);
        let long = bytes.len() > LONGEST && kind != Kind::Shipped;
        let mut unread = |why| self.scanned.unread.push((shown.to_owned(), why));
        if long {
            return unread("it is longer than 2 MiB");
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return unread("it is not UTF-8");
        };
        if matches!(kind, Kind::Code(_)) && depth(text) > DEEPEST {
            return unread("it is nested too deeply");
        }
        let file = File::new(path, shown, kind, text);
        if matches!(file.kind, Kind::Code(_)) && file.module.is_none() {
            unread("it is neither JavaScript nor TypeScript");
        }
        self.scanned.files += 1;
        self.project.add(file);
    }

    /// Notes a file that could not be had.
    pub(crate) fn miss(&mut self, shown: &str) {
        let why = "it cannot be opened";
        self.scanned.unread.push((shown.to_owned(), why));
    }

    /// Judges what was gathered.
    pub(crate) fn judge(self, model: Option<&Document>) -> Scanned {
        let Self {
            project,
            mut scanned,
        } = self;
        let checks = Checks {
            project: &project,
            tables: model.map(Tables::of).unwrap_or_default(),
            model,
        };
        let mut findings = checks.run();
        for file in &project.files {
            let (list, wrong) = ignores(&file.source, &comments(file));
            let before = findings.len();
            let here = |finding: &Finding| {
                finding
                    .place
                    .as_ref()
                    .is_some_and(|place| place.file() == file.source.name())
            };
            findings.retain(|finding| {
                !here(finding) || !list.iter().any(|ignore| ignore.covers(finding))
            });
            scanned.ignored += before - findings.len();
            findings.extend(wrong);
        }
        findings.sort_by(|one, other| one.order().cmp(&other.order()));
        findings
            .dedup_by(|one, other| one.order() == other.order() && one.message == other.message);
        scanned.findings = findings;
        scanned
    }
}

/// How many brackets stand inside each other at most, those in texts included.
fn depth(text: &str) -> usize {
    let (mut here, mut most) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => here += 1,
            b')' | b']' | b'}' => here = here.saturating_sub(1),
            _ => {}
        }
        most = most.max(here);
    }
    most
}

/// Where comments stand: of code the parser says it, elsewhere they end with their line.
fn comments(file: &File) -> Vec<Span> {
    if let Some(module) = &file.module {
        return module.comments.iter().map(|comment| comment.span).collect();
    }
    let mark = match file.kind {
        Kind::Sql => "--",
        Kind::Settings => "#",
        Kind::Code(_) | Kind::Shipped | Kind::Other => return Vec::new(),
    };
    let mut at = 0_usize;
    let mut list = Vec::new();
    for line in file.source.text().split_inclusive('\n') {
        if let Some(start) = line.find(mark) {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            list.push(Span {
                start: offset(at + start),
                end: offset(at + line.len()),
            });
        }
        at += line.len();
    }
    list
}
