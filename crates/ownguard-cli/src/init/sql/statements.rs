//! Splits SQL of Postgres into statements, so that one that cannot be read costs
//! only itself. Pure. Knows texts, names, dollar quotes, comments, `COPY … FROM
//! stdin` with its data, and psql's own commands.

/// One statement, without its semicolon and the comments before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'s> {
    /// As written.
    pub(crate) text: &'s str,
    /// Where it begins, in bytes.
    pub(crate) start: usize,
}

/// Every statement.
pub(crate) fn statements(source: &str) -> Vec<Statement<'_>> {
    let mut cursor = Cursor { source, at: 0 };
    let mut list = Vec::new();
    loop {
        cursor.blank();
        if cursor.rest().is_empty() {
            return list;
        }
        if cursor.rest().starts_with('\\') {
            cursor.line();
            continue;
        }
        let start = cursor.at;
        cursor.statement();
        let text = source.get(start..cursor.at).unwrap_or_default().trim_end();
        if !text.is_empty() {
            list.push(Statement { text, start });
        }
        cursor.skip(usize::from(cursor.rest().starts_with(';')));
        if copies(text) {
            cursor.data();
        }
    }
}

/// The first words of a statement, in small letters.
pub(crate) fn words(text: &str, count: usize) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '(');
    let words = words.filter(|word| !word.is_empty()).take(count);
    words.map(str::to_ascii_lowercase).collect()
}

fn copies(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("copy")
        && lower
            .split_whitespace()
            .any(|word| word.starts_with("stdin"))
}

struct Cursor<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Cursor<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.source.len());
    }

    /// To behind what is found, else to the end.
    fn behind(&mut self, end: &str) {
        let rest = self.rest();
        self.skip(rest.find(end).map_or(rest.len(), |at| at + end.len()));
    }

    fn line(&mut self) {
        self.behind("\n");
    }

    /// Over blanks and comments.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
            self.skip(rest.len() - trimmed.len());
            if trimmed.starts_with("--") {
                self.line();
            } else if trimmed.starts_with("/*") {
                self.comment();
            } else {
                return;
            }
        }
    }

    /// A comment with those inside it.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if rest.starts_with("*/") {
                depth = depth.saturating_sub(1);
                self.skip(2);
                if depth == 0 {
                    return;
                }
            } else {
                match rest.chars().next() {
                    Some(c) => self.skip(c.len_utf8()),
                    None => return,
                }
            }
        }
    }

    /// To the semicolon that ends a statement, or to the end.
    fn statement(&mut self) {
        let mut before = ' ';
        while let Some(c) = self.rest().chars().next() {
            let rest = self.rest();
            match c {
                ';' => return,
                '\'' => self.text(matches!(before, 'e' | 'E')),
                '"' => {
                    self.skip(1);
                    self.behind("\"");
                }
                '$' if !before.is_alphanumeric() && before != '_' => self.dollar(),
                '-' if rest.starts_with("--") => self.line(),
                '/' if rest.starts_with("/*") => self.comment(),
                c => self.skip(c.len_utf8()),
            }
            before = c;
        }
    }

    /// A text; with escapes where an `E` stands before it.
    fn text(&mut self, escapes: bool) {
        self.skip(1);
        while let Some(c) = self.rest().chars().next() {
            self.skip(c.len_utf8());
            match c {
                '\\' if escapes => {
                    let escaped = self.rest().chars().next();
                    self.skip(escaped.map_or(0, char::len_utf8));
                }
                '\'' => return,
                _ => {}
            }
        }
    }

    /// `$$…$$` or `$tag$…$tag$`; a lone `$` is nothing.
    fn dollar(&mut self) {
        let rest = self.rest();
        let after = rest.strip_prefix('$').unwrap_or(rest);
        let name = after
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(after.len());
        let closed = after.get(name..).is_some_and(|rest| rest.starts_with('$'));
        let tag = rest.get(..name + 2).filter(|_| closed);
        match tag {
            Some(tag) => {
                self.skip(tag.len());
                self.behind(tag);
            }
            None => self.skip(1),
        }
    }

    /// The rows behind a `COPY`, to the line `\.`.
    fn data(&mut self) {
        loop {
            self.line();
            let rest = self.rest();
            if rest.is_empty() {
                return;
            }
            if rest.lines().next() == Some("\\.") {
                self.line();
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let found: Vec<_> = statements(source)
            .iter()
            .map(|statement| statement.text)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn semicolons_inside_texts_names_and_bodies_end_nothing() {
        check(
            "select ';'; select \";\"; select E'\\';';",
            &["select ';'", "select \";\"", "select E'\\';'"],
        );
        check(
            "do $$ begin a; end $$; do $x$ $$; $x$; b",
            &["do $$ begin a; end $$", "do $x$ $$; $x$", "b"],
        );
        check(
            "select $1; select a$b$; c",
            &["select $1", "select a$b$", "c"],
        );
    }

    #[test]
    fn comments_stand_outside() {
        check(
            "-- a;\n/* b; /* c; */ d; */ select 1 -- e;\n + 2;",
            &["select 1 -- e;\n + 2"],
        );
    }

    #[test]
    fn data_and_commands_of_psql_are_passed_over() {
        check(
            "\\restrict x\ncopy t (a) from stdin;\n1;2\n'\n\\.\nselect 2;",
            &["copy t (a) from stdin", "select 2"],
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_text() {
        for source in [
            "select 'a",
            "select \"a",
            "/* a",
            "do $$ a",
            "copy t from stdin;\n1",
            ";",
            "\\",
            "",
        ] {
            let _ = statements(source);
        }
        check("select 'a;", &["select 'a;"]);
    }

    #[test]
    fn a_statement_begins_behind_the_comments_before_it() {
        let source = "-- one\n\n  create table a ()";
        let list = statements(source);
        assert_eq!(list[0].start, source.find("create").unwrap());
    }
}
