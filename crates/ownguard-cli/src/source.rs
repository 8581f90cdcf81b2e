//! Reading what commands are asked about: texts, and models.

use crate::files::{FileError, FileFault, Files};
use crate::finding::{Failure, Finding, Rule, Severity};
use ownguard_core::Model;
use ownguard_wire::model::{Document, Format, Source, read};
use std::sync::Arc;

/// Where the model stands. Flatten it into a command's arguments.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ModelArg {
    /// The model: TOML, or JSON where the name ends in `.json` [default: ownguard.toml]
    #[arg(short, long, value_name = "FILE")]
    model: Option<String>,
}

/// A model that was read, with its text.
pub(crate) struct Loaded {
    pub(crate) source: Arc<Source>,
    pub(crate) format: Format,
    pub(crate) document: Document,
    pub(crate) model: Model,
}

/// What the command line itself finds.
pub(crate) mod rules {
    use super::{Rule, Severity};

    const fn rule(code: &'static str, about: &'static str, mend: &'static str) -> Rule {
        Rule {
            code,
            name: "",
            severity: Severity::Error,
            about,
            mend,
        }
    }

    /// See `about`.
    pub(crate) const MISSING: Rule = rule(
        "OG3002",
        "A file is not there.",
        "is the path right? It begins where the command runs",
    );
    /// See `about`.
    pub(crate) const UNREADABLE: Rule = rule("OG3003", "A file cannot be read as text.", "");
    /// See `about`.
    pub(crate) const QUESTION: Rule = rule("OG3004", "A question in JSON is not one.", "");
    /// See `about`.
    pub(crate) const NAME: Rule = rule("OG3005", "The model knows nothing by this name.", "");
}

/// A whole file as text. A byte order mark is left out.
pub(crate) fn text(files: &dyn Files, path: &str) -> Result<String, Failure> {
    let bytes = files.read(path).map_err(|error| Failure::from(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = format!("`{path}` is not UTF-8");
        rules::UNREADABLE.found(message).mend("save it as UTF-8")
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or_else(|| text.clone(), str::to_owned))
}

/// A file as text with its name, for findings in it.
pub(crate) fn source(files: &dyn Files, path: &str) -> Result<Arc<Source>, Failure> {
    Ok(Arc::new(Source::new(path, &text(files, path)?)))
}

impl ModelArg {
    /// The path: the one that was given, else `ownguard.toml`, else `ownguard.json`.
    pub(crate) fn path(&self, files: &dyn Files) -> String {
        let default = || {
            let there = |path: &&str| files.read(path).is_ok();
            ["ownguard.toml", "ownguard.json"].into_iter().find(there)
        };
        let path = self.model.as_deref().or_else(default);
        path.unwrap_or("ownguard.toml").to_owned()
    }

    /// The text of the model.
    pub(crate) fn source(&self, files: &dyn Files) -> Result<(Arc<Source>, Format), Failure> {
        let path = self.path(files);
        let format = written_in(&path);
        let source = source(files, &path).map_err(|failure| match &self.model {
            Some(_) => failure,
            None => failure
                .mending("`--model FILE` names another; `ownguard init` drafts one from a schema"),
        })?;
        Ok((source, format))
    }

    /// The model itself.
    pub(crate) fn load(&self, files: &dyn Files) -> Result<Loaded, Failure> {
        let (source, format) = self.source(files)?;
        Loaded::read(source, format)
    }
}

/// A path that is named beside a file, for what stands in the same folder.
pub(crate) fn beside(path: &str, name: &str) -> String {
    path.rsplit_once('/')
        .map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// JSON by the end of its name, else TOML.
pub(crate) fn written_in(path: &str) -> Format {
    let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
    if kind.eq_ignore_ascii_case("json") {
        Format::Json
    } else {
        Format::Toml
    }
}

impl Loaded {
    pub(crate) fn read(source: Arc<Source>, format: Format) -> Result<Self, Failure> {
        let document = read(source.text(), source.name(), format);
        let document = document.map_err(|problems| Failure::from(&problems))?;
        let model = Model::compile(document.spec.clone()).map_err(|many| {
            let message = format!(
                "the model names {} relations, and one model holds 64",
                many.named
            );
            rules::NAME.found(message)
        })?;
        Ok(Self {
            source,
            format,
            document,
            model,
        })
    }
}

impl Failure {
    /// The same with another mend.
    pub(crate) fn mending(self, mend: &str) -> Self {
        let findings = self.0.into_iter().map(|finding| finding.mend(mend));
        Self(findings.collect())
    }
}

impl From<&FileError> for Failure {
    fn from(error: &FileError) -> Self {
        let rule = match error.fault {
            FileFault::Missing => rules::MISSING,
            FileFault::IsFolder | FileFault::IsFile | FileFault::Unreadable(_) => rules::UNREADABLE,
        };
        let finding: Finding = rule.found(error.to_string());
        finding.into()
    }
}
