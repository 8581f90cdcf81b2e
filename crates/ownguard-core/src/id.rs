//! An identifier that is compared with many: byte by byte, the first bytes at hand.

use std::fmt;
use std::ops::Deref;

/// A subject or a tenant's key. Compared by bytes: no folding, no normalisation.
#[derive(Clone, PartialEq, Eq)]
pub struct Id {
    /// Most identifiers that differ do so here, which saves a look at the text.
    first: u64,
    text: Box<str>,
}

impl Id {
    /// Whether it is this text.
    #[inline]
    pub fn is(&self, text: &str) -> bool {
        self.text.len() == text.len() && self.first == first(text) && *self.text == *text
    }
}

#[inline]
fn first(text: &str) -> u64 {
    let bytes = text.as_bytes().first_chunk::<8>().copied();
    bytes.map(u64::from_ne_bytes).unwrap_or_default()
}

impl Deref for Id {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<Box<str>> for Id {
    fn from(text: Box<str>) -> Self {
        Self {
            first: first(&text),
            text,
        }
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        text.into_boxed_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_its_text_and_no_other() {
        let texts = [
            "",
            "a",
            "1234567",
            "12345678",
            "12345679",
            "123456780",
            "123456789",
        ];
        for one in texts {
            for two in texts {
                assert_eq!(Id::from(one).is(two), one == two, "{one} {two}");
                assert_eq!(Id::from(one) == Id::from(two), one == two, "{one} {two}");
            }
        }
    }
}
