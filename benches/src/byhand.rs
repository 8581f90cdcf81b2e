//! The same rules as the model's invoices, written by hand as one would for one
//! table: a chain of `if`s that gives the same decision from the same facts.

use crate::data::Question;
use ownguard_core::{
    Action, AsOf, Decision, Denial, FieldPlan, FieldSet, Identity, Label, LabelSet, Membership,
    Model, Obligations, Permit, Principal, Reason, RelationSet, Row, Session, Status, Target, User,
    Vocabulary, decide,
};

/// What a hand-written check would have as constants.
#[derive(Debug)]
pub struct ByHand {
    /// The roles that a role holds, by its place.
    roles: [RelationSet; 4],
    /// Those of them that are a manager's or more.
    managing: [RelationSet; 4],
    support: RelationSet,
    anyone: RelationSet,
    link: RelationSet,
    outside: FieldPlan,
    member: FieldPlan,
    owner: FieldPlan,
    manager: FieldPlan,
    write: FieldSet,
    manager_write: FieldSet,
}

const OWNER: RelationSet = RelationSet::of(Vocabulary::OWNER);
const MANAGER: u8 = 2;
const PRO: u8 = 1;

const MEMBER_SEES: [&str; 14] = [
    "id",
    "workspace_id",
    "created_by",
    "visibility",
    "number",
    "status",
    "currency",
    "subtotal",
    "tax",
    "total",
    "due_at",
    "issued_at",
    "paid_at",
    "customer_name",
];

impl ByHand {
    /// Looks the names up once.
    pub fn new(model: &Model) -> Self {
        let words = model.vocabulary();
        let invoice = model
            .find_resource("invoice")
            .and_then(|at| model.resource(at));
        let fields = |names: &[&str]| -> FieldSet {
            let at = |name: &&str| invoice.and_then(|invoice| invoice.find_field(name));
            names.iter().filter_map(at).collect()
        };
        let one = |name: &str| words.find(name).map_or(RelationSet::NONE, RelationSet::of);
        let upto = |role| words.role_and_weaker(role);
        let low = upto(1);
        let member = fields(&MEMBER_SEES);
        let contact = fields(&["customer_email", "customer_phone"]);
        let write = fields(&["number", "due_at", "total"]);
        Self {
            roles: std::array::from_fn(upto),
            managing: std::array::from_fn(|role| upto(role).without(low)),
            support: one("staff.support"),
            anyone: one("anyone"),
            link: one("link"),
            outside: FieldPlan {
                show: fields(&["number", "status", "total", "due_at"]),
                otherwise: FieldSet::NONE,
            },
            member: FieldPlan {
                show: member,
                otherwise: contact,
            },
            owner: FieldPlan {
                show: member.union(contact),
                otherwise: FieldSet::NONE,
            },
            manager: FieldPlan {
                show: member
                    .union(contact)
                    .union(fields(&["internal_notes", "margin"])),
                otherwise: FieldSet::NONE,
            },
            write,
            manager_write: write.union(fields(&["internal_notes"])),
        }
    }

    /// Whether it gives the model's decision on every question: relations, obligations and reason.
    pub fn agrees(&self, model: &Model, questions: &[Question<'_>], now: i64) -> bool {
        let Some(invoice) = model.find_resource("invoice") else {
            return false;
        };
        questions.iter().all(|question| {
            let (session, action, row) = (question.session, question.action, &question.row);
            decide(model, session, invoice, action, &Target::Row(row), now)
                == self.decide(session, action, row, now)
        })
    }

    /// Decides on one invoice.
    pub fn decide(&self, session: &Session, action: Action, row: &Row<'_>, now: i64) -> Decision {
        let principal = match &session.identity {
            Identity::TokenExpired => return refuse(Reason::TokenExpired),
            Identity::TokenInvalid => return refuse(Reason::TokenInvalid),
            Identity::Revoked => return refuse(Reason::Revoked),
            Identity::FactsUnavailable => return refuse(Reason::FactsUnavailable),
            Identity::Known(principal) => principal,
        };
        let suspended = match principal {
            Principal::Guest(user) => user.status == Status::Suspended,
            Principal::Person(person) => person.user.status == Status::Suspended,
            Principal::Staff(staff) => staff.status == Status::Suspended,
            Principal::Anonymous | Principal::Service(_) => false,
        };
        if suspended {
            return refuse(Reason::Suspended);
        }
        match self.may(principal, session, action, row, now) {
            Ok(permit) => Decision::Permit(permit),
            Err(reason) => Decision::Deny(Denial {
                reason,
                readable: action != Action::READ
                    && self.may(principal, session, Action::READ, row, now).is_ok(),
                missing: LabelSet::NONE,
            }),
        }
    }

    #[inline]
    fn may(
        &self,
        principal: &Principal,
        session: &Session,
        action: Action,
        row: &Row<'_>,
        now: i64,
    ) -> Result<Permit, Reason> {
        if let Label::Value(deleted) = row.deleted
            && deleted != "false"
            && action != Action::RESTORE
        {
            return Err(Reason::NotFound);
        }
        let Label::Value(tenant) = row.tenant else {
            return Err(Reason::Orphaned);
        };
        let seen = if action == Action::READ {
            self.outside_relations(session, row)
        } else {
            RelationSet::NONE
        };
        match principal {
            Principal::Anonymous if seen.is_empty() => Err(Reason::Anonymous),
            Principal::Guest(_) | Principal::Service(_) if seen.is_empty() => {
                Err(Reason::OtherTenant)
            }
            Principal::Guest(user) => {
                fresh(user.as_of, action, now)?;
                Ok(self.permit(seen, self.outside, self.write, false))
            }
            Principal::Anonymous | Principal::Service(_) => {
                Ok(self.permit(seen, self.outside, self.write, false))
            }
            Principal::Staff(staff) if action == Action::READ && !staff.roles.is_empty() => {
                let mut plan = self.member;
                plan.show = plan.show.union(self.outside.show);
                let relations = seen.union(staff.roles.intersection(self.support));
                Ok(self.permit(relations, plan, self.write, true))
            }
            Principal::Staff(_) if seen.is_empty() => Err(Reason::NotOwner),
            Principal::Staff(_) => Ok(self.permit(seen, self.outside, self.write, true)),
            Principal::Person(person) => {
                let mut memberships = person.memberships.iter();
                let held = memberships.find(|held| *held.tenant == *tenant);
                self.person(&person.user, held, seen, action, row, now)
            }
        }
    }

    #[inline]
    fn person(
        &self,
        user: &User,
        held: Option<&Membership>,
        seen: RelationSet,
        action: Action,
        row: &Row<'_>,
        now: i64,
    ) -> Result<Permit, Reason> {
        let Some(held) = held else {
            if seen.is_empty() {
                return Err(Reason::OtherTenant);
            }
            fresh(user.as_of, action, now)?;
            return Ok(self.permit(seen, self.outside, self.write, false));
        };
        if held.status == Status::Suspended || held.tenant_status == Status::Suspended {
            return Err(Reason::Suspended);
        }
        let own = if row.owner == Label::Value(&user.id) {
            OWNER
        } else {
            RelationSet::NONE
        };
        let of = |table: &[RelationSet; 4]| {
            let role = held.role.and_then(|role| table.get(usize::from(role)));
            role.copied().unwrap_or_default()
        };
        let relations = match action {
            Action::READ => own.union(of(&self.roles)).union(seen),
            Action::LIST => own.union(of(&self.roles)),
            Action::UPDATE | Action::SHARE => own.union(of(&self.managing)),
            Action::DELETE | Action::EXPORT | Action::RESTORE => of(&self.managing),
            _ => RelationSet::NONE,
        };
        if relations.is_empty() {
            let admin = held.role == Some(3);
            let may_ever = matches!(
                action,
                Action::UPDATE
                    | Action::SHARE
                    | Action::DELETE
                    | Action::EXPORT
                    | Action::RESTORE
                    | Action::CREATE
                    | Action::LIST
                    | Action::READ
            );
            return Err(if may_ever && !admin {
                Reason::RoleTooLow
            } else {
                Reason::NotOwner
            });
        }
        fresh(user.as_of, action, now)?;
        fresh(held.as_of, action, now)?;
        if action == Action::DELETE && !user.verified {
            return Err(Reason::EmailUnverified);
        }
        if action == Action::EXPORT && held.plan.is_none_or(|plan| plan < PRO) {
            return Err(Reason::PlanRequired);
        }
        let audit = action == Action::DELETE || action == Action::EXPORT;
        if held.role.is_some_and(|role| role >= MANAGER) {
            return Ok(self.permit(relations, self.manager, self.manager_write, audit));
        }
        let plan = if own.is_empty() {
            self.member
        } else {
            self.owner
        };
        Ok(self.permit(relations, plan, self.write, audit))
    }

    /// The relations of whoever stands outside: the row is public, or there is a link to it.
    #[inline]
    fn outside_relations(&self, session: &Session, row: &Row<'_>) -> RelationSet {
        let Label::Value(visibility) = row.visibility else {
            return RelationSet::NONE;
        };
        let public = visibility == "public";
        if !public && visibility != "unlisted" {
            return RelationSet::NONE;
        }
        let linked = session
            .link
            .as_ref()
            .is_some_and(|link| row.key == Label::Value(&link.key));
        let link = if linked { self.link } else { RelationSet::NONE };
        if public {
            link.union(self.anyone)
        } else {
            link
        }
    }

    #[inline]
    #[expect(clippy::unused_self, reason = "reads better beside its tables")]
    const fn permit(
        &self,
        relations: RelationSet,
        fields: FieldPlan,
        write: FieldSet,
        audit: bool,
    ) -> Permit {
        Permit {
            relations,
            obligations: Obligations {
                fields,
                write,
                audit,
            },
        }
    }
}

#[inline]
fn fresh(as_of: AsOf, action: Action, now: i64) -> Result<(), Reason> {
    let bound = if action.only_reads() { 300 } else { 60 };
    if as_of.age(now) > bound {
        Err(Reason::FactsStale)
    } else {
        Ok(())
    }
}

const fn refuse(reason: Reason) -> Decision {
    Decision::Deny(Denial {
        reason,
        readable: true,
        missing: LabelSet::NONE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::World;
    use crate::{MODEL, NOW, compile};
    use std::collections::BTreeMap;

    #[test]
    fn the_hand_written_check_decides_as_the_model_does() {
        let model = compile(MODEL);
        let world = World::new(&model);
        let by_hand = ByHand::new(&model);
        let invoice = model.find_resource("invoice").unwrap_or_default();
        let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
        for question in world.questions() {
            let target = Target::Row(&question.row);
            let decided = decide(
                &model,
                question.session,
                invoice,
                question.action,
                &target,
                NOW,
            );
            let expected = by_hand.decide(question.session, question.action, &question.row, NOW);
            assert_eq!(decided, expected, "{question:?}");
            let outcome = decided
                .denial()
                .map_or("permit", |denial| denial.reason.name());
            *outcomes.entry(outcome).or_default() += 1;
        }
        let permits = outcomes.get("permit").copied().unwrap_or_default();
        assert!((300..=800).contains(&permits), "{outcomes:?}");
        assert!(outcomes.len() >= 9, "{outcomes:?}");
    }
}
