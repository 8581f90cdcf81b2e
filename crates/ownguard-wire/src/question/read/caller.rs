//! Callers read without serde.

use super::{NotAQuestion, bad, object, optional, parsed, root, said, truth};
use crate::question::{Caller, Member, Said, Standing, When};
use ownguard_core::json::{Kind, Node};

/// Every member that some kind of caller has.
#[derive(Default)]
struct Told {
    kind: Option<String>,
    id: Option<String>,
    name: Option<String>,
    tenant: Said<String>,
    roles: Option<Vec<String>>,
    status: Option<Standing>,
    verified: Option<bool>,
    plan: Said<String>,
    as_of: Said<When>,
    memberships: Option<Vec<Member>>,
}

impl Caller {
    /// Reads a caller in JSON, as [`serde::Deserialize`] does.
    pub fn parse(text: &[u8]) -> Result<Self, NotAQuestion> {
        let tree = parsed(text)?;
        let mut told = told(root(&tree)?)?;
        let kind = told.kind.take().ok_or_else(|| bad("kind"))?;
        let caller = match kind.as_str() {
            "token_expired" => Self::TokenExpired {},
            "token_invalid" => Self::TokenInvalid {},
            "revoked" => Self::Revoked {},
            "facts_unavailable" => Self::FactsUnavailable {},
            "anonymous" => Self::Anonymous {},
            "guest" => Self::Guest {
                id: needed(&mut told.id, "id")?,
                status: told.status.take().unwrap_or_default(),
                verified: told.verified.take().unwrap_or_default(),
                plan: known(&mut told.plan),
                as_of: known(&mut told.as_of),
            },
            "person" => Self::Person {
                id: needed(&mut told.id, "id")?,
                status: told.status.take().unwrap_or_default(),
                verified: told.verified.take().unwrap_or_default(),
                plan: known(&mut told.plan),
                as_of: known(&mut told.as_of),
                memberships: told.memberships.take().unwrap_or_default(),
            },
            "staff" => Self::Staff {
                id: needed(&mut told.id, "id")?,
                status: told.status.take().unwrap_or_default(),
                roles: told.roles.take().ok_or_else(|| bad("roles"))?,
            },
            "service" => Self::Service {
                name: needed(&mut told.name, "name")?,
                tenant: known(&mut told.tenant),
            },
            _ => return Err(bad("kind")),
        };
        // What this kind of caller does not have.
        told.left().map_or(Ok(caller), |name| Err(bad(name)))
    }
}

impl Told {
    fn left(&self) -> Option<&'static str> {
        let all = [
            ("id", self.id.is_some()),
            ("name", self.name.is_some()),
            ("tenant", !self.tenant.is_absent()),
            ("roles", self.roles.is_some()),
            ("status", self.status.is_some()),
            ("verified", self.verified.is_some()),
            ("plan", !self.plan.is_absent()),
            ("as_of", !self.as_of.is_absent()),
            ("memberships", self.memberships.is_some()),
        ];
        let left = all.into_iter().find(|(_, there)| *there);
        left.map(|(name, _)| name)
    }
}

fn told(node: Node<'_>) -> Result<Told, NotAQuestion> {
    let mut told = Told::default();
    for (name, value) in object(node, "caller")? {
        match &*name {
            "kind" => told.kind = Some(text(value, &name)?),
            "id" => told.id = Some(text(value, &name)?),
            "name" => told.name = Some(text(value, &name)?),
            "tenant" => told.tenant = said(value, &name)?,
            "roles" => told.roles = Some(list(value, &name, |item| text(item, "roles"))?),
            "status" => told.status = Some(standing(value, &name)?),
            "verified" => told.verified = Some(truth(value, &name)?),
            "plan" => told.plan = said(value, &name)?,
            "as_of" => told.as_of = when(value)?.map_or(Said::Null, Said::Value),
            "memberships" => told.memberships = Some(list(value, &name, member)?),
            other => return Err(bad(other)),
        }
    }
    Ok(told)
}

fn member(node: Node<'_>) -> Result<Member, NotAQuestion> {
    let mut tenant = None;
    let mut held = Member::now("", None, None);
    held.as_of = None;
    for (name, value) in object(node, "memberships")? {
        match &*name {
            "tenant" => tenant = Some(text(value, &name)?),
            "role" => held.role = optional(value, &name)?,
            "status" => held.status = standing(value, &name)?,
            "tenant_status" => held.tenant_status = standing(value, &name)?,
            "plan" => held.plan = optional(value, &name)?,
            "as_of" => held.as_of = when(value)?,
            other => return Err(bad(other)),
        }
    }
    held.tenant = needed(&mut tenant, "tenant")?;
    Ok(held)
}

/// What was told, and is not null.
fn known<T>(told: &mut Said<T>) -> Option<T> {
    match std::mem::take(told) {
        Said::Value(value) => Some(value),
        Said::Absent | Said::Null => None,
    }
}

fn needed(text: &mut Option<String>, name: &str) -> Result<String, NotAQuestion> {
    text.take().ok_or_else(|| bad(name))
}

fn text(node: Node<'_>, name: &str) -> Result<String, NotAQuestion> {
    optional(node, name)?.ok_or_else(|| bad(name))
}

fn list<T>(
    node: Node<'_>,
    name: &str,
    read: impl Fn(Node<'_>) -> Result<T, NotAQuestion>,
) -> Result<Vec<T>, NotAQuestion> {
    if node.kind() != Kind::Array {
        return Err(bad(name));
    }
    node.items().map(read).collect()
}

fn standing(node: Node<'_>, name: &str) -> Result<Standing, NotAQuestion> {
    match text(node, name)?.as_str() {
        "active" => Ok(Standing::Active),
        "suspended" => Ok(Standing::Suspended),
        _ => Err(bad(name)),
    }
}

fn when(node: Node<'_>) -> Result<Option<When>, NotAQuestion> {
    let name = "as_of";
    match node.kind() {
        Kind::Null => Ok(None),
        Kind::Object => {
            let mut members = object(node, name)?;
            let (Some((at, value)), None) = (members.next(), members.next()) else {
                return Err(bad(name));
            };
            let seconds = value.value();
            let seconds = seconds.as_number().and_then(|text| text.parse().ok());
            let seconds = seconds.filter(|_| &*at == "at");
            seconds
                .map(|seconds| Some(When::At(seconds)))
                .ok_or_else(|| bad(name))
        }
        Kind::Bool | Kind::Number | Kind::String | Kind::Array => {
            match text(node, name)?.as_str() {
                "this_request" => Ok(Some(When::ThisRequest)),
                _ => Err(bad(name)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_read_as_serde_reads_it() {
        let good = [
            r#"{"kind":"anonymous"}"#,
            r#"{"kind":"token_expired"}"#,
            r#"{"kind":"token_invalid"}"#,
            r#"{"kind":"revoked"}"#,
            r#"{"kind":"facts_unavailable"}"#,
            r#"{"id":"g\n","kind":"guest","plan":null,"as_of":null}"#,
            r#"{"kind":"guest","id":"g","status":"suspended","verified":true,"plan":"pro","as_of":"this_request"}"#,
            r#"{"kind":"person","id":"u","memberships":[]}"#,
            r#"{"kind":"person","id":"u","as_of":{"at":-5},"memberships":[{"tenant":"t"},{"tenant":"t2","role":"r",
                "status":"suspended","tenant_status":"active","plan":"p","as_of":{"at":7}},
                {"tenant":"t3","role":null,"plan":null,"as_of":null}]}"#,
            r#"{"kind":"staff","id":"s","roles":["support","x"],"status":"active"}"#,
            r#"{"kind":"service","name":"stripe"}"#,
            r#"{"kind":"service","name":"stripe","tenant":null}"#,
            r#"{"kind":"service","name":"stripe","tenant":"t"}"#,
        ];
        for text in good {
            let read = Caller::parse(text.as_bytes()).unwrap();
            let serde: Caller = serde_json::from_str(text).unwrap();
            assert_eq!(format!("{read:?}"), format!("{serde:?}"), "{text}");
        }
        let bad = [
            "",
            "[]",
            "{}",
            r#"{"kind":"nobody"}"#,
            r#"{"kind":null}"#,
            r#"{"kind":"anonymous","id":"u"}"#,
            r#"{"kind":"guest"}"#,
            r#"{"kind":"guest","id":5}"#,
            r#"{"kind":"guest","id":"g","memberships":[]}"#,
            r#"{"kind":"person","id":"u","id":"v"}"#,
            r#"{"kind":"person","id":"u","status":"gone"}"#,
            r#"{"kind":"person","id":"u","status":null}"#,
            r#"{"kind":"person","id":"u","verified":null}"#,
            r#"{"kind":"person","id":"u","verified":"yes"}"#,
            r#"{"kind":"person","id":"u","as_of":5}"#,
            r#"{"kind":"person","id":"u","as_of":{"at":"5"}}"#,
            r#"{"kind":"person","id":"u","as_of":{"at":0.5}}"#,
            r#"{"kind":"person","id":"u","as_of":"now"}"#,
            r#"{"kind":"person","id":"u","memberships":null}"#,
            r#"{"kind":"person","id":"u","memberships":{}}"#,
            r#"{"kind":"person","id":"u","memberships":[{}]}"#,
            r#"{"kind":"person","id":"u","memberships":[{"tenant":null}]}"#,
            r#"{"kind":"person","id":"u","memberships":[{"tenant":"t","rle":"r"}]}"#,
            r#"{"kind":"staff","id":"s"}"#,
            r#"{"kind":"staff","id":"s","roles":[1]}"#,
            r#"{"kind":"service"}"#,
            r#"{"kind":"service","name":"stripe","id":"u"}"#,
        ];
        for text in bad {
            assert!(Caller::parse(text.as_bytes()).is_err(), "{text}");
            assert!(serde_json::from_str::<Caller>(text).is_err(), "{text}");
        }
    }
}
