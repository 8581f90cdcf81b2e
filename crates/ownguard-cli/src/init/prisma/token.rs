//! The tokens of a Prisma schema. Pure.

/// A token and the line it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) kind: TokenKind,
    /// As written; a text with its quotes.
    pub(super) text: &'s str,
    pub(super) line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or a keyword; `db.Uuid` is three tokens.
    Word,
    /// A text in double quotes.
    Text,
    /// A number.
    Number,
    /// One of `{}()[]@,:=?.!` or anything else; `@@` is one token.
    Mark,
    /// The end of a line that holds something.
    Line,
}

/// Every token; comments are passed over. An unclosed text ends with its line.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut list: Vec<Token<'_>> = Vec::new();
    let mut blocks = false;
    for (text, line) in source.lines().zip(1..) {
        line_tokens(text, line, &mut blocks, &mut list);
        let ends = |token: &Token<'_>| token.kind != TokenKind::Line;
        if list.last().is_some_and(ends) {
            list.push(Token {
                kind: TokenKind::Line,
                text: "\n",
                line,
            });
        }
    }
    list
}

/// `inside` says whether a block comment is open.
fn line_tokens<'s>(source: &'s str, line: usize, inside: &mut bool, list: &mut Vec<Token<'s>>) {
    let mut rest = source;
    loop {
        if *inside {
            let Some((_, after)) = rest.split_once("*/") else {
                return;
            };
            *inside = false;
            rest = after;
        }
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return;
        };
        if rest.starts_with("//") {
            return;
        }
        if let Some(after) = rest.strip_prefix("/*") {
            *inside = true;
            rest = after;
            continue;
        }
        let (kind, length) = match first {
            '"' => (TokenKind::Text, quoted(rest)),
            '0'..='9' | '-' => (
                TokenKind::Number,
                run(rest, |c| {
                    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+')
                }),
            ),
            c if is_word(c) => (TokenKind::Word, run(rest, is_word)),
            '@' if rest.starts_with("@@") => (TokenKind::Mark, 2),
            c => (TokenKind::Mark, c.len_utf8()),
        };
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        list.push(Token { kind, text, line });
        rest = after;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// How many bytes fit, at least one character.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    let mut chars = text.char_indices().skip(1);
    chars
        .find(|(_, c)| !fits(*c))
        .map_or(text.len(), |(at, _)| at)
}

/// The length of a text with both quotes.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What a text says, without its quotes and escapes.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut said = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => said.extend(chars.next().map(|escaped| match escaped {
                'n' => '\n',
                't' => '\t',
                other => other,
            })),
            c => said.push(c),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens, unquoted};

    #[test]
    fn comments_are_passed_over_and_lines_are_counted() {
        let source = "model A { // one\n/* two\n three */ id Int @id @@map(\"a\\\"b\")\n\n}";
        let list = tokens(source);
        let texts: Vec<_> = list
            .iter()
            .filter(|token| token.kind != TokenKind::Line)
            .map(|token| (token.text, token.line))
            .collect();
        let expected = [
            ("model", 1),
            ("A", 1),
            ("{", 1),
            ("id", 3),
            ("Int", 3),
            ("@", 3),
            ("id", 3),
            ("@@", 3),
            ("map", 3),
            ("(", 3),
            ("\"a\\\"b\"", 3),
            (")", 3),
            ("}", 5),
        ];
        assert_eq!(texts, expected);
        assert_eq!(unquoted("\"a\\\"b\""), "a\"b");
    }

    #[test]
    fn an_unclosed_text_ends_with_its_line() {
        let list = tokens("a \"b\nc");
        let words: Vec<_> = list.iter().map(|token| token.text).collect();
        assert_eq!(words, ["a", "\"b", "\n", "c", "\n"]);
    }
}
