//! A request body as the write rules see it: members with their values, whether
//! they came as JSON, as a form or as multipart.

use super::content_type::BodyKind;
use super::form::{self, BodyField, FieldValue, FormFault};
use super::key::{JsonKey, Key, KeyKind};
use super::multipart;
use super::query::Limits as FormLimits;
use super::refusal::{Refusal, Rejection};
use super::request::Stop;
use crate::json::{Kind, Limits, Node, Pointer, Tree};
use std::borrow::Cow;

/// A body that was read.
pub(crate) enum Written<'a> {
    Json(Tree<'a>),
    Form(Vec<BodyField<'a>>),
}

/// What stands under one name.
#[derive(Clone, Debug)]
pub(crate) enum Given<'w> {
    Null,
    /// A scalar in its own characters; strings unescaped.
    Text(Cow<'w, str>),
    /// An array or object of a JSON body.
    Nested(Node<'w>),
    /// A file, or part of a name with brackets.
    Opaque,
}

/// Reads a body of a type that can be looked into. A name that stands twice in one object is refused.
pub(crate) fn read_body<'a>(bytes: &'a [u8], kind: BodyKind<'_>) -> Result<Written<'a>, Stop> {
    let bad = |_: FormFault| Rejection::from(Refusal::BadBody);
    Ok(match kind {
        BodyKind::Json => {
            let limits = Limits {
                bytes: bytes.len(),
                ..Limits::default()
            };
            let tree = Tree::parse(bytes, &limits)
                .map_err(|error| Rejection::about(Refusal::BadBody, &error.to_string()))?;
            Written::Json(tree)
        }
        BodyKind::Form => Written::Form(form::parse(bytes, &FormLimits::USUAL).map_err(bad)?),
        BodyKind::Multipart(boundary) => {
            Written::Form(multipart::parse(bytes, boundary, &FormLimits::USUAL).map_err(bad)?)
        }
        BodyKind::Opaque => return Err(Refusal::UnknownBodyType.into()),
    })
}

impl Written<'_> {
    /// The members at a place of the body; an error where no object stands there.
    pub(crate) fn members(
        &self,
        at: Option<&Pointer>,
    ) -> Result<Vec<(Cow<'_, str>, Given<'_>)>, Stop> {
        match self {
            Self::Json(tree) => {
                let root = tree.root().ok_or(Refusal::BadBody)?;
                let node = match at {
                    None => Some(root),
                    Some(pointer) => root.at(pointer),
                };
                let object = node
                    .filter(|node| node.kind() == Kind::Object)
                    .ok_or(Refusal::BadBody)?;
                Ok(object
                    .members()
                    .map(|member| (member.name, given(member.value)))
                    .collect())
            }
            Self::Form(fields) if at.is_none() => {
                Ok(fields.iter().filter_map(form_member).collect())
            }
            Self::Form(_) => Err(Refusal::BadBody.into()),
        }
    }

    /// The scalar at a place of the body.
    pub(crate) fn scalar(&self, at: &Pointer) -> Option<Cow<'_, str>> {
        let found = match self {
            Self::Json(tree) => given(tree.root()?.at(at)?),
            Self::Form(fields) => {
                let mut names = at.names();
                let (name, None) = (names.next()?, names.next()) else {
                    return None;
                };
                fields
                    .iter()
                    .filter_map(form_member)
                    .find(|(known, _)| known == name)?
                    .1
            }
        };
        match found {
            Given::Text(text) => Some(text),
            Given::Null | Given::Nested(_) | Given::Opaque => None,
        }
    }

    /// The keys in the array at a place of the body, each in its one spelling.
    pub(crate) fn keys(&self, at: &Pointer, kind: KeyKind) -> Result<Vec<String>, Stop> {
        let Self::Json(tree) = self else {
            return Err(Refusal::BadBody.into());
        };
        let array = tree
            .root()
            .and_then(|root| root.at(at))
            .filter(|node| node.kind() == Kind::Array);
        let array = array.ok_or_else(|| Rejection::about(Refusal::BadBody, "ids"))?;
        array.items().map(|item| json_key(kind, item)).collect()
    }
}

fn json_key(kind: KeyKind, node: Node<'_>) -> Result<String, Stop> {
    let value = node.value();
    let text = value.as_str();
    let named = match (&text, value.as_number()) {
        (Some(text), _) => JsonKey::Text(text),
        (None, Some(number)) => JsonKey::Number(number),
        (None, None) => return Err(Refusal::BadBody.into()),
    };
    let key = Key::from_json(kind, named).map_err(|_| Refusal::NotCanonical)?;
    Ok(key.as_str().to_owned())
}

fn given(node: Node<'_>) -> Given<'_> {
    let value = node.value();
    match value.kind() {
        Kind::Null => Given::Null,
        Kind::Bool | Kind::Number => Given::Text(Cow::Borrowed(value.raw())),
        Kind::String => value.as_str().map_or(Given::Opaque, Given::Text),
        Kind::Array | Kind::Object => Given::Nested(node),
    }
}

fn form_member<'w>(field: &'w BodyField<'_>) -> Option<(Cow<'w, str>, Given<'w>)> {
    let name = Cow::Borrowed(&**field.path.first()?);
    let whole = field.path.len() == 1;
    let given = match &field.value {
        FieldValue::Text(text) if whole => Given::Text(Cow::Borrowed(text)),
        FieldValue::Text(_) | FieldValue::File { .. } => Given::Opaque,
    };
    Some((name, given))
}
