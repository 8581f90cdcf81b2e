//! The files of a project as the rules see them, and how modules lead to each
//! other. Pure.

use super::js::{self, Module};
use super::path::{FileRoute, Kind, RouteFile};
use super::secret::{Secret, hidden, secrets};
use ownguard_wire::model::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One file.
pub(super) struct File {
    /// Below the scanned folder.
    pub(super) path: String,
    pub(super) kind: Kind,
    /// The text without its secrets, every place kept.
    pub(super) source: Arc<Source>,
    pub(super) secrets: Vec<Secret>,
    /// Of code that could be read.
    pub(super) module: Option<Module>,
}

/// Every file.
#[derive(Default)]
pub(super) struct Project {
    pub(super) files: Vec<File>,
    /// Files by their path.
    places: BTreeMap<String, usize>,
}

impl File {
    pub(super) fn new(path: &str, shown: &str, kind: Kind, text: &str) -> Self {
        let secrets = secrets(text);
        let mut readable = hidden(text, &secrets);
        if kind == Kind::Settings {
            readable = without_values(&readable);
        }
        let module = matches!(kind, Kind::Code(_))
            .then(|| js::parse(path, text))
            .flatten();
        Self {
            path: path.to_owned(),
            source: Arc::new(Source::new(shown, &readable)),
            kind,
            secrets,
            module,
        }
    }

    /// The route that stands in the file.
    pub(super) fn route(&self) -> Option<&FileRoute> {
        match &self.kind {
            Kind::Code(route) => route.as_ref(),
            Kind::Sql | Kind::Settings | Kind::Shipped | Kind::Other => None,
        }
    }

    pub(super) fn is_route(&self, what: RouteFile) -> bool {
        self.route().is_some_and(|route| route.what == what)
    }

    /// The name of the file itself.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Settings with their values made unreadable: what they are is nobody's business. What is commented
/// out may be a value too.
fn without_values(text: &str) -> String {
    let mut open: Option<char> = None;
    let lines = text.split_inclusive('\n').map(|line| {
        if let Some(quote) = open {
            open = Some(quote).filter(|quote| !line.contains(*quote));
            return masked(line);
        }
        if line.contains("ownguard-ignore:") {
            return line.to_owned();
        }
        let Some((name, value)) = line.split_once('=') else {
            return masked(line);
        };
        let begin = value.trim_start().chars().next();
        let quote = begin.filter(|begin| matches!(begin, '"' | '\'' | '`'));
        open = quote.filter(|quote| value.matches(*quote).count() == 1);
        format!("{name}={}", masked(value))
    });
    lines.collect()
}

/// As many bytes, none of them readable.
fn masked(text: &str) -> String {
    let hidden = text.chars().flat_map(|c| {
        let shown = if c.is_whitespace() { c } else { '*' };
        std::iter::repeat_n(shown, if c.is_whitespace() { 1 } else { c.len_utf8() })
    });
    hidden.collect()
}

impl Project {
    pub(super) fn add(&mut self, file: File) {
        self.places.insert(file.path.clone(), self.files.len());
        self.files.push(file);
    }

    /// Modules with their files.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&File, &Module)> {
        self.files
            .iter()
            .filter_map(|file| Some((file, file.module.as_ref()?)))
    }

    /// The files that browsers get: those that say `use client`, and what they lead to.
    pub(super) fn clients(&self) -> Vec<&File> {
        let mut reached: Vec<usize> = Vec::new();
        let starts = self.files.iter().enumerate().filter(|(_, file)| {
            let module = file.module.as_ref();
            module.is_some_and(|module| module.says("use client"))
        });
        let mut waiting: Vec<usize> = starts.map(|(at, _)| at).collect();
        while let Some(at) = waiting.pop() {
            let Some(file) = self.files.get(at).filter(|_| !reached.contains(&at)) else {
                continue;
            };
            let Some(module) = &file.module else {
                continue;
            };
            let server = module.says("use server")
                || module
                    .imports
                    .iter()
                    .any(|import| import.from == "server-only");
            if server {
                continue;
            }
            reached.push(at);
            let imports = module.imports.iter().filter(|import| !import.only_types);
            waiting.extend(imports.filter_map(|import| self.resolve(&file.path, &import.from)));
        }
        reached.sort_unstable();
        reached
            .into_iter()
            .filter_map(|at| self.files.get(at))
            .collect()
    }

    /// The file that an import means.
    fn resolve(&self, from: &str, import: &str) -> Option<usize> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        if import.starts_with("./") || import.starts_with("../") {
            return self.found(&joined(folder, import)?);
        }
        let rest = import
            .strip_prefix("@/")
            .or_else(|| import.strip_prefix("~/"))?;
        // The alias means the package's folder, or `src` in it: the nearest that has such a file.
        let mut at = Some(folder);
        while let Some(folder) = at {
            let found = self.found(&joined(folder, rest)?);
            let found = found.or_else(|| self.found(&joined(folder, &format!("src/{rest}"))?));
            if found.is_some() {
                return found;
            }
            at = (!folder.is_empty())
                .then(|| folder.rsplit_once('/').map_or("", |(above, _)| above));
        }
        None
    }

    fn found(&self, path: &str) -> Option<usize> {
        const ENDS: [&str; 9] = [
            "",
            ".ts",
            ".tsx",
            ".js",
            ".jsx",
            ".mjs",
            "/index.ts",
            "/index.tsx",
            "/index.js",
        ];
        // TypeScript writes `./a.js` for `./a.ts`.
        let written = path.strip_suffix(".js").unwrap_or(path);
        let paths = ENDS
            .iter()
            .flat_map(|end| [format!("{path}{end}"), format!("{written}{end}")]);
        paths
            .into_iter()
            .find_map(|path| self.places.get(&path).copied())
    }
}

/// A path below a folder, without `.` and `..`; `None` where it leads out.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
