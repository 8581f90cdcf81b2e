//! `gatehouse`: the same rules as predicates over the same structs. Its checks are
//! asynchronous; these are ready at once, so that one poll answers.

use crate::data::{Invoice, Question, World, memberships, subject};
use gatehouse::{EvaluationSession, PermissionChecker, PolicyBuilder, PolicyDomain};
use ownguard_core::{Action, AsOf, Identity, Membership, Principal, Session, Status, User};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Who asks for what about which, and when.
struct Invoices;

impl PolicyDomain for Invoices {
    type Subject = Session;
    type Action = Action;
    type Resource = Invoice;
    type Context = i64;
}

/// The policies.
pub struct Gatehouse {
    checker: PermissionChecker<Invoices>,
    facts: EvaluationSession,
}

impl Gatehouse {
    /// Sets up.
    pub fn new() -> Self {
        let mut checker = PermissionChecker::<Invoices>::new();
        let rule = PolicyBuilder::<Invoices>::new;
        checker.add_veto(
            rule("deleted")
                .resources(|row| row.deleted_at.is_some())
                .build_veto(),
        );
        checker.add_veto(rule("suspended").subjects(suspended).build_veto());
        checker.add_veto(
            rule("suspended in the tenant")
                .when(|session, _, row, _| held(session, row).is_some_and(|held| !held.is_active()))
                .build_veto(),
        );
        checker.add_veto(
            rule("stale")
                .when(|session, action, row, now| stale(session, *action, row, *now))
                .build_veto(),
        );
        checker.add_policy(
            rule("whoever belongs to it reads")
                .actions(|action| *action == Action::READ)
                .when(|session, _, row, _| held(session, row).is_some())
                .build(),
        );
        checker.add_policy(
            rule("everybody reads what is public")
                .actions(|action| *action == Action::READ)
                .resources(|row| row.visibility == "public")
                .build(),
        );
        checker.add_policy(
            rule("staff read")
                .actions(|action| *action == Action::READ)
                .subjects(|session| {
                    matches!(session.identity, Identity::Known(Principal::Staff(_)))
                })
                .build(),
        );
        checker.add_policy(
            rule("owners and managers change and share")
                .actions(|action| matches!(*action, Action::UPDATE | Action::SHARE))
                .when(|session, _, row, _| {
                    held(session, row).is_some_and(|held| {
                        manages(held) || subject(session) == Some(&row.created_by)
                    })
                })
                .build(),
        );
        checker.add_policy(
            rule("verified managers delete")
                .actions(|action| *action == Action::DELETE)
                .when(|session, _, row, _| {
                    held(session, row).is_some_and(manages)
                        && user(session).is_some_and(|user| user.verified)
                })
                .build(),
        );
        checker.add_policy(
            rule("managers on pro export")
                .actions(|action| *action == Action::EXPORT)
                .when(|session, _, row, _| {
                    let on_pro = |held: &Membership| held.plan.is_some_and(|plan| plan >= 1);
                    held(session, row).is_some_and(|held| manages(held) && on_pro(held))
                })
                .build(),
        );
        Self {
            checker,
            facts: EvaluationSession::empty(),
        }
    }

    /// The answers, in the order of the questions.
    pub fn answers(
        &self,
        world: &World,
        questions: &[Question<'_>],
        now: i64,
    ) -> impl Iterator<Item = bool> {
        questions.iter().map(move |question| {
            let bound = self
                .checker
                .bind(&self.facts, question.session, &question.action, &now);
            let row = world.invoices.get(question.at);
            row.is_some_and(|row| ready(bound.check(row)).is_some_and(|said| said.is_granted()))
        })
    }
}

impl Default for Gatehouse {
    fn default() -> Self {
        Self::new()
    }
}

fn ready<T>(work: impl Future<Output = T>) -> Option<T> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

fn held<'a>(session: &'a Session, row: &Invoice) -> Option<&'a Membership> {
    let mut all = memberships(session).iter();
    all.find(|held| *held.tenant == *row.workspace)
}

fn manages(held: &Membership) -> bool {
    held.role.is_some_and(|role| role >= 2)
}

fn user(session: &Session) -> Option<&User> {
    match &session.identity {
        Identity::Known(Principal::Person(person)) => Some(&person.user),
        Identity::Known(Principal::Guest(user)) => Some(user),
        Identity::Known(Principal::Anonymous | Principal::Staff(_) | Principal::Service(_))
        | Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => None,
    }
}

fn suspended(session: &Session) -> bool {
    let status = match &session.identity {
        Identity::Known(Principal::Staff(staff)) => Some(staff.status),
        Identity::Known(
            Principal::Anonymous
            | Principal::Guest(_)
            | Principal::Person(_)
            | Principal::Service(_),
        )
        | Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => user(session).map(|user| user.status),
    };
    status == Some(Status::Suspended)
}

fn stale(session: &Session, action: Action, row: &Invoice, now: i64) -> bool {
    let most = if action.only_reads() { 300 } else { 60 };
    let old = |as_of: AsOf| as_of.age(now) > most;
    user(session).is_some_and(|user| old(user.as_of))
        || held(session, row).is_some_and(|held| old(held.as_of))
}
