//! What a row must say so that one caller may meet it: tests of columns under
//! `all` and `any`. Everything about the caller is resolved already.

use crate::condition::Place;

/// A condition on a row and the rows above it. Every row of the line is there besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Every row.
    Every,
    /// No row.
    None,
    /// Rows for which all of these hold. At least two.
    All(Vec<Rows>),
    /// Rows for which some of these hold. At least two.
    Any(Vec<Rows>),
    /// Rows that pass one test.
    Where(Test),
}

/// One test. Null passes none but [`Test::Live`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The column is not null.
    Present(Place),
    /// The mark of soft deletion is null or false.
    Live(Place),
    /// The column holds one of these, in canonical text. The list is never empty.
    In(Place, Vec<String>),
    /// The column holds something, and none of these. The list is never empty.
    NotIn(Place, Vec<String>),
    /// Two columns of one line hold the same.
    Same(Place, Place),
    /// The row of this key is shared with this person at one of these levels.
    Shared {
        /// The key.
        key: Place,
        /// The person.
        user: String,
        /// The names of the levels.
        levels: Vec<String>,
    },
}

impl Test {
    /// The columns that it reads.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let (one, two) = match self {
            Self::Present(at) | Self::Live(at) | Self::In(at, _) | Self::NotIn(at, _) => {
                (*at, None)
            }
            Self::Same(one, two) => (*one, Some(*two)),
            Self::Shared { key, .. } => (*key, None),
        };
        std::iter::once(one).chain(two)
    }

    /// How far up the highest of its rows stands.
    pub fn level(&self) -> usize {
        self.places().map(|place| place.level).max().unwrap_or(0)
    }
}

impl Rows {
    /// Rows whose column holds one of some values.
    pub(super) fn holding(at: Place, values: Vec<String>) -> Self {
        if values.is_empty() {
            Self::None
        } else {
            Self::Where(Test::In(at, values))
        }
    }

    /// Rows whose column holds something else.
    pub(super) fn not_holding(at: Place, values: Vec<String>) -> Self {
        Self::Where(if values.is_empty() {
            Test::Present(at)
        } else {
            Test::NotIn(at, values)
        })
    }

    pub(super) const fn every_if(holds: bool) -> Self {
        if holds { Self::Every } else { Self::None }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self::all([self, other])
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self::any([self, other])
    }

    /// Rows for which all hold; what follows from another part is left out.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        let parts = parts.into_iter().flat_map(|part| match part {
            Self::All(inner) => inner,
            Self::Every | Self::None | Self::Any(_) | Self::Where(_) => vec![part],
        });
        for part in parts {
            if part == Self::None {
                return Self::None;
            }
            if !kept.iter().any(|known| known.implies(&part)) && part != Self::Every {
                kept.retain(|known| !part.implies(known));
                kept.push(part);
            }
        }
        several(kept, Self::Every, Self::All)
    }

    /// Rows for which some hold; what implies another part is left out.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        let parts = parts.into_iter().flat_map(|part| match part {
            Self::Any(inner) => inner,
            Self::Every | Self::None | Self::All(_) | Self::Where(_) => vec![part],
        });
        for part in parts {
            if part == Self::Every {
                return Self::Every;
            }
            if !kept.iter().any(|known| part.implies(known)) && part != Self::None {
                kept.retain(|known| !known.implies(&part));
                kept.push(part);
            }
        }
        several(kept, Self::None, Self::Any)
    }

    /// Whether every row of this is one of the other, as far as their forms tell.
    fn implies(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        match (self, other) {
            (Self::None, _) | (_, Self::Every) => true,
            (Self::Any(parts), _) => parts.iter().all(|part| part.implies(other)),
            (_, Self::All(parts)) => parts.iter().all(|part| self.implies(part)),
            (Self::All(parts), Self::Any(wider)) => {
                wider.iter().any(|wide| self.implies(wide))
                    || parts.iter().any(|part| part.implies(other))
            }
            (Self::All(parts), _) => parts.iter().any(|part| part.implies(other)),
            (_, Self::Any(parts)) => parts.iter().any(|part| self.implies(part)),
            (Self::Where(one), Self::Where(two)) => one.implies(two),
            (Self::Every, _) | (_, Self::None) => false,
        }
    }
}

impl Test {
    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::In(at, _) | Self::NotIn(at, _) | Self::Shared { key: at, .. },
                Self::Present(there),
            ) => at == there,
            (Self::Same(one, two), Self::Present(there)) => one == there || two == there,
            (Self::In(at, values), Self::In(there, wider)) => {
                at == there && values.iter().all(|value| wider.contains(value))
            }
            (Self::In(at, values), Self::NotIn(there, barred)) => {
                at == there && !values.iter().any(|value| barred.contains(value))
            }
            (
                Self::Present(_)
                | Self::Live(_)
                | Self::In(..)
                | Self::NotIn(..)
                | Self::Same(..)
                | Self::Shared { .. },
                _,
            ) => self == other,
        }
    }
}

fn several(mut parts: Vec<Rows>, none: Rows, many: impl Fn(Vec<Rows>) -> Rows) -> Rows {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => none,
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            many(parts)
        }
    }
}
