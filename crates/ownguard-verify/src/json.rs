//! Strict JSON for what others sign or publish: token headers, claims, key sets. Member names
//! may not repeat at any depth; depth and size have limits; objects are searched, not hashed.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that fits a signed 64-bit integer and is written without fraction or exponent.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// The members of an object; no name occurs twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Json)>); // INVARIANT: sorted by name, names unique

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
        if text.len() > max_bytes {
            return Err(JsonFault::TooLarge);
        }
        let fault = Cell::new(JsonFault::Syntax);
        let mut reader = serde_json::Deserializer::from_slice(text);
        let seed = Strict {
            depth_left: max_depth,
            fault: &fault,
        };
        let value = seed.deserialize(&mut reader).map_err(|_| fault.get())?;
        reader.end().map_err(|_| JsonFault::Syntax)?;
        Ok(value)
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
        self.as_object()?
            .iter()
            .map(|(name, value)| Some((name, value.as_str()?)))
            .collect()
    }
}

impl Object {
    /// The member of that name, compared byte by byte.
    pub fn get(&self, name: &str) -> Option<&Json> {
        let at = self
            .0
            .binary_search_by(|(key, _)| key.as_str().cmp(name))
            .ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// The members, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

#[derive(Clone, Copy)]
struct Strict<'f> {
    depth_left: usize,
    fault: &'f Cell<JsonFault>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(Self {
                depth_left,
                fault: self.fault,
            }),
            None => Err(self.refuse(JsonFault::TooDeep)),
        }
    }

    fn refuse<E: serde::de::Error>(self, fault: JsonFault) -> E {
        self.fault.set(fault);
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Json, E> {
        // Beyond i64 a number is only good for being shown; it never equals an id.
        #[expect(
            clippy::cast_precision_loss,
            reason = "marked as Float, which nothing compares"
        )]
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut list: Vec<(String, Json)> = Vec::new();
        while let Some(name) = members.next_key()? {
            list.push((name, members.next_value_seed(inner)?));
        }
        // Sorting finds duplicates in n log n; a scan for each name would be a lever for flooding.
        list.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        if list
            .windows(2)
            .any(|pair| matches!(pair, [(left, _), (right, _)] if left == right))
        {
            return Err(self.refuse(JsonFault::Duplicate));
        }
        Ok(Json::Object(Object(list)))
    }
}

/// The string member `name` of a large object whose other members don't matter; a repeated
/// `name` is refused.
pub(crate) fn string_member(text: &[u8], name: &str) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let found = reader.deserialize_map(Pick(name)).ok()?;
    reader.end().ok()?;
    found
}

struct Pick<'n>(&'n str);

impl<'de> Visitor<'de> for Pick<'_> {
    type Value = Option<String>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<String>, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key::<String>()? {
            if name != self.0 {
                members.next_value::<serde::de::IgnoredAny>()?;
            } else if found.replace(members.next_value::<String>()?).is_some() {
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(found)
    }
}
