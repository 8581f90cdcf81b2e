//! `cedar-policy`: every tenant, role, person and invoice is an entity of one
//! store, and each question is one request to it.

use crate::NOW;
use crate::data::{Invoice, Question, World, memberships};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};
use ownguard_core::{AsOf, Identity, Model, Principal, Session, Status};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;

/// A store of everything, the policies, and the questions as requests.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

const ROLES: [&str; 4] = ["viewer", "member", "manager", "admin"];

impl Cedar {
    /// Sets up.
    ///
    /// # Panics
    /// Where the policies or the data are not what Cedar takes.
    pub fn new(model: &Model, world: &World, questions: &[Question<'_>]) -> Self {
        let mut all = Vec::new();
        for tenant in &world.tenants {
            all.extend(workspace(tenant));
        }
        for (at, session) in world.sessions.iter().enumerate() {
            all.push(caller(at, session));
        }
        let owners = owners(world);
        for invoice in &world.invoices {
            all.push(row(invoice, &owners));
        }
        let request = |question: &Question<'_>| {
            let now = [("now".to_owned(), RestrictedExpression::new_long(NOW))];
            Request::new(
                caller_uid(question.caller, question.session),
                uid("Action", model.action_name(question.action)),
                uid("Invoice", question.row_key()),
                Context::from_pairs(now).expect("a context"),
                None,
            )
            .expect("a request")
        };
        Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::from_str(include_str!("invoices.cedar")).expect("good policies"),
            entities: Entities::from_entities(all, None).expect("good entities"),
            requests: questions.iter().map(request).collect(),
        }
    }

    /// The answers, in the order of the questions.
    pub fn answers(&self) -> impl Iterator<Item = bool> {
        self.requests.iter().map(|request| {
            let response = self
                .authorizer
                .is_authorized(request, &self.policies, &self.entities);
            response.decision() == Decision::Allow
        })
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(kind).expect("a type");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

/// A workspace, and its roles: each is in the one below it.
fn workspace(tenant: &str) -> Vec<Entity> {
    let role = |name: &str| uid("Role", &format!("{tenant}/{name}"));
    let named = |name: &str| RestrictedExpression::new_entity_uid(role(name));
    let attributes = [("viewers", named("viewer")), ("managers", named("manager"))];
    let mut all = vec![entity(uid("Workspace", tenant), attributes, HashSet::new())];
    let mut below = None;
    for name in ROLES {
        all.push(Entity::new_no_attrs(
            role(name),
            below.take().into_iter().collect(),
        ));
        below = Some(role(name));
    }
    all
}

fn entity<const N: usize>(
    uid: EntityUid,
    attributes: [(&str, RestrictedExpression); N],
    parents: HashSet<EntityUid>,
) -> Entity {
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
    Entity::new(uid, attributes.into(), parents).expect("an entity")
}

fn seconds(as_of: AsOf) -> RestrictedExpression {
    RestrictedExpression::new_long(match as_of {
        AsOf::At(then) => then,
        AsOf::ThisRequest => NOW,
    })
}

fn flag(value: bool) -> RestrictedExpression {
    RestrictedExpression::new_bool(value)
}

fn caller(at: usize, session: &Session) -> Entity {
    let uid = caller_uid(at, session);
    let suspended = |status| flag(status == Status::Suspended);
    match &session.identity {
        Identity::Known(Principal::Person(person)) => {
            let held = |member: &ownguard_core::Membership| {
                let role = member.role.and_then(|role| ROLES.get(usize::from(role)))?;
                Some(self::uid("Role", &format!("{}/{role}", member.tenant)))
            };
            let attributes = [
                ("suspended", suspended(person.user.status)),
                ("verified", flag(person.user.verified)),
                ("asOf", seconds(person.user.as_of)),
            ];
            let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
            let tags = memberships(session).iter().map(|member| {
                let out = !member.is_active();
                let plan = member.plan.map_or(-1, i64::from);
                let facts = [
                    ("suspended".to_owned(), flag(out)),
                    ("asOf".to_owned(), seconds(member.as_of)),
                    ("plan".to_owned(), RestrictedExpression::new_long(plan)),
                ];
                let facts = RestrictedExpression::new_record(facts).expect("a record");
                (member.tenant.to_string(), facts)
            });
            let parents: HashSet<EntityUid> = person.memberships.iter().filter_map(held).collect();
            Entity::new_with_tags(uid, HashMap::from(attributes), parents, tags).expect("a person")
        }
        Identity::Known(Principal::Guest(user)) => {
            let attributes = [
                ("suspended", suspended(user.status)),
                ("asOf", seconds(user.as_of)),
            ];
            entity(uid, attributes, HashSet::new())
        }
        Identity::Known(Principal::Staff(staff)) => entity(
            uid,
            [("suspended", suspended(staff.status))],
            HashSet::new(),
        ),
        Identity::Known(Principal::Anonymous | Principal::Service(_))
        | Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => entity(uid, [("suspended", flag(false))], HashSet::new()),
    }
}

fn caller_uid(at: usize, session: &Session) -> EntityUid {
    let kind = match &session.identity {
        Identity::Known(Principal::Person(_)) => "Person",
        Identity::Known(Principal::Guest(_)) => "Guest",
        Identity::Known(Principal::Staff(_)) => "Staff",
        Identity::Known(Principal::Anonymous | Principal::Service(_))
        | Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => "Nobody",
    };
    uid(kind, &at.to_string())
}

/// The people by their subjects.
fn owners(world: &World) -> HashMap<&str, EntityUid> {
    let people = world.sessions.iter().enumerate();
    people
        .filter_map(|(at, session)| Some((crate::data::subject(session)?, caller_uid(at, session))))
        .collect()
}

fn row(invoice: &Invoice, owners: &HashMap<&str, EntityUid>) -> Entity {
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let gone = || uid("Person", &invoice.created_by);
    let owner = owners.get(invoice.created_by.as_str()).cloned();
    let attributes = [
        ("tenant", text(&invoice.workspace)),
        (
            "workspace",
            RestrictedExpression::new_entity_uid(uid("Workspace", &invoice.workspace)),
        ),
        (
            "owner",
            RestrictedExpression::new_entity_uid(owner.unwrap_or_else(gone)),
        ),
        ("visibility", text(invoice.visibility)),
        ("deleted", flag(invoice.deleted_at.is_some())),
    ];
    entity(uid("Invoice", &invoice.id), attributes, HashSet::new())
}
