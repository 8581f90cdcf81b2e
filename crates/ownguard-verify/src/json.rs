//! Strict JSON for what others sign or publish: token headers, claims, key sets. Member names
//! may not repeat at any depth; depth and size have limits; objects are searched, not hashed.

use ownguard_core::json::{Error, Fault, Kind, Limits, Node, Tree};

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that fits a signed 64-bit integer and is written without fraction or exponent.
    Int(i64),
    /// Any other number, as it is written.
    Decimal(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// The members of an object, in its order; no name occurs twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Json)>);

/// Why a text is not accepted as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonFault {
    /// Longer than the limit.
    TooLarge,
    /// Nested deeper than the limit.
    TooDeep,
    /// A member name repeats within one object.
    Duplicate,
    /// Not JSON.
    Syntax,
}

impl Json {
    /// Parses `text`, at most `max_bytes` long and nested at most `max_depth` deep (a scalar has
    /// depth 0, `[]` depth 1).
    pub fn parse(text: &[u8], max_bytes: usize, max_depth: usize) -> Result<Self, JsonFault> {
        let tree = tree(text, max_bytes, max_depth)?;
        tree.root().and_then(read).ok_or(JsonFault::Syntax)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The integer, if it is one; `1.0` and `1e0` are not.
    pub fn as_i64(&self) -> Option<i64> {
        if let Self::Int(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(members) = self {
            Some(members)
        } else {
            None
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The elements of an array of strings; nothing if one of them is not a string.
    pub fn as_strings(&self) -> Option<Vec<&str>> {
        self.as_array()?.iter().map(Self::as_str).collect()
    }

    /// The members of an object whose values are all strings, sorted by name.
    pub fn as_string_map(&self) -> Option<Vec<(&str, &str)>> {
        let mut sorted: Vec<(&str, &str)> = Vec::new();
        for (name, value) in self.as_object()?.iter() {
            let place = sorted.partition_point(|(known, _)| *known < name);
            sorted.insert(place, (name, value.as_str()?));
        }
        Some(sorted)
    }
}

impl Object {
    /// The member of that name, compared byte by byte.
    pub fn get(&self, name: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// The members, in the object's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

fn tree(text: &[u8], max_bytes: usize, max_depth: usize) -> Result<Tree<'_>, JsonFault> {
    let limits = Limits {
        bytes: max_bytes,
        depth: u32::try_from(max_depth).unwrap_or(u32::MAX),
        ..Limits::default()
    };
    Tree::parse(text, &limits).map_err(|error: Error| match error.fault {
        Fault::TooLarge => JsonFault::TooLarge,
        Fault::TooDeep => JsonFault::TooDeep,
        Fault::DuplicateMember => JsonFault::Duplicate,
        Fault::NotUtf8
        | Fault::ByteOrderMark
        | Fault::Syntax
        | Fault::LoneSurrogate
        | Fault::Trailing
        | Fault::RowsNotFound
        | Fault::TooManyRows => JsonFault::Syntax,
    })
}

/// As deep as the tree, which is bounded.
fn read(node: Node<'_>) -> Option<Json> {
    let value = node.value();
    Some(match node.kind() {
        Kind::Null => Json::Null,
        Kind::Bool => Json::Bool(value.as_bool()?),
        Kind::Number => number(value.as_number()?),
        Kind::String => Json::String(value.as_str()?.into_owned()),
        Kind::Array => Json::Array(node.items().map(read).collect::<Option<_>>()?),
        Kind::Object => {
            let members = node
                .members()
                .map(|member| Some((member.name.into_owned(), read(member.value)?)));
            Json::Object(Object(members.collect::<Option<_>>()?))
        }
    })
}

fn number(text: &str) -> Json {
    match text.parse() {
        Ok(number) => Json::Int(number),
        Err(_) => Json::Decimal(text.to_owned()),
    }
}

/// The string member `name` of a large object whose other members don't matter.
pub(crate) fn string_member(text: &[u8], name: &str) -> Option<String> {
    let tree = tree(text, text.len(), usize::MAX).ok()?;
    let value = tree.root()?.get(name)?.value();
    Some(value.as_str()?.into_owned())
}
