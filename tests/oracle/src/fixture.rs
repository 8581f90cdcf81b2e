//! Small readable models, callers and rows for the tests by rule and the exhaustive walk.

use ownguard_core::json::Mask;
use ownguard_core::spec::{
    Asks, Condition, FieldSpec, Grant, ParentSpec, ResourceSpec, SharesSpec, TenancySpec, Writer,
    Writers,
};
use ownguard_core::{
    Action, AsOf, Label, Membership, Otherwise, Person, Principal, Relation, Row, Service, Session,
    Share, Spec, Staff, Status, User, Vocabulary,
};

/// Weakest first.
pub const ROLES: [&str; 4] = ["viewer", "member", "manager", "admin"];
pub const STAFF: [&str; 1] = ["support"];
pub const SERVICES: [&str; 2] = ["stripe", "cron"];
pub const LEVELS: [&str; 2] = ["view", "edit"];
pub const PLANS: [&str; 3] = ["free", "pro", "team"];
const BUILT_IN: &str =
    "list read create update delete restore export share invite bulk_update remind";

/// One resource in words.
#[derive(Default)]
pub struct Thing {
    spec: ResourceSpec,
    below: Option<(String, Vec<(String, String)>)>,
    shares: Option<bool>,
    grants: Vec<(String, String, Vec<Condition>)>,
    fields: Vec<Field>,
}

/// One field in words.
#[derive(Default)]
pub struct Field {
    spec: FieldSpec,
    to: Option<Vec<String>>,
    write: Option<Vec<String>>,
}

/// With any of the columns `tenant`, `owner`, `visibility` and `deleted`, and `status` for conditions.
pub fn thing(name: &str, columns: &str) -> Thing {
    let has = |column: &str| columns.split_whitespace().any(|known| known == column);
    let mut thing = Thing::default();
    thing.spec.name = name.into();
    thing.spec.tenant = has("tenant").then_some(1);
    thing.spec.owner = has("owner").then_some(2);
    thing.spec.visibility = has("visibility").then_some(3);
    thing.spec.deleted = has("deleted").then_some(4);
    thing.spec.when = vec![6];
    let column = |column: &&str| FieldSpec {
        column: (*column).into(),
        ..FieldSpec::default()
    };
    let columns = [
        "id",
        "tenant",
        "owner",
        "visibility",
        "deleted",
        "parent",
        "status",
    ];
    thing.spec.fields = columns.iter().map(column).collect();
    thing
}

impl Thing {
    /// `actions` is a list with spaces.
    pub fn grant(mut self, relation: &str, actions: &str) -> Self {
        self.grants
            .push((relation.into(), actions.into(), Vec::new()));
        self
    }

    /// Granted while the status is one of these.
    pub fn grant_when(mut self, relation: &str, actions: &str, statuses: &[&str]) -> Self {
        let values = statuses.iter().map(|status| (*status).to_owned()).collect();
        let when = vec![Condition { column: 0, values }];
        self.grants.push((relation.into(), actions.into(), when));
        self
    }

    /// Owned through a parent; `map` is `"create=update list=read"`.
    pub fn below(mut self, parent: &str, map: &str) -> Self {
        let pair = |pair: &str| {
            pair.split_once('=')
                .map(|(from, to)| (from.to_owned(), to.to_owned()))
        };
        self.below = Some((
            parent.into(),
            map.split_whitespace().filter_map(pair).collect(),
        ));
        self
    }

    pub fn shared(mut self, outsiders: bool) -> Self {
        self.shares = Some(outsiders);
        self
    }

    pub fn ask(mut self, action: &str, asks: Asks) -> Self {
        self.spec.asks.push((named(action), asks));
        self
    }

    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }
}

/// A field that nobody sees or writes yet.
pub fn field(column: &str) -> Field {
    let spec = FieldSpec {
        column: column.into(),
        ..FieldSpec::default()
    };
    Field {
        spec,
        ..Field::default()
    }
}

impl Field {
    pub fn show(mut self) -> Self {
        self.spec.show = true;
        self
    }

    pub fn outside(mut self) -> Self {
        self.spec.outside = true;
        self
    }

    pub fn never(mut self) -> Self {
        self.spec.never = true;
        self
    }

    pub fn masked(mut self) -> Self {
        self.spec.otherwise = Otherwise::Mask(Mask::Email);
        self
    }

    /// `relations` is a list with spaces.
    pub fn to(mut self, relations: &str) -> Self {
        self.to = Some(relations.split_whitespace().map(str::to_owned).collect());
        self
    }

    pub fn write(mut self) -> Self {
        self.spec.write = Writers::Everyone;
        self
    }

    /// `relations` is a list with spaces.
    pub fn write_by(mut self, relations: &str) -> Self {
        self.write = Some(relations.split_whitespace().map(str::to_owned).collect());
        self
    }
}

/// An app whose rows belong to workspaces.
pub fn workspaces(things: Vec<Thing>) -> Spec {
    spec(true, things)
}

/// An app of single people.
pub fn single_people(things: Vec<Thing>) -> Spec {
    spec(false, things)
}

/// The action of a name.
pub fn named(action: &str) -> Action {
    let at = BUILT_IN
        .split_whitespace()
        .position(|known| known == action);
    Action::at(at.unwrap()).unwrap()
}

fn spec(tenancy: bool, things: Vec<Thing>) -> Spec {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let roles = if tenancy { words(&ROLES) } else { Vec::new() };
    let mut spec = Spec {
        tenancy: tenancy.then(|| TenancySpec {
            name: "workspace".into(),
            roles: roles.clone(),
            key: ownguard_core::http::key::KeyKind::Uuid,
        }),
        plans: words(&PLANS),
        staff: words(&STAFF),
        services: words(&SERVICES),
        levels: words(&LEVELS),
        actions: words(&["remind"]),
        ..Spec::default()
    };
    let vocabulary = Vocabulary::new(
        "workspace",
        &roles,
        &spec.levels,
        &spec.services,
        &spec.staff,
    )
    .unwrap();
    let relation = |name: &str| vocabulary.find(name).unwrap();
    for thing in things {
        let resource = thing.fit(&spec, &relation);
        spec.resources.push(resource);
    }
    spec
}

impl Thing {
    fn fit(self, spec: &Spec, relation: &dyn Fn(&str) -> Relation) -> ResourceSpec {
        let mut resource = self.spec;
        resource.parent = self.below.map(|(parent, map)| ParentSpec {
            resource: spec
                .resources
                .iter()
                .position(|known| known.name == parent)
                .unwrap(),
            field: 5,
            map: map
                .iter()
                .map(|(from, to)| (named(from), named(to)))
                .collect(),
        });
        resource.shares = self.shares.map(|outsiders| SharesSpec {
            levels: vec![relation("shared.view"), relation("shared.edit")],
            outsiders,
        });
        for (name, actions, when) in self.grants {
            resource
                .grants
                .extend(actions.split_whitespace().map(|action| Grant {
                    relation: relation(&name),
                    action: named(action),
                    when: when.clone(),
                }));
        }
        for field in self.fields {
            let mut spec = field.spec;
            spec.to = field
                .to
                .map(|to| to.iter().map(|name| relation(name)).collect());
            if let Some(write) = field.write {
                let writer = |name: &String| Writer {
                    relation: relation(name),
                    values: None,
                };
                spec.write = Writers::Only(write.iter().map(writer).collect());
            }
            resource.fields.push(spec);
        }
        resource
    }
}

/// Somebody in good standing whose facts were loaded in this request.
pub fn user(id: &str) -> User {
    User {
        id: id.into(),
        status: Status::Active,
        verified: true,
        plan: Some(2),
        as_of: AsOf::ThisRequest,
    }
}

/// An active membership of a tenant on the best plan.
pub fn member_of(tenant: &str, role: &str) -> Membership {
    let role = ROLES.iter().position(|known| *known == role);
    Membership {
        tenant: tenant.into(),
        role: role.and_then(|at| u8::try_from(at).ok()),
        status: Status::Active,
        tenant_status: Status::Active,
        plan: Some(2),
        as_of: AsOf::ThisRequest,
    }
}

pub fn person(id: &str, memberships: &[Membership]) -> Session {
    let person = Person {
        user: user(id),
        memberships: memberships.to_vec(),
    };
    Session::from(Principal::Person(person))
}

/// `ann` with one role in `acme`.
pub fn ann(role: &str) -> Session {
    person("ann", &[member_of("acme", role)])
}

pub fn guest(id: &str) -> Session {
    Session::from(Principal::Guest(user(id)))
}

pub fn anonymous() -> Session {
    Session::from(Principal::Anonymous)
}

/// Somebody of support in an app with workspaces.
pub fn support() -> Session {
    let vocabulary = ownguard_core::Model::compile(workspaces(Vec::new())).unwrap();
    staff(vocabulary.vocabulary().staff())
}

pub fn staff(roles: ownguard_core::RelationSet) -> Session {
    let id = "sue".into();
    Session::from(Principal::Staff(Staff {
        id,
        status: Status::Active,
        roles,
    }))
}

pub fn service(name: &str, tenant: Option<&str>) -> Session {
    let at = SERVICES.iter().position(|known| *known == name).unwrap();
    let index = u8::try_from(at).unwrap();
    Session::from(Principal::Service(Service {
        index,
        tenant: tenant.map(Into::into),
    }))
}

/// A live, private, open row of `acme` that belongs to `ann` and is shared with nobody.
pub fn row() -> Row<'static> {
    Row {
        key: Label::Value("k1"),
        tenant: Label::Value("acme"),
        owner: Label::Value("ann"),
        visibility: Label::Value("private"),
        deleted: Label::Null,
        share: Share::None,
        when: &[Label::Value("open")],
        ..Row::default()
    }
}
