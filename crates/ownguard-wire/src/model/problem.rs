//! What is wrong with a model, where, and how to mend it. Pure.

use super::code::Code;
use super::read::in_order;
use super::said::EXPLAINED;
use super::source::{Position, Source};
use miette::{Diagnostic, LabeledSpan, SourceCode};
use ownguard_core::json::Span;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::fmt;
use std::sync::Arc;

/// Whether a model with the problem can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but probably says what was not meant.
    Warning,
}

/// One thing that is wrong with a model.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    severity: Severity,
    message: String,
    label: String,
    help: Option<String>,
    span: Span,
    source: Arc<Source>,
}

/// What is wrong with a model, in the order of the text; never empty as an error.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

/// A problem before it knows its source.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
    pub(crate) span: Span,
}

impl Draft {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: if EXPLAINED {
                message.into()
            } else {
                String::new()
            },
            label: String::new(),
            help: None,
            span,
        }
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        if EXPLAINED {
            self.label = label.into();
        }
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if EXPLAINED {
            self.help = Some(help.into());
        }
        self
    }
}

impl Problem {
    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Whether the model can be used.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong; without the feature `explain`, what the code means.
    pub fn message(&self) -> &str {
        if EXPLAINED {
            &self.message
        } else {
            self.code.meaning()
        }
    }

    /// How to mend it.
    pub fn mend(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What stands beside its place in a snippet; may be empty.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The text it stands in, secrets made unreadable.
    pub const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes of the source that are meant.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Where they begin.
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// Where they end.
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        self.source.name()
    }
}

impl Problems {
    /// Secrets that stand in the source are not shown again.
    pub(crate) fn new(mut drafts: Vec<Draft>, source: Source) -> Self {
        let secrets = drafts
            .iter()
            .filter(|draft| draft.code == Code::LiteralSecret);
        let source = secrets.fold(source, |source, draft| source.hiding(draft.span));
        let source = if drafts.iter().any(|draft| draft.code == Code::Syntax) {
            source.hiding_secrets()
        } else {
            source
        };
        let source = Arc::new(source);
        in_order(&mut drafts, |draft| {
            (draft.span.start, draft.span.end, draft.code)
        });
        let problems = drafts.into_iter().map(|draft| Problem {
            code: draft.code,
            severity: draft.severity,
            message: draft.message,
            label: draft.label,
            help: draft.help,
            span: draft.span,
            source: Arc::clone(&source),
        });
        Self(problems.collect())
    }

    /// The problems, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Every problem with its snippet, as a terminal shows it, without colours.
    #[cfg(feature = "fancy")]
    pub fn render(&self, width: usize) -> String {
        let handler =
            miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
                .with_width(width)
                .with_links(false);
        let mut text = String::new();
        for problem in &self.0 {
            // INVARIANT: writing to a `String` does not fail.
            handler
                .render_report(&mut text, problem)
                .unwrap_or_default();
            text.push('\n');
        }
        text
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Severity {
    /// `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One line: `ownguard.toml:12:5: error OG2103: unknown relation …`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            let Position { line, column } = self.start();
            write!(f, "{}:{line}:{column}: ", self.file())?;
            write!(f, "{} {}: ", self.severity.name(), self.code.name())?;
        }
        f.write_str(self.message())
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.iter().enumerate() {
            let line = if at == 0 { "" } else { "\n" };
            write!(f, "{line}{problem:#}")?;
            if let Some(help) = problem.mend() {
                write!(f, " ({help})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
impl std::error::Error for Problems {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code.name()))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_deref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Span { start, end } = self.span;
        let offset = usize::try_from(start).unwrap_or(usize::MAX);
        let length = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
        let label = Some(self.label.clone()).filter(|label| !label.is_empty());
        let label = LabeledSpan::new(label, offset, length);
        Some(Box::new(std::iter::once(label)))
    }
}

/// `{code, severity, message, help, file, line, column, endLine, endColumn}`.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (start, end) = (self.start(), self.end());
        let mut object = serializer.serialize_struct("Problem", 9)?;
        object.serialize_field("code", self.code.name())?;
        object.serialize_field("severity", self.severity.name())?;
        object.serialize_field("message", self.message())?;
        object.serialize_field("help", &self.help)?;
        object.serialize_field("file", self.file())?;
        object.serialize_field("line", &start.line)?;
        object.serialize_field("column", &start.column)?;
        object.serialize_field("endLine", &end.line)?;
        object.serialize_field("endColumn", &end.column)?;
        object.end()
    }
}

impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
