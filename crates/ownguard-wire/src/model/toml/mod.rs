//! TOML into nodes: the parser's events, taken as they come.

mod tables;

use super::code::Code;
use super::node::{Node, Value};
use super::problem::Draft;
use super::said::EXPLAINED;
use ownguard_core::json::Span;
use std::borrow::Cow;
use std::mem::take;
use tables::{Key, TWICE, Tables};
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, Expected, ParseError, Raw, Source};

/// How deep arrays and inline tables may be.
const DEEPEST: u32 = 32;

/// Parses a document; every error is told.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Vec<Draft>> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut errors: Vec<ParseError> = Vec::new();
    let mut reader = Reader {
        text,
        tables: Tables::new(),
        current: Tables::ROOT,
        path: Vec::new(),
        open: Vec::new(),
        header: 0,
    };
    let mut checked = ValidateWhitespace::new(&mut reader, source);
    let mut bounded = RecursionGuard::new(&mut checked, DEEPEST);
    parse_document(&tokens, &mut bounded, &mut errors);
    if errors.is_empty() {
        return Ok(Node {
            value: reader.tables.close(Tables::ROOT),
            span: span(0, 0),
        });
    }
    Err(errors.iter().map(draft).collect())
}

struct Reader<'s> {
    text: &'s str,
    tables: Tables<'s>,
    /// The table of the last header.
    current: usize,
    /// The names of the key that is being read.
    path: Vec<Key<'s>>,
    /// Arrays and inline tables that are open, outermost first.
    open: Vec<Open<'s>>,
    /// Where the header that is being read begins.
    header: usize,
}

struct Open<'s> {
    start: usize,
    /// The key that it is the value of.
    path: Vec<Key<'s>>,
    inside: Inside<'s>,
}

enum Inside<'s> {
    Array(Vec<Node<'s>>),
    Table(usize),
}

impl<'s> Reader<'s> {
    fn value(&mut self, node: Node<'s>, errors: &mut dyn ErrorSink) {
        let table = match self.open.last_mut().map(|open| &mut open.inside) {
            Some(Inside::Array(items)) => {
                items.push(node);
                return;
            }
            Some(Inside::Table(table)) => *table,
            None => self.current,
        };
        if let Err(error) = self.tables.set(table, take(&mut self.path), node) {
            errors.report_error(error);
        }
    }

    /// The table that a header opens; what follows one that is refused belongs nowhere.
    fn enter(&mut self, table: Result<usize, ParseError>, errors: &mut dyn ErrorSink) {
        self.current = table.unwrap_or_else(|error| {
            errors.report_error(error);
            self.tables.closed()
        });
    }

    fn open(&mut self, start: usize, inside: Inside<'s>) {
        let path = take(&mut self.path);
        self.open.push(Open {
            start,
            path,
            inside,
        });
    }

    /// Closes what was opened last.
    fn close(&mut self, end: usize, errors: &mut dyn ErrorSink) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let value = match open.inside {
            Inside::Array(items) => Value::List(items),
            Inside::Table(table) => self.tables.close(table),
        };
        self.path = open.path;
        let span = span(open.start, end);
        self.value(Node { value, span }, errors);
    }

    fn raw(&self, span: toml_parser::Span, encoding: Option<Encoding>) -> Raw<'s> {
        let text = self.text.get(span.start()..span.end());
        Raw::new_unchecked(text.unwrap_or_default(), encoding, span)
    }
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, at: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.path.clear();
        self.header = at.start();
    }

    fn array_table_open(&mut self, at: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.path.clear();
        self.header = at.start();
    }

    fn std_table_close(&mut self, at: toml_parser::Span, errors: &mut dyn ErrorSink) {
        let path = take(&mut self.path);
        let table = self.tables.header(path, span(self.header, at.end()));
        self.enter(table, errors);
    }

    fn array_table_close(&mut self, at: toml_parser::Span, errors: &mut dyn ErrorSink) {
        let path = take(&mut self.path);
        let table = self.tables.next_of(path, span(self.header, at.end()));
        self.enter(table, errors);
    }

    fn inline_table_open(&mut self, at: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let table = self.tables.closed();
        self.open(at.start(), Inside::Table(table));
        true
    }

    fn array_open(&mut self, at: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.open(at.start(), Inside::Array(Vec::new()));
        true
    }

    fn inline_table_close(&mut self, at: toml_parser::Span, errors: &mut dyn ErrorSink) {
        self.close(at.end(), errors);
    }

    fn array_close(&mut self, at: toml_parser::Span, errors: &mut dyn ErrorSink) {
        self.close(at.end(), errors);
    }

    fn simple_key(
        &mut self,
        at: toml_parser::Span,
        encoding: Option<Encoding>,
        errors: &mut dyn ErrorSink,
    ) {
        let mut name = Cow::Borrowed("");
        self.raw(at, encoding).decode_key(&mut name, errors);
        let span = span(at.start(), at.end());
        self.path.push(Key { name, span });
    }

    fn scalar(
        &mut self,
        at: toml_parser::Span,
        encoding: Option<Encoding>,
        errors: &mut dyn ErrorSink,
    ) {
        let mut text = Cow::Borrowed("");
        let value = match self.raw(at, encoding).decode_scalar(&mut text, errors) {
            ScalarKind::String => Value::Text(text),
            ScalarKind::Boolean(truth) => Value::Bool(truth),
            ScalarKind::DateTime => Value::Date(text.into_owned()),
            ScalarKind::Float => Value::Number,
            ScalarKind::Integer(radix) => {
                i64::from_str_radix(&text, radix.value()).map_or(Value::Number, Value::Integer)
            }
        };
        let span = span(at.start(), at.end());
        self.value(Node { value, span }, errors);
    }

    fn newline(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        // A key without a value ends with its line.
        if self.open.is_empty() {
            self.path.clear();
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        start: offset(start),
        end: offset(end),
    }
}

fn fault(message: &'static str, span: Span) -> ParseError {
    let (start, end) = (span.start as usize, span.end as usize);
    ParseError::new(message).with_unexpected(toml_parser::Span::new_unchecked(start, end))
}

fn draft(error: &ParseError) -> Draft {
    let place = error.unexpected();
    let place = place.map_or(span(0, 0), |place| span(place.start(), place.end()));
    let draft = Draft::new(Code::Syntax, place, message(error));
    if error.description() == TWICE {
        draft.help("remove one")
    } else {
        draft
    }
}

fn message(error: &ParseError) -> String {
    let mut message = error.description().to_owned();
    let Some(expected) = error.expected().filter(|_| EXPLAINED) else {
        return message;
    };
    message.push_str(", expected ");
    if expected.is_empty() {
        message.push_str("nothing");
    }
    for (place, expected) in expected.iter().enumerate() {
        if place > 0 {
            message.push_str(", ");
        }
        match expected {
            Expected::Literal("\n") => message.push_str("newline"),
            Expected::Literal(text) => {
                message.push('`');
                message.push_str(text);
                message.push('`');
            }
            Expected::Description(text) => message.push_str(text),
            _ => {}
        }
    }
    message
}

#[cfg(test)]
mod tests;
