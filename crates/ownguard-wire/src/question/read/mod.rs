//! Targets and callers read without serde, for hosts where its code would weigh more
//! than the decision: the same shapes, and what is not of them is refused.

mod caller;

use super::{Done, Row, Said, Where};
use ownguard_core::json::{Kind, Limits, Node, Tree};
use std::collections::BTreeMap;

/// Not of its shape; the member that is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAQuestion(pub String);

impl Done {
    /// Reads a target in JSON, as [`serde::Deserialize`] does.
    pub fn parse(text: &[u8]) -> Result<Self, NotAQuestion> {
        let tree = parsed(text)?;
        let mut members = object(root(&tree)?, "target")?;
        let (Some((name, value)), None) = (members.next(), members.next()) else {
            return Err(bad("one of `row`, `new`, `collection`, `listing`"));
        };
        match &*name {
            "row" => Ok(Self::Row(Box::new(row(value)?))),
            "new" => Ok(Self::New(place(value)?)),
            "collection" => Ok(Self::Collection(place(value)?)),
            "listing" => Ok(Self::Listing(place(value)?)),
            other => Err(bad(other)),
        }
    }
}

impl Row {
    /// Reads the labels of a row in JSON, as [`serde::Deserialize`] does.
    pub fn parse(node: Node<'_>) -> Result<Self, NotAQuestion> {
        row(node)
    }
}

fn parsed(text: &[u8]) -> Result<Tree<'_>, NotAQuestion> {
    Tree::parse(text, &Limits::default()).map_err(|_| bad("this is no JSON"))
}

fn root<'t>(tree: &'t Tree<'_>) -> Result<Node<'t>, NotAQuestion> {
    tree.root().ok_or_else(|| bad("nothing"))
}

fn place(node: Node<'_>) -> Result<Where, NotAQuestion> {
    let mut place = Where::default();
    for (name, value) in object(node, "place")? {
        match &*name {
            "tenant" => place.tenant = optional(value, &name)?,
            "parent" => place.parent = parent(value)?,
            other => return Err(bad(other)),
        }
    }
    Ok(place)
}

fn row(node: Node<'_>) -> Result<Row, NotAQuestion> {
    let mut row = Row::default();
    for (name, value) in object(node, "row")? {
        match &*name {
            "key" => row.key = said(value, &name)?,
            "tenant" => row.tenant = said(value, &name)?,
            "owner" => row.owner = said(value, &name)?,
            "visibility" => row.visibility = said(value, &name)?,
            "deleted" => row.deleted = said(value, &name)?,
            "share" => row.share = said(value, &name)?,
            "role" => row.role = said(value, &name)?,
            "parent" => row.parent = parent(value)?,
            "when" => row.when = conditions(value)?,
            "last" => {
                row.last = match value.kind() {
                    Kind::Null => None,
                    Kind::Bool | Kind::Number | Kind::String | Kind::Array | Kind::Object => {
                        Some(truth(value, &name)?)
                    }
                }
            }
            other => return Err(bad(other)),
        }
    }
    Ok(row)
}

fn parent(node: Node<'_>) -> Result<Said<Box<Row>>, NotAQuestion> {
    Ok(match node.kind() {
        Kind::Null => Said::Null,
        Kind::Bool | Kind::Number | Kind::String | Kind::Array | Kind::Object => {
            Said::Value(Box::new(row(node)?))
        }
    })
}

fn conditions(node: Node<'_>) -> Result<BTreeMap<String, Option<String>>, NotAQuestion> {
    let mut conditions = BTreeMap::new();
    for (name, value) in object(node, "when")? {
        let value = optional(value, &name)?;
        conditions.insert(name.into_owned(), value);
    }
    Ok(conditions)
}

fn said(node: Node<'_>, name: &str) -> Result<Said<String>, NotAQuestion> {
    Ok(optional(node, name)?.map_or(Said::Null, Said::Value))
}

fn truth(node: Node<'_>, name: &str) -> Result<bool, NotAQuestion> {
    let truth = node.value().as_bool();
    truth.ok_or_else(|| bad(name))
}

fn optional(node: Node<'_>, name: &str) -> Result<Option<String>, NotAQuestion> {
    match node.kind() {
        Kind::Null => Ok(None),
        Kind::String => match node.value().as_str() {
            Some(text) => Ok(Some(text.into_owned())),
            None => Err(bad(name)),
        },
        Kind::Bool | Kind::Number | Kind::Array | Kind::Object => Err(bad(name)),
    }
}

type Members<'a> = Box<dyn Iterator<Item = (std::borrow::Cow<'a, str>, Node<'a>)> + 'a>;

fn object<'a>(node: Node<'a>, name: &str) -> Result<Members<'a>, NotAQuestion> {
    if node.kind() != Kind::Object {
        return Err(bad(name));
    }
    let members = node.members();
    Ok(Box::new(members.map(|member| (member.name, member.value))))
}

fn bad(name: &str) -> NotAQuestion {
    NotAQuestion(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_serde_reads_it() {
        let good = [
            r#"{"row":{}}"#,
            r#"{"row":{"key":"k","tenant":null,"owner":"ü\n","visibility":"public","deleted":null,"share":"view",
                "when":{"status":"open","kind":null},"role":"admin","last":true,"parent":{"tenant":"t","parent":null}}}"#,
            r#"{"new":{"tenant":"t1"}}"#,
            r#"{"new":{"tenant":null,"parent":{"key":"p"}}}"#,
            r#"{"collection":{"parent":null}}"#,
            r#"{"listing":{}}"#,
        ];
        for text in good {
            let read = Done::parse(text.as_bytes()).unwrap();
            let serde: Done = serde_json::from_str(text).unwrap();
            assert_eq!(format!("{read:?}"), format!("{serde:?}"), "{text}");
        }
        let bad = [
            "",
            "{}",
            "[]",
            r#"{"row":{},"new":{}}"#,
            r#"{"rows":{}}"#,
            r#"{"row":{"owner":1}}"#,
            r#"{"row":{"owner":["u"]}}"#,
            r#"{"row":{"ownr":"u"}}"#,
            r#"{"row":{"owner":"u","owner":"v"}}"#,
            r#"{"row":{"last":"yes"}}"#,
            r#"{"row":{"when":[]}}"#,
            r#"{"row":{"parent":"p"}}"#,
            r#"{"new":{"tenant":1}}"#,
            r#"{"listing":{"key":"k"}}"#,
        ];
        for text in bad {
            assert!(Done::parse(text.as_bytes()).is_err(), "{text}");
            assert!(serde_json::from_str::<Done>(text).is_err(), "{text}");
        }
    }
}
