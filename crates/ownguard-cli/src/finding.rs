//! What a command found in a text, and the rules by which it finds: one form for what is wrong with a
//! model, what `check` and `scan` report, and why a question was bad.

use ownguard_core::json::Span;
use ownguard_wire::model::{self, Code, Position, Problem, Problems, Source};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::sync::Arc;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// It cannot stay.
    Error,
    /// It was probably not meant.
    Warning,
    /// It is worth knowing.
    Info,
}

/// One rule. Its code is stable and never reused: OG10–OG25 of models, OG30 of the command line,
/// OG31 of `check`, OG32 of `scan`, OG33 of `init`, OG34 of what is written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Such as `OG3101`.
    pub(crate) code: &'static str,
    /// Such as `unused-grant`; empty for problems of a model.
    pub(crate) name: &'static str,
    /// How much a finding weighs.
    pub(crate) severity: Severity,
    /// What is found, in one line with a full stop.
    pub(crate) about: &'static str,
    /// What to do about it, in general; may be empty.
    pub(crate) mend: &'static str,
}

/// One thing that was found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    pub(crate) message: String,
    /// What stands beside the place in a snippet; may be empty.
    pub(crate) label: String,
    pub(crate) mend: Option<String>,
    pub(crate) place: Option<Place>,
}

/// Where it was found.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) source: Arc<Source>,
    pub(crate) span: Span,
}

/// Why a command could not answer: at least one finding.
#[derive(Clone, Debug)]
pub(crate) struct Failure(pub(crate) Vec<Finding>);

impl Severity {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl Rule {
    /// A finding of this rule, anywhere.
    pub(crate) fn found(&self, message: impl Into<String>) -> Finding {
        Finding {
            rule: *self,
            message: message.into(),
            label: String::new(),
            mend: None,
            place: None,
        }
    }

    /// The rule behind a code of a model's problems.
    pub(crate) fn of(code: Code, severity: Severity) -> Self {
        Self {
            code: code.name(),
            name: "",
            severity,
            about: code.meaning(),
            mend: "",
        }
    }
}

impl Finding {
    pub(crate) fn at(mut self, source: &Arc<Source>, span: Span) -> Self {
        self.place = Some(Place {
            source: Arc::clone(source),
            span,
        });
        self
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// What to do about it: here, or in general.
    pub(crate) fn help(&self) -> Option<&str> {
        let general = Some(self.rule.mend).filter(|mend| !mend.is_empty());
        self.mend.as_deref().or(general)
    }

    /// The file and the order in it.
    pub(crate) fn order(&self) -> (&str, u32, u32, &'static str) {
        let place = self.place.as_ref();
        let (file, span) = place.map_or(("", Span { start: 0, end: 0 }), |place| {
            (place.source.name(), place.span)
        });
        (file, span.start, span.end, self.rule.code)
    }
}

impl Place {
    pub(crate) fn file(&self) -> &str {
        self.source.name()
    }

    pub(crate) fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    pub(crate) fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}

impl From<&Problem> for Finding {
    fn from(problem: &Problem) -> Self {
        let severity = match problem.severity() {
            model::Severity::Error => Severity::Error,
            model::Severity::Warning => Severity::Warning,
        };
        let finding = Rule::of(problem.code(), severity).found(problem.message());
        let finding = finding
            .label(problem.label())
            .at(problem.source(), problem.span());
        match problem.mend() {
            Some(mend) => finding.mend(mend),
            None => finding,
        }
    }
}

impl From<&Problems> for Failure {
    fn from(problems: &Problems) -> Self {
        Self(problems.iter().map(Finding::from).collect())
    }
}

impl From<Finding> for Failure {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

/// `{code, name, severity, message, help, file, line, column, endLine, endColumn}`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 10)?;
        object.serialize_field("code", self.rule.code)?;
        if self.rule.name.is_empty() {
            object.skip_field("name")?;
        } else {
            object.serialize_field("name", self.rule.name)?;
        }
        object.serialize_field("severity", self.rule.severity.name())?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("help", &self.help())?;
        if let Some(place) = &self.place {
            let (start, end) = (place.start(), place.end());
            object.serialize_field("file", place.file())?;
            object.serialize_field("line", &start.line)?;
            object.serialize_field("column", &start.column)?;
            object.serialize_field("endLine", &end.line)?;
            object.serialize_field("endColumn", &end.column)?;
        }
        object.end()
    }
}
