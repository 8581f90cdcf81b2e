//! SQL as text: identifiers, literals and comments, quoted so that nothing in a
//! model can end one. Pure; whatever else writes SQL goes through here.

/// An identifier: `invoices` becomes `"invoices"`.
#[must_use]
pub fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A table, with its schema where the name has one: `billing.invoices` becomes `"billing"."invoices"`.
#[must_use]
pub fn table(name: &str) -> String {
    match name.split_once('.') {
        Some((schema, table)) => format!("{}.{}", ident(schema), ident(table)),
        None => ident(name),
    }
}

/// A column of a table or alias.
#[must_use]
pub fn column(of: &str, name: &str) -> String {
    format!("{}.{}", ident(of), ident(name))
}

/// A string constant. Where it holds a backslash it is written so that it means the same whatever
/// `standard_conforming_strings` says. A NUL stays, which Postgres refuses: no text of a row holds one.
#[must_use]
pub fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// String constants with commas between.
pub fn literals<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = texts.into_iter().map(literal).collect();
    all.join(", ")
}

/// Text as comment lines, however many lines it has.
#[must_use]
pub fn comment(text: &str) -> String {
    let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
    lines.flat_map(|line| ["-- ", line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_cannot_be_left() {
        assert_eq!(ident("order"), r#""order""#);
        assert_eq!(
            ident(r#"a"; drop table b; --"#),
            r#""a""; drop table b; --""#
        );
        assert_eq!(table("billing.invoices"), r#""billing"."invoices""#);
        assert_eq!(column("row", "id"), r#""row"."id""#);
    }

    #[test]
    fn a_literal_cannot_be_left_whatever_the_server_makes_of_backslashes() {
        for (text, written) in [
            ("", "''"),
            ("open", "'open'"),
            ("it's", "'it''s'"),
            (r"\", r"E'\\'"),
            (r"\' or true --", r"E'\\'' or true --'"),
        ] {
            assert_eq!(literal(text), written, "`{text}`");
        }
        assert_eq!(literals(["a", "b'"]), "'a', 'b'''");
    }

    #[test]
    fn a_comment_stays_one_over_line_breaks() {
        assert_eq!(
            comment("one\ndrop table a;\r\ntwo"),
            "-- one\n-- drop table a;\n-- two\n"
        );
    }
}
