//! JSON, written by hand: serde would weigh more than deciding.

/// A list of texts.
pub(crate) fn list<'a>(to: &mut String, names: impl IntoIterator<Item = &'a str>) {
    list_of(to, names, text);
}

/// A list, each of whose items `write` writes.
pub(crate) fn list_of<T>(
    to: &mut String,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut String, T),
) {
    to.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            to.push(',');
        }
        write(to, item);
    }
    to.push(']');
}

/// A JSON string (RFC 8259, section 7).
pub(crate) fn text(to: &mut String, text: &str) {
    to.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => to.extend(['\\', char]),
            '\0'..='\u{1f}' => {
                let digit = |nibble: u32| char::from_digit(nibble, 16).unwrap_or('0');
                let code = u32::from(char);
                to.push_str("\\u00");
                to.extend([digit(code >> 4), digit(code & 15)]);
            }
            char => to.push(char),
        }
    }
    to.push('"');
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let mut to = String::new();
        list(&mut to, ["a\"b\\c", "\n\u{1}\u{7f}", "ü"]);
        let read: Vec<String> = serde_json::from_str(&to).unwrap();
        assert_eq!(read, ["a\"b\\c", "\n\u{1}\u{7f}", "ü"]);
    }
}
