//! Masks: what a reader who may know that there is a value sees of it. Public semantics, the same
//! on every platform.
//!
//! A mask acts on strings. Any other value becomes `null`: a number's length alone says much, and a
//! number turned into a string breaks typed clients. A string it can't read becomes `***`. Every
//! mask is idempotent, and what it writes needs no JSON escape.

/// A way to show part of a string. "Alphanumeric" is Unicode's (`char::is_alphanumeric`); a
/// character is a Unicode scalar value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mask {
    /// `ada@example.com` → `a***@example.com`: the first character before the last `@`, if
    /// alphanumeric, and the domain. The domain holds alphanumerics, `-` and `.` only, and at
    /// least one character.
    Email,
    /// `4242 4242 4242 4242` → `***4242`: the last four alphanumerics of at least eight, so that
    /// no more than half is shown. `***` with four alphanumerics stays.
    Last4,
    /// `Ada Lovelace` → `A***`: the first character that is not white space, if alphanumeric.
    Initial,
    /// `1815-12-10T…` → `1815`: the year of a date that begins `YYYY-MM-DD`, or of
    /// `YYYY` alone. Behind the day stands nothing, a `T` or a space.
    Year,
    /// Anything → `***`.
    Hidden,
}

const HIDDEN: &str = "***";

impl Mask {
    /// Every mask, in the order of their discriminants.
    pub const ALL: [Self; 5] = [
        Self::Email,
        Self::Last4,
        Self::Initial,
        Self::Year,
        Self::Hidden,
    ];

    /// Its name in a model, behind `mask:`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Last4 => "last4",
            Self::Initial => "initial",
            Self::Year => "year",
            Self::Hidden => "hidden",
        }
    }

    /// The mask of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mask| mask.name() == name)
    }

    /// The string masked. Holds only alphanumerics, `*`, `@`, `.` and `-`.
    pub fn apply(self, text: &str) -> String {
        let seen = match self {
            Self::Email => email(text),
            Self::Last4 => last4(text),
            Self::Initial => initial(text),
            Self::Year => year(text),
            Self::Hidden => None,
        };
        seen.unwrap_or_else(|| HIDDEN.to_owned())
    }
}

fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let in_domain = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    if local.is_empty() || domain.is_empty() || !domain.chars().all(in_domain) {
        return None;
    }
    let first: String = local
        .chars()
        .take(1)
        .filter(|c| c.is_alphanumeric())
        .collect();
    Some([&first, HIDDEN, "@", domain].concat())
}

fn last4(text: &str) -> Option<String> {
    let masked = text
        .strip_prefix(HIDDEN)
        .is_some_and(|rest| rest.chars().count() == 4 && rest.chars().all(char::is_alphanumeric));
    if masked {
        return Some(text.to_owned());
    }
    let legible = text.chars().rev().filter(|c| c.is_alphanumeric());
    let last: Vec<char> = legible.take(8).collect();
    let &[d, c, b, a, _, _, _, _] = last.as_slice() else {
        return None;
    };
    Some(HIDDEN.chars().chain([a, b, c, d]).collect())
}

fn initial(text: &str) -> Option<String> {
    let first = text
        .trim_start()
        .chars()
        .next()
        .filter(|c| c.is_alphanumeric())?;
    Some([first.encode_utf8(&mut [0; 4]), HIDDEN].concat())
}

fn year(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let date = match rest.as_bytes() {
        [] => true,
        [b'-', a, b, b'-', c, d, after @ ..] => {
            [a, b, c, d].into_iter().all(u8::is_ascii_digit)
                && matches!(after, [] | [b'T' | b't' | b' ', ..])
        }
        _ => false,
    };
    (date && year.bytes().all(|digit| digit.is_ascii_digit())).then(|| year.to_owned())
}
