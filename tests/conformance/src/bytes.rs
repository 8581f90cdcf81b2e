//! Bytes as vectors write them: a text, JSON, or base64url where they are no text.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bytes {
    /// UTF-8.
    Text(String),
    /// JSON without white space, members in the order of their names.
    Json(Value),
    /// Without padding.
    Base64url(String),
    /// This text, so many times.
    Repeat(String, usize),
}

impl Bytes {
    pub(crate) fn read(&self) -> Result<Vec<u8>, String> {
        Ok(match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Json(value) => crate::canonical(value.clone()).into_bytes(),
            Self::Base64url(text) => decode(text)?,
            Self::Repeat(text, times) => text.repeat(*times).into_bytes(),
        })
    }

    /// As text where they are one.
    pub(crate) fn write(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64url(encode(bytes)),
        }
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

pub(crate) fn decode(text: &str) -> Result<Vec<u8>, String> {
    Base64UrlUnpadded::decode_vec(text)
        .map_err(|error| format!("`{text}` is not base64url: {error}"))
}

/// Exactly 16 bytes, in base64url.
pub(crate) fn sixteen(text: &str) -> Result<[u8; 16], String> {
    decode(text)?
        .try_into()
        .map_err(|_| format!("`{text}` is not 16 bytes"))
}

/// Header fields, in order.
pub(crate) type Fields = Vec<(String, String)>;
