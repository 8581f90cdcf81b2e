//! The text of a model with its name, and where in it something stands. Pure.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use ownguard_core::json::Span;

/// A model's text.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
}

/// A place as editors count: from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Source {
    /// A text and the name of its file.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the byte at `offset` stands.
    pub fn position(&self, offset: u32) -> Position {
        let end = usize::try_from(offset).unwrap_or(usize::MAX);
        let before = (0..=end.min(self.text.len()))
            .rev()
            .find_map(|end| self.text.get(..end))
            .unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Position {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }

    /// The same with every text behind a key `secret` made unreadable: for a source that was not
    /// understood.
    pub(crate) fn hiding_secrets(&self) -> Self {
        let found = self.text.match_indices("secret").filter_map(|(at, key)| {
            let rest = self.text.get(at + key.len()..)?;
            let value = rest.trim_start_matches(['"', '\'', ' ', '\t', '=', ':']);
            let start = self.text.len() - value.len();
            let length = value.find('\n').unwrap_or(value.len());
            let written = rest.len() > value.len() && !value.starts_with("env:");
            let end = u32::try_from(start + length).ok()?;
            let start = u32::try_from(start).ok()?;
            written.then_some(Span { start, end })
        });
        let spans: Vec<Span> = found.collect();
        spans
            .into_iter()
            .fold(self.clone(), |source, span| source.hiding(span))
    }

    /// The same with a span made unreadable, every place kept.
    pub(crate) fn hiding(&self, span: Span) -> Self {
        let hidden = "*".repeat(span.of(&self.text).len());
        let (start, end) = (span.start as usize, span.end as usize);
        let text = match (self.text.get(..start), self.text.get(end..)) {
            (Some(before), Some(after)) => [before, &hidden, after].concat(),
            _ => self.text.clone(),
        };
        Self {
            name: self.name.clone(),
            text,
        }
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let found = self
            .text
            .read_span(span, context_lines_before, context_lines_after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            *found.span(),
            found.line(),
            found.column(),
            found.line_count(),
        )))
    }
}
