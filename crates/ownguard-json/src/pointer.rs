//! JSON pointers (RFC 6901).

use std::fmt;

/// A parsed JSON pointer: the names on the way from the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Vec<String>);

/// The text is neither empty nor does it begin with `/`, or a `~` is not followed by `0` or `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointerError;

impl Pointer {
    /// The whole document.
    pub const ROOT: Self = Self(Vec::new());

    /// Parses `""`, `/rows` or `/data/a~1b`.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        if text.is_empty() {
            return Ok(Self::ROOT);
        }
        let names = text.strip_prefix('/').ok_or(PointerError)?;
        names
            .split('/')
            .map(name)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The member of that name of the root.
    pub fn member(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The names on the way, unescaped.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn name(escaped: &str) -> Result<String, PointerError> {
    let mut name = String::with_capacity(escaped.len());
    let mut rest = escaped.chars();
    while let Some(next) = rest.next() {
        name.push(match next {
            '~' => match rest.next() {
                Some('0') => '~',
                Some('1') => '/',
                Some(_) | None => return Err(PointerError),
            },
            plain => plain,
        });
    }
    Ok(name)
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.names()
            .try_for_each(|name| write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")))
    }
}

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a json pointer: it is empty or begins with `/`, and `~` is `~0` or `~1`")
    }
}

impl std::error::Error for PointerError {}
