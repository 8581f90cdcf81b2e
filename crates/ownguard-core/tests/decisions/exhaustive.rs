//! Every combination of who asks, how they stand to the row, what they ask and
//! what the row is, over two example models, against the naive decider.

use crate::agree::in_words;
use crate::fixture::{
    LEVELS, SERVICES, Thing, anonymous, field, guest, member_of, person, row, service,
    single_people, staff, thing, user, workspaces,
};
use crate::naive::{Naive, Verdict};
use crate::world::NOW;
use ownguard_core::spec::Asks;
use ownguard_core::{
    Action, AsOf, Identity, Label, Link, Membership, Model, Parent, Person, Principal, RelationSet,
    Row, Session, Share, Spec, Staff, Status, Target, User, decide,
};
use std::collections::BTreeSet;

const ACTIONS: usize = 11;

/// A workspace that sends invoices, shares projects and talks in threads.
fn billing() -> Spec {
    let fresh = |seconds| Asks {
        fresh: Some(seconds),
        audit: true,
        ..Asks::default()
    };
    let invoice = thing("invoice", "tenant owner visibility deleted")
        .grant("owner", "list read update share remind")
        .grant("workspace.viewer", "list read")
        .grant(
            "workspace.manager",
            "create update delete restore share export bulk_update remind",
        )
        .grant("staff.support", "read")
        .grant("service.stripe", "read")
        .grant_when("service.stripe", "update", &["open", "past_due"])
        .grant("service.cron", "list read remind")
        .grant("link", "read")
        .grant("anyone", "read")
        .ask(
            "export",
            Asks {
                plan: Some(1),
                ..fresh(60)
            },
        )
        .ask("restore", fresh(60))
        .ask(
            "delete",
            Asks {
                verified: true,
                ..fresh(0)
            },
        )
        .field(field("total").show().outside().write())
        .field(field("email").to("owner workspace.manager").masked())
        .field(field("paid").show().write_by("service.stripe"));
    let line = thing("line", "").below("invoice", "create=update list=read delete=update");
    let project = thing("project", "tenant owner visibility")
        .shared(false)
        .grant("owner", "list read update share delete")
        .grant("shared.view", "list read")
        .grant("shared.edit", "list read update")
        .grant("workspace.member", "create")
        .grant("workspace.manager", "list read update share delete")
        .grant("authenticated", "read")
        .field(field("name").show().outside().write())
        .field(
            field("budget")
                .to("owner workspace.manager")
                .write_by("owner"),
        );
    let thread = thing("thread", "tenant owner")
        .grant("owner", "list read update delete")
        .grant("workspace.member", "create");
    workspaces(vec![with_text(invoice), with_text(line), project, thread])
}

/// Notes of single people, some of them public, with comments.
fn notes() -> Spec {
    let note = thing("note", "owner visibility deleted")
        .shared(false)
        .grant(
            "owner",
            "list read create update delete restore share export",
        )
        .grant("shared.view", "read")
        .grant("shared.edit", "read update")
        .grant("authenticated", "read remind")
        .grant("link", "read")
        .grant("staff.support", "read delete")
        .grant("service.cron", "read remind")
        .ask(
            "export",
            Asks {
                plan: Some(1),
                verified: true,
                fresh: Some(60),
                ..Asks::default()
            },
        );
    let comment = thing("comment", "owner").below("note", "create=read");
    single_people(vec![with_text(note), with_text(comment)])
}

fn with_text(thing: Thing) -> Thing {
    thing
        .field(field("text").show().write())
        .field(field("secret").never())
}

/// Each state of a caller that the model can tell apart.
fn identities(model: &Model) -> Vec<Session> {
    let tenancy = model.tenancy().is_some();
    let of = |identity| Session {
        identity,
        ..anonymous()
    };
    let suspended = User {
        status: Status::Suspended,
        ..user("ann")
    };
    let lesser = User {
        verified: false,
        plan: Some(0),
        as_of: AsOf::At(NOW - 30),
        ..user("ann")
    };
    let stale = User {
        as_of: AsOf::At(NOW - 600),
        ..user("ann")
    };
    let mut all = vec![
        of(Identity::TokenExpired),
        of(Identity::TokenInvalid),
        of(Identity::Revoked),
        of(Identity::FactsUnavailable),
        anonymous(),
        guest("ann"),
        of(Identity::Known(Principal::Guest(suspended.clone()))),
        person("ann", &[]),
        staff(model.vocabulary().staff()),
        staff(RelationSet::NONE),
        of(Identity::Known(Principal::Staff(Staff {
            id: "sue".into(),
            status: Status::Suspended,
            roles: RelationSet::NONE,
        }))),
    ];
    let memberships = if tenancy {
        vec![member_of("acme", "admin")]
    } else {
        Vec::new()
    };
    for user in [suspended, lesser, stale] {
        let memberships = memberships.clone();
        all.push(of(Identity::Known(Principal::Person(Person {
            user,
            memberships,
        }))));
    }
    for name in SERVICES {
        all.extend([Some("acme"), Some("beta"), None].map(|tenant| service(name, tenant)));
    }
    if tenancy {
        let admin = member_of("acme", "admin");
        for role in ["viewer", "member", "manager", "admin", "unheard-of"] {
            all.push(person("ann", &[member_of("acme", role)]));
        }
        for membership in [
            member_of("beta", "admin"),
            Membership {
                status: Status::Suspended,
                ..admin.clone()
            },
            Membership {
                tenant_status: Status::Suspended,
                ..admin.clone()
            },
            Membership {
                plan: Some(0),
                ..admin.clone()
            },
            Membership {
                as_of: AsOf::At(NOW - 61),
                ..admin
            },
        ] {
            all.push(person("ann", &[membership]));
        }
    }
    all
}

/// How many combinations there were, and which relation was granted which action on which resource.
struct Walked {
    combinations: usize,
    granted: BTreeSet<(usize, Action, String)>,
}

fn walk(spec: &Spec) -> Walked {
    let model = Model::compile(spec.clone()).unwrap();
    let mut walked = Walked {
        combinations: 0,
        granted: BTreeSet::new(),
    };
    for session in identities(&model) {
        for resource in 0..spec.resources.len() {
            for linked in [false, true] {
                let link = linked.then(|| Link {
                    resource,
                    key: "k1".into(),
                });
                let session = Session {
                    link,
                    ..session.clone()
                };
                for row in rows(&model, resource) {
                    walked.ask(spec, &model, &session, resource, &row);
                }
            }
        }
    }
    walked
}

impl Walked {
    fn ask(
        &mut self,
        spec: &Spec,
        model: &Model,
        session: &Session,
        resource: usize,
        row: &Row<'_>,
    ) {
        let root = Row {
            parent: Parent::Absent,
            ..*row
        };
        let below = Row {
            parent: Parent::Row(&root),
            ..*row
        };
        let target = Target::Row(if spec.resources[resource].parent.is_some() {
            &below
        } else {
            row
        });
        for action in (0..ACTIONS).filter_map(Action::at) {
            let core = decide(model, session, resource, action, &target, NOW);
            let core = in_words(model, spec, resource, core);
            let naive = Naive::new(spec, session, NOW).decide(resource, action, &target);
            assert_eq!(
                core, naive,
                "{resource} {action:?} by {session:?} on {target:?}"
            );
            self.combinations += 1;
            if let Verdict::Permit(allowed) = naive {
                let granted = allowed.relations.into_iter();
                self.granted
                    .extend(granted.map(|relation| (resource, action, relation)));
            }
        }
    }
}

/// Every state of the labels that a resource, or its parent, has.
fn rows(model: &Model, resource: usize) -> Vec<Row<'static>> {
    let spec = model.resources()[resource].spec();
    let spec = spec
        .parent
        .as_ref()
        .map_or(spec, |parent| model.resources()[parent.resource].spec());
    let only = |column: bool, states: Vec<Label<'static>>| {
        if column { states } else { vec![Label::Null] }
    };
    let tenants = only(
        spec.tenant.is_some(),
        vec![Label::Value("acme"), Label::Null],
    );
    let owners = only(
        spec.owner.is_some(),
        vec![Label::Value("ann"), Label::Value("bob"), Label::Null],
    );
    let visible = ["private", "unlisted", "public", "nonsense"].map(Label::Value);
    let visibilities = only(
        spec.visibility.is_some(),
        [visible.to_vec(), vec![Label::Null]].concat(),
    );
    let deletions = only(
        spec.deleted.is_some(),
        vec![Label::Null, Label::Value("2024-02-29")],
    );
    let mut shares = vec![Share::None];
    if spec.shares.is_some() {
        let levels = (0..LEVELS.len()).filter_map(|at| model.vocabulary().level(at));
        shares.extend(levels.map(Share::Level));
    }
    let conditional = spec.grants.iter().any(|grant| !grant.when.is_empty());
    let statuses: &[&'static [Label<'static>]] = if conditional {
        &[&[Label::Value("open")], &[Label::Value("paid")]]
    } else {
        &[&[]]
    };
    let mut rows = Vec::new();
    for &tenant in &tenants {
        for &owner in &owners {
            for &visibility in &visibilities {
                for &deleted in &deletions {
                    for &share in &shares {
                        rows.extend(statuses.iter().map(|&when| Row {
                            tenant,
                            owner,
                            visibility,
                            deleted,
                            share,
                            when,
                            ..row()
                        }));
                    }
                }
            }
        }
    }
    rows
}

/// Every grant of the model must be met by some combination, or the walk is not exhaustive.
fn every_grant_was_met(spec: &Spec, walked: &Walked) {
    let model = Model::compile(spec.clone()).unwrap();
    for (at, resource) in spec.resources.iter().enumerate() {
        for grant in &resource.grants {
            let name = model.vocabulary().name(grant.relation).to_owned();
            let met = walked.granted.contains(&(at, grant.action, name.clone()));
            assert!(
                met,
                "{name} may {} {}",
                model.action_name(grant.action),
                resource.name
            );
        }
    }
}

/// 30 callers, with and without a link, 11 actions. Rows of an invoice: 2 tenants, 3 owners,
/// 5 visibilities, deleted or not, 2 statuses: 120, and as many of its lines. Of a project:
/// 2 tenants, 3 owners, 5 visibilities, 3 shares: 90. Of a thread: 2 tenants, 3 owners: 6.
#[test]
fn every_combination_of_the_billing_model_agrees() {
    let spec = billing();
    let walked = walk(&spec);
    assert_eq!(walked.combinations, 30 * 2 * 11 * (120 + 120 + 90 + 6));
    every_grant_was_met(&spec, &walked);
}

/// 20 callers, with and without a link, 11 actions. Rows of a note: 3 owners, 5 visibilities,
/// deleted or not, 3 shares: 90, and as many of its comments.
#[test]
fn every_combination_of_the_notes_model_agrees() {
    let spec = notes();
    let walked = walk(&spec);
    assert_eq!(walked.combinations, 20 * 2 * 11 * (90 + 90));
    every_grant_was_met(&spec, &walked);
}
