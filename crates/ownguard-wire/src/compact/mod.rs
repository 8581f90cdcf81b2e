//! A model and a session in few bytes, for hosts where a reader of TOML and JSON
//! would cost more than deciding: what was checked once is not checked again, and
//! what does not fit in shape is refused whole.
//!
//! The form is ownguard's own and holds for one version of it: the first bytes say
//! which. Numbers are LEB128, texts and lists stand behind their length. A model
//! is sealed together with the texts that it travels with, so that a file of which
//! one half was changed is refused. The seal finds accidents; it is no proof of
//! who wrote it.

mod document;
mod model;
mod session;

use crate::model::{Document, Problems};
use ownguard_core::{Session, Spec};

/// The version of the form; another is refused.
const FORM: [u8; 4] = *b"og\0\x01";

/// How many bytes the seal has.
const SEAL: usize = 8;

/// Why bytes are no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAModel {
    /// Another version of ownguard wrote them, or nobody did.
    Form,
    /// They, or a text beside them, are not what was written.
    Seal,
}

/// The model, but for what only a gate has use for: routes, levels' ends, and how services prove
/// themselves. `beside` are the texts that it travels with.
pub fn write(document: &Document, beside: [&str; 2]) -> Vec<u8> {
    let mut spec = Vec::new();
    document.spec.put(&mut spec);
    let mut body = Vec::new();
    spec.len().put(&mut body);
    body.extend(spec);
    document::put(document, &mut body);
    let seal = sealed(&body, beside).to_le_bytes();
    [&FORM[..], &seal, &body].concat()
}

/// What decides: without anything of HTTP. Checks the seal.
pub fn read_spec(bytes: &[u8], beside: [&str; 2]) -> Result<Spec, NotAModel> {
    let (seal, mut body) = opened(bytes).ok_or(NotAModel::Form)?;
    if *seal != sealed(body, beside).to_le_bytes() {
        return Err(NotAModel::Seal);
    }
    decisive(&mut body).ok_or(NotAModel::Form)
}

/// All that was written. The seal is not checked again: the texts may be elsewhere by now.
pub fn read(bytes: &[u8]) -> Result<Document, NotAModel> {
    let (_, mut body) = opened(bytes).ok_or(NotAModel::Form)?;
    let spec = decisive(&mut body).ok_or(NotAModel::Form)?;
    let document = document::get(spec, &mut body);
    document.filter(|_| body.is_empty()).ok_or(NotAModel::Form)
}

/// The session.
pub fn write_session(session: &Session) -> Vec<u8> {
    let mut to = FORM.to_vec();
    session.put(&mut to);
    to
}

/// The session; `None` where the bytes are not of this version of the form.
pub fn read_session(bytes: &[u8]) -> Option<Session> {
    let mut from = bytes.strip_prefix(&FORM)?;
    let session = Session::get(&mut from)?;
    from.is_empty().then_some(session)
}

/// The seal, and what it is about.
fn opened(bytes: &[u8]) -> Option<(&[u8; SEAL], &[u8])> {
    bytes.strip_prefix(&FORM)?.split_first_chunk()
}

fn decisive(body: &mut &[u8]) -> Option<Spec> {
    let length = usize::get(body)?;
    let (mut spec, rest) = body.split_at_checked(length)?;
    *body = rest;
    let read = Spec::get(&mut spec)?;
    spec.is_empty().then_some(read)
}

/// FNV-1a in 64 bits, over each part and its length.
fn sealed(body: &[u8], [one, two]: [&str; 2]) -> u64 {
    let mut seal = 0xcbf2_9ce4_8422_2325;
    for part in [body, one.as_bytes(), two.as_bytes()] {
        let length = (part.len() as u64).to_le_bytes();
        for byte in part.iter().chain(&length) {
            seal = (seal ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    seal
}

/// A value that can be written and read.
trait Compact: Sized {
    fn put(&self, to: &mut Vec<u8>);
    fn get(from: &mut &[u8]) -> Option<Self>;
}

/// The members of a struct in turn.
macro_rules! compact {
    ($name:ty { $($member:ident),* $(,)? } $($rest:tt)*) => {
        impl Compact for $name {
            fn put(&self, to: &mut Vec<u8>) {
                $(self.$member.put(to);)*
            }

            fn get(from: &mut &[u8]) -> Option<Self> {
                $(let $member = Compact::get(from)?;)*
                Some(Self { $($member,)* $($rest)* })
            }
        }
    };
}
use compact;

/// The values of a closed set, by their places in a list of all.
macro_rules! places {
    ($name:ty: $all:expr) => {
        impl Compact for $name {
            fn put(&self, to: &mut Vec<u8>) {
                let at = $all.iter().position(|known| known == self);
                at.unwrap_or(usize::MAX).put(to);
            }

            fn get(from: &mut &[u8]) -> Option<Self> {
                $all.get(usize::get(from)?).copied()
            }
        }
    };
}
use places;

fn byte(from: &mut &[u8]) -> Option<u8> {
    let (first, rest) = from.split_first()?;
    *from = rest;
    Some(*first)
}

impl Compact for u64 {
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    fn put(&self, to: &mut Vec<u8>) {
        let mut left = *self;
        while left > 0x7F {
            to.push(left as u8 | 0x80);
            left >>= 7;
        }
        to.push(left as u8);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let next = byte(from)?;
            let bits = Self::from(next & 0x7F);
            value |= bits << shift;
            // What does not fit, or begins with nothing, has another spelling.
            if (bits << shift) >> shift != bits || (next == 0 && shift > 0) {
                return None;
            }
            if next & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// Numbers that fit into 64 bits.
macro_rules! number {
    ($($name:ty),*) => {$(
        impl Compact for $name {
            fn put(&self, to: &mut Vec<u8>) {
                u64::try_from(*self).unwrap_or(u64::MAX).put(to);
            }

            fn get(from: &mut &[u8]) -> Option<Self> {
                Self::try_from(u64::get(from)?).ok()
            }
        }
    )*};
}
number!(usize, u32, u8);

impl Compact for i64 {
    fn put(&self, to: &mut Vec<u8>) {
        self.cast_unsigned().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(u64::get(from)?.cast_signed())
    }
}

impl Compact for bool {
    fn put(&self, to: &mut Vec<u8>) {
        u8::from(*self).put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        match byte(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Compact for String {
    fn put(&self, to: &mut Vec<u8>) {
        self.len().put(to);
        to.extend(self.as_bytes());
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let length = usize::get(from)?;
        let (text, rest) = from.split_at_checked(length)?;
        let text = std::str::from_utf8(text).ok()?;
        *from = rest;
        Some(text.to_owned())
    }
}

impl<T: Compact> Compact for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.len().put(to);
        for item in self {
            item.put(to);
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        // A length that no bytes follow ends at the first item that is missing.
        let length = usize::get(from)?;
        (0..length).map(|_| T::get(from)).collect()
    }
}

impl<T: Compact> Compact for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::get(from)? {
            Some(T::get(from)?)
        } else {
            None
        })
    }
}

impl<A: Compact, B: Compact> Compact for (A, B) {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
        self.1.put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some((A::get(from)?, B::get(from)?))
    }
}

#[cfg(test)]
mod tests;
