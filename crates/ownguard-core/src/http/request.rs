//! A request as it came, and what a shell has learned since: the evidence that
//! `admit` decides on.

use super::headers::Header;
use super::headers::request::Front;
use super::labels::{LabelBook, RowRef};
use crate::principal::Session;

/// The head of a request, untrusted.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// As on the wire.
    pub method: &'a str,
    /// The request target in origin form (RFC 9112, section 3.2.1), not normalised by anybody.
    pub target: &'a str,
    /// All header fields.
    pub headers: &'a HeaderList,
    /// Who stands before the gate.
    pub front: Front,
    /// The gate's own origin, `scheme://host[:port]` in lower case, as clients see it.
    pub origin: &'a str,
}

/// Header fields in order; names are compared without case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderList(pub Vec<(String, String)>);

impl HeaderList {
    /// Names and values in turn, each on a line of its own, as shells hand them over.
    pub fn from_lines(text: &str) -> Self {
        let mut lines = text.split('\n');
        let fields = std::iter::from_fn(|| {
            let (name, value) = (lines.next()?, lines.next()?);
            Some((name.to_owned(), value.to_owned()))
        });
        Self(fields.collect())
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = Header<'_>> + Clone {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a field that stands exactly once.
    pub fn single(&self, name: &str) -> Option<&str> {
        let mut values = self
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let first = values.next();
        first
            .filter(|_| values.next().is_none())
            .map(|(_, value)| value)
    }

    /// Whether a field stands at all.
    pub fn has(&self, name: &str) -> bool {
        self.iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// What a shell has learned. It starts empty; `admit` says what it needs next.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The verified caller, once it was established.
    pub session: Option<&'a Session>,
    /// Whether the credential came in a cookie.
    pub by_cookie: bool,
    /// Whether a source of facts was not asked yet.
    pub more_facts: bool,
    /// What the label source said.
    pub labels: &'a LabelBook,
    /// The body.
    pub body: Body<'a>,
}

/// The body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// There is none.
    Empty,
    /// There is one, not read yet.
    Unread,
    /// It is longer than the limit.
    TooLong,
    /// It was read whole.
    Read(&'a [u8]),
}

/// What `admit` needs before it can say more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The caller; and whether the share link in the path is good.
    Session {
        /// The link's text.
        link: Option<String>,
    },
    /// The next source of facts.
    Facts,
    /// The whole body, up to the inspection limit.
    Body,
    /// Labels of these rows, all of one resource.
    Labels(Vec<RowRef>),
}

/// What ends one look at a request before it is admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Need(Need),
    Reject(super::refusal::Rejection),
}

impl Stop {
    /// The same, about a route.
    pub(crate) fn on(self, route: usize) -> Self {
        match self {
            Self::Need(need) => Self::Need(need),
            Self::Reject(rejection) => Self::Reject(super::refusal::Rejection {
                route: Some(route),
                ..rejection
            }),
        }
    }
}

impl<R: Into<super::refusal::Rejection>> From<R> for Stop {
    fn from(rejection: R) -> Self {
        Self::Reject(rejection.into())
    }
}
