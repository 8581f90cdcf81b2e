//! Who a session is, in JSON: kind, subject, tenants with roles.

use super::json::{list_of, text};
use ownguard_core::{Identity, Membership, Model, Principal, Session};

pub(crate) fn json(model: &Model, session: &Session) -> String {
    let mut to = String::from("{\"kind\":");
    match &session.identity {
        Identity::TokenExpired => text(&mut to, "token_expired"),
        Identity::TokenInvalid => text(&mut to, "token_invalid"),
        Identity::Revoked => text(&mut to, "revoked"),
        Identity::FactsUnavailable => text(&mut to, "facts_unavailable"),
        Identity::Known(principal) => known(&mut to, model, principal),
    }
    member(&mut to, "tenant", session.tenant.as_deref());
    if let Some(link) = &session.link
        && let Some(resource) = model.resource(link.resource)
    {
        to.push_str(",\"link\":{\"resource\":");
        text(&mut to, resource.name());
        member(&mut to, "key", Some(&link.key));
        to.push('}');
    }
    to.push('}');
    to
}

fn known(to: &mut String, model: &Model, principal: &Principal) {
    text(
        to,
        match principal {
            Principal::Anonymous => "anonymous",
            Principal::Guest(_) => "guest",
            Principal::Person(_) => "person",
            Principal::Staff(_) => "staff",
            Principal::Service(_) => "service",
        },
    );
    member(to, "subject", principal.subject());
    if principal.is_suspended() {
        to.push_str(",\"suspended\":true");
    }
    match principal {
        Principal::Person(person) => {
            to.push_str(",\"tenants\":");
            list_of(to, &person.memberships, |to, held| {
                belongs(to, model, held);
            });
        }
        Principal::Service(service) => {
            let name = model.services().get(usize::from(service.index));
            member(to, "name", name.map(String::as_str));
            member(to, "actsFor", service.tenant.as_deref());
        }
        Principal::Anonymous | Principal::Guest(_) | Principal::Staff(_) => {}
    }
}

fn belongs(to: &mut String, model: &Model, held: &Membership) {
    let roles = model.tenancy().map(|tenancy| tenancy.roles.as_slice());
    let role = held
        .role
        .and_then(|at| roles.unwrap_or_default().get(usize::from(at)));
    to.push_str("{\"tenant\":");
    text(to, &held.tenant);
    member(to, "role", role.map(String::as_str));
    to.push_str(if held.is_active() {
        ",\"active\":true}"
    } else {
        ",\"active\":false}"
    });
}

/// A further member, where there is one.
fn member(to: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        to.push(',');
        text(to, name);
        to.push(':');
        text(to, value);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use ownguard_wire::model::{Format, read};
    use ownguard_wire::question::{Caller, Link};
    use serde_json::{Value, json};

    #[test]
    fn every_kind_of_caller_is_told() {
        let text = include_str!("../../../../tests/leaky-app/ownguard.toml");
        let document = read(text, "ownguard.toml", Format::Toml).unwrap();
        let model = Model::compile(document.spec).unwrap();
        let told = |caller: Value, link: Option<&Link>, tenant: Option<&str>| {
            let caller = Caller::parse(caller.to_string().as_bytes()).unwrap();
            let session = caller.session(&model, link, tenant, 0).unwrap();
            let told: Value = serde_json::from_str(&super::json(&model, &session)).unwrap();
            told
        };
        for kind in [
            "anonymous",
            "token_expired",
            "token_invalid",
            "revoked",
            "facts_unavailable",
        ] {
            let caller = json!({ "kind": kind });
            assert_eq!(told(caller.clone(), None, None), caller);
        }
        let memberships = json!([
            { "tenant": "t\"1", "role": "admin" },
            { "tenant": "t2", "role": "nobody" },
            { "tenant": "t3", "status": "suspended" },
        ]);
        let person = json!({ "kind": "person", "id": "ü", "memberships": memberships });
        let tenants = json!([
            { "tenant": "t\"1", "role": "admin", "active": true },
            { "tenant": "t2", "active": true },
            { "tenant": "t3", "active": false },
        ]);
        let link = Link::to("invoice", "k1");
        assert_eq!(
            told(person, Some(&link), Some("t2")),
            json!({ "kind": "person", "subject": "ü", "tenants": tenants, "tenant": "t2",
                    "link": { "resource": "invoice", "key": "k1" } })
        );
        let guest = json!({ "kind": "guest", "id": "g" });
        assert_eq!(
            told(guest, None, None),
            json!({ "kind": "guest", "subject": "g" })
        );
        let suspended = json!({ "kind": "guest", "id": "g", "status": "suspended" });
        assert_eq!(
            told(suspended, None, None),
            json!({ "kind": "guest", "subject": "g", "suspended": true })
        );
        let staff = json!({ "kind": "staff", "id": "s", "roles": ["support"] });
        assert_eq!(
            told(staff, None, None),
            json!({ "kind": "staff", "subject": "s" })
        );
        let service = json!({ "kind": "service", "name": "stripe", "tenant": "t1" });
        assert_eq!(
            told(service, None, None),
            json!({ "kind": "service", "name": "stripe", "actsFor": "t1" })
        );
    }
}
