//! What an app tells the gate about rows: `POST <labels>` with
//! `{"v":1,"sub":…,"resource":…,"keys":[…]}`, answered with
//! `{"v":1,"rows":{key: {tenant, owner, visibility, deleted, share, when, parent} | null}}`.
//! `parent` is the same shape with its `key`, or null; members also tell `role` and `last`.

use ownguard_core::http::{Above, LabelText, Labels};
use ownguard_core::json::{Kind, Limits, Node, Tree};
use ownguard_core::{Model, Resource, Share};

use crate::facts::is_version_one;

/// The answer is not of this shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLabels;

/// How many keys one call may ask for.
pub const MAX_KEYS: usize = 200;

/// The body of a call.
pub fn request(subject: Option<&str>, resource: &str, keys: &[&str]) -> String {
    let mut body = String::from("{\"v\":1,\"sub\":");
    match subject {
        Some(subject) => crate::event::write_text(&mut body, subject),
        None => body.push_str("null"),
    }
    body.push_str(",\"resource\":");
    crate::event::write_text(&mut body, resource);
    body.push_str(",\"keys\":[");
    for (at, key) in keys.iter().enumerate() {
        if at > 0 {
            body.push(',');
        }
        crate::event::write_text(&mut body, key);
    }
    body.push_str("]}");
    body
}

/// Reads an answer: for each key that was asked, its labels, or `None` where there is no such row. A key
/// that the answer leaves out has no row.
pub fn parse(
    model: &Model,
    resource: usize,
    keys: &[&str],
    body: &[u8],
) -> Result<Vec<Option<Labels<'static>>>, NotLabels> {
    let tree = Tree::parse(body, &Limits::default()).map_err(|_| NotLabels)?;
    let root = tree
        .root()
        .filter(|root| is_version_one(*root))
        .ok_or(NotLabels)?;
    let rows = root
        .get("rows")
        .filter(|rows| rows.kind() == Kind::Object)
        .ok_or(NotLabels)?;
    let resource = model.resource(resource).ok_or(NotLabels)?;
    let read = |key: &&str| match rows.get(key) {
        None => Ok(None),
        Some(row) if row.kind() == Kind::Null => Ok(None),
        Some(row) => labels(model, resource, row, Some(key)).map(Some),
    };
    keys.iter().map(read).collect()
}

fn labels(
    model: &Model,
    resource: &Resource,
    row: Node<'_>,
    key: Option<&str>,
) -> Result<Labels<'static>, NotLabels> {
    if row.kind() != Kind::Object {
        return Err(NotLabels);
    }
    let spec = resource.spec();
    let when = row.get("when");
    let condition = |field: &usize| {
        let column = resource
            .fields()
            .get(*field)
            .map_or("", |field| &field.column);
        when.map_or(Ok(LabelText::Absent), |when| text(when, column))
    };
    let parent = match (&spec.parent, row.get("parent")) {
        (None, _) | (_, None) => Above::Absent,
        (Some(_), Some(node)) if node.kind() == Kind::Null => Above::Missing,
        (Some(parent), Some(node)) => {
            let resource = model.resource(parent.resource).ok_or(NotLabels)?;
            Above::Row(Box::new(labels(model, resource, node, None)?))
        }
    };
    Ok(Labels {
        key: match key {
            Some(key) => LabelText::Value(key.to_owned().into()),
            None => text(row, "key")?,
        },
        tenant: text(row, "tenant")?,
        owner: text(row, "owner")?,
        visibility: text(row, "visibility")?,
        deleted: text(row, "deleted")?,
        share: share(model, row)?,
        parent,
        when: spec.when.iter().map(condition).collect::<Result<_, _>>()?,
        role: text(row, "role")?,
        last_holder: row.get("last").and_then(|last| last.value().as_bool()),
    })
}

/// A level that the model does not know is no level.
fn share(model: &Model, row: Node<'_>) -> Result<Share, NotLabels> {
    Ok(match text(row, "share")? {
        LabelText::Absent => Share::Absent,
        LabelText::Null => Share::None,
        LabelText::Value(level) => {
            let level = model.vocabulary().find(&format!("shared.{level}"));
            level.map_or(Share::None, Share::Level)
        }
    })
}

fn text(node: Node<'_>, name: &str) -> Result<LabelText<'static>, NotLabels> {
    let Some(member) = node.get(name) else {
        return Ok(LabelText::Absent);
    };
    let value = member.value();
    let text = match member.kind() {
        Kind::Null => return Ok(LabelText::Null),
        Kind::String => value.as_str().ok_or(NotLabels)?.into_owned(),
        Kind::Bool | Kind::Number => value.raw().to_owned(),
        Kind::Array | Kind::Object => return Err(NotLabels),
    };
    Ok(LabelText::Value(text.into()))
}
