//! What an app tells the gate about a subject: `GET <facts>?sub=…`, answered
//! with version 1 of this shape. An unknown version or a wrong type is refused:
//! a fact that is not understood is no fact.
//!
//! ```json
//! {"v":1,"as_of":1700000000,"user":{"status":"active","verified":true},"staff":[],
//!  "memberships":[{"tenant":"t1","role":"admin","status":"active","plan":"pro","tenant_status":"active"}]}
//! ```

use ownguard_core::json::{Kind, Limits, Node, Tree};

/// What one source knows of a subject. `None` is that it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When it was true, in unix seconds.
    pub as_of: i64,
    /// Of the account.
    pub status: Option<String>,
    /// Whether the e-mail address is verified.
    pub verified: Option<bool>,
    /// The person's own plan.
    pub plan: Option<String>,
    /// Staff roles.
    pub staff: Option<Vec<String>>,
    /// Every membership.
    pub memberships: Option<Vec<MembershipFacts>>,
}

/// One membership as an app tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembershipFacts {
    /// The tenant's key.
    pub tenant: String,
    /// The role.
    pub role: Option<String>,
    /// Of the membership; absent is active.
    pub status: Option<String>,
    /// The tenant's plan.
    pub plan: Option<String>,
    /// Of the tenant; absent is active.
    pub tenant_status: Option<String>,
}

/// The answer is not of this shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFacts;

impl Facts {
    /// Reads an answer.
    pub fn parse(body: &[u8]) -> Result<Self, NotFacts> {
        let tree = Tree::parse(body, &Limits::default()).map_err(|_| NotFacts)?;
        let root = tree
            .root()
            .filter(|root| is_version_one(*root))
            .ok_or(NotFacts)?;
        let user = root.get("user").filter(|user| user.kind() == Kind::Object);
        let of_user = |name| user.map_or(Ok(None), |user| text(user, name));
        let verified = match user.and_then(|user| user.get("verified")) {
            None => None,
            Some(node) if node.kind() == Kind::Null => None,
            Some(node) => Some(node.value().as_bool().ok_or(NotFacts)?),
        };
        Ok(Self {
            as_of: integer(root.get("as_of").ok_or(NotFacts)?)?,
            status: of_user("status")?,
            verified,
            plan: of_user("plan")?,
            staff: list(root.get("staff"), |node| {
                node.value().as_str().map(Into::into).ok_or(NotFacts)
            })?,
            memberships: list(root.get("memberships"), membership)?,
        })
    }
}

fn membership(node: Node<'_>) -> Result<MembershipFacts, NotFacts> {
    Ok(MembershipFacts {
        tenant: text(node, "tenant")?.ok_or(NotFacts)?,
        role: text(node, "role")?,
        status: text(node, "status")?,
        plan: text(node, "plan")?,
        tenant_status: text(node, "tenant_status")?,
    })
}

pub(crate) fn is_version_one(root: Node<'_>) -> bool {
    root.get("v")
        .is_some_and(|version| version.value().as_number() == Some("1"))
}

/// A string, or a number in its own characters; null and absent are `None`.
fn text(node: Node<'_>, name: &str) -> Result<Option<String>, NotFacts> {
    let Some(member) = node.get(name) else {
        return Ok(None);
    };
    let value = member.value();
    match member.kind() {
        Kind::Null => Ok(None),
        Kind::String => Ok(value.as_str().map(Into::into)),
        Kind::Number => Ok(value.as_number().map(Into::into)),
        Kind::Bool | Kind::Array | Kind::Object => Err(NotFacts),
    }
}

fn integer(node: Node<'_>) -> Result<i64, NotFacts> {
    let number = node.value().as_number().ok_or(NotFacts)?;
    number.parse().map_err(|_| NotFacts)
}

fn list<T>(
    node: Option<Node<'_>>,
    item: impl Fn(Node<'_>) -> Result<T, NotFacts>,
) -> Result<Option<Vec<T>>, NotFacts> {
    match node {
        None => Ok(None),
        Some(node) if node.kind() == Kind::Null => Ok(None),
        Some(node) if node.kind() == Kind::Array => {
            node.items().map(item).collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(NotFacts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_the_documented_shape_is_read_whole() {
        let facts = Facts::parse(
            br#"{"v":1,"as_of":1700000000,"user":{"status":"active","verified":true},"staff":["support"],
                "memberships":[{"tenant":"t1","role":"admin","status":"active","plan":"pro","tenant_status":"active"},
                {"tenant":7,"role":null}]}"#,
        )
        .unwrap();
        assert_eq!(facts.as_of, 1_700_000_000);
        assert_eq!(
            (facts.status.as_deref(), facts.verified),
            (Some("active"), Some(true))
        );
        let memberships = facts.memberships.unwrap();
        assert_eq!(memberships[0].plan.as_deref(), Some("pro"));
        assert_eq!(
            (
                memberships[1].tenant.as_str(),
                memberships[1].role.as_deref()
            ),
            ("7", None)
        );
    }

    #[test]
    fn what_a_source_leaves_out_is_unknown_and_not_empty() {
        let facts = Facts::parse(br#"{"v":1,"as_of":1}"#).unwrap();
        assert_eq!(
            facts,
            Facts {
                as_of: 1,
                ..Facts::default()
            }
        );
    }

    #[test]
    fn an_answer_of_another_shape_is_no_fact() {
        let bodies: [&[u8]; 9] = [
            b"",
            b"[]",
            b"{}",
            br#"{"v":2,"as_of":1}"#,
            br#"{"v":1}"#,
            br#"{"v":1,"as_of":"1"}"#,
            br#"{"v":1,"as_of":1,"memberships":{}}"#,
            br#"{"v":1,"as_of":1,"memberships":[{"role":"admin"}]}"#,
            br#"{"v":1,"as_of":1,"user":{"verified":"yes"}}"#,
        ];
        for body in bodies {
            assert_eq!(
                Facts::parse(body),
                Err(NotFacts),
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }
}
