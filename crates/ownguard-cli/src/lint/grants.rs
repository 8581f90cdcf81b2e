//! Grants: those that nothing uses, those that cannot hold, and those that reach far.

use super::rules::{
    CONDITIONAL_WRITE, INVITE_ELSEWHERE, NO_ROW_KNOWN, NO_TENANT, NOBODY, NOTHING_TO_RESTORE,
    NOTHING_TO_SHARE, PUBLIC_LIST, READS_NOTHING, STAFF_WRITES, UNUSED_GRANT, WRITES_NOTHING,
};
use super::subject::{Subject, action_of};
use crate::finding::{Finding, Severity};
use ownguard_core::http::spec::{Answer, Binding, KeyFrom, Segment};
use ownguard_core::spec::Grant;
use ownguard_core::{Action, RelationSet, Resource, Vocabulary};
use ownguard_wire::model::Proof;

pub(super) fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let used = used(subject);
    let mut found = Vec::new();
    for resource in subject.roots() {
        let grants = &resource.spec().grants;
        if grants.is_empty() {
            let message = format!("`{}` grants nothing: everybody is denied", resource.name());
            found.push(subject.found(&NOBODY, &["resources", resource.name()], message));
        }
        let mut seen: Vec<Action> = Vec::new();
        for grant in grants {
            let of = Of {
                subject,
                resource,
                grant,
            };
            found.extend(of.conditional());
            found.extend(of.far());
            found.extend(of.idle());
            found.extend(of.empty());
            if !seen.contains(&grant.action) {
                seen.push(grant.action);
                found.extend(of.misplaced());
                found.extend(of.unused(&used));
            }
        }
    }
    found
}

/// What routes do, on the resources themselves and through their children.
fn used(subject: &Subject<'_>) -> Vec<(usize, Action)> {
    let mut used = Vec::new();
    for action in subject.routes().filter_map(action_of) {
        let sites = action.sites.iter().map(|site| (site.resource, site.action));
        for (mut at, mut action) in std::iter::once((action.resource, action.action)).chain(sites) {
            used.push((at, action));
            while let Some(parent) = subject
                .model
                .resource(at)
                .and_then(|it| it.spec().parent.as_ref())
            {
                let mapped = parent.map.iter().find(|(own, _)| *own == action);
                (at, action) = (parent.resource, mapped.map_or(action, |(_, asked)| *asked));
                used.push((at, action));
            }
        }
    }
    used
}

/// One grant of one resource.
struct Of<'a> {
    subject: &'a Subject<'a>,
    resource: &'a Resource,
    grant: &'a Grant,
}

impl Of<'_> {
    fn found(&self, rule: &crate::finding::Rule, message: String) -> Finding {
        let (relation, action) = (self.relation(), self.action());
        let path = [
            "resources",
            self.resource.name(),
            "grants",
            relation,
            action,
        ];
        self.subject.found(rule, &path, message)
    }

    fn relation(&self) -> &str {
        self.subject.relation(self.grant.relation)
    }

    fn action(&self) -> &str {
        self.subject.action(self.grant.action)
    }

    fn named(&self) -> String {
        format!("{}.{}", self.resource.name(), self.action())
    }

    fn holds(&self, set: RelationSet) -> bool {
        set.contains(self.grant.relation)
    }

    fn conditional(&self) -> Option<Finding> {
        if self.grant.when.is_empty() || self.grant.action.only_reads() {
            return None;
        }
        let columns = self.grant.when.iter().map(|condition| {
            let field = self.resource.spec().when.get(condition.column);
            let field = field.and_then(|at| self.resource.fields().get(*at));
            let column = field.map_or("", |field| &field.column);
            format!("`{column}` is {}", one_of(&condition.values))
        });
        let columns: Vec<String> = columns.collect();
        let message = format!(
            "`{}` may do `{}` only while {}",
            self.relation(),
            self.named(),
            columns.join(" and "),
        );
        Some(self.found(&CONDITIONAL_WRITE, message))
    }

    /// Grants that reach into every tenant, or to everybody.
    fn far(&self) -> Option<Finding> {
        let vocabulary = self.subject.model.vocabulary();
        if self.holds(vocabulary.staff()) && !self.grant.action.only_reads() {
            let message = format!(
                "`{}` may do `{}` in every tenant",
                self.relation(),
                self.named()
            );
            return Some(self.found(&STAFF_WRITES, message));
        }
        let everybody = [vocabulary.anyone(), vocabulary.authenticated()];
        if everybody.contains(&self.grant.relation)
            && self.grant.action == Action::LIST
            && self.resource.spec().visibility.is_some()
        {
            let name = self.resource.name();
            let message = format!("`{}` may list every public `{name}`", self.relation());
            return Some(self.found(&PUBLIC_LIST, message));
        }
        None
    }

    /// Grants that cannot hold.
    fn idle(&self) -> Option<Finding> {
        let vocabulary = self.subject.model.vocabulary();
        if self.holds(vocabulary.services()) && self.resource.tenant_bound() {
            let services = self.subject.document.services.iter().enumerate();
            let mut own =
                services.filter(|(at, _)| vocabulary.service(*at) == Some(self.grant.relation));
            let (_, service) = own.next()?;
            if service.proof == Proof::Stripe && service.tenant.is_none() {
                let message = format!("nothing says for which tenant `{}` acts", self.relation());
                return Some(self.found(&NO_TENANT, message));
            }
        }
        let personal = vocabulary
            .levels()
            .union([Vocabulary::OWNER, vocabulary.link()].into_iter().collect());
        let needs_row = self.holds(personal) || !self.grant.when.is_empty();
        if needs_row && self.without_row() {
            let message = format!(
                "`{}` never holds for `{}`: its route names no single row",
                self.relation(),
                self.named()
            );
            return Some(self.found(&NO_ROW_KNOWN, message));
        }
        None
    }

    /// Whether every route that does the action does it on rows that are not known one by one.
    fn without_row(&self) -> bool {
        let at = self.subject.model.find_resource(self.resource.name());
        let routes = self
            .subject
            .routes()
            .filter_map(|route| Some((route, action_of(route)?)));
        let mut routes = routes
            .filter(|(_, action)| Some(action.resource) == at && action.action == self.grant.action)
            .peekable();
        let collects = |action: Action| matches!(action, Action::EXPORT | Action::LIST);
        collects(self.grant.action)
            && routes.peek().is_some()
            && routes.all(|(route, action)| {
                let judged_later = action.answer == Answer::Json && action.action == Action::LIST;
                let keyed = route
                    .segments
                    .iter()
                    .any(|segment| matches!(segment, Segment::Param(Binding::Key | Binding::Link)));
                !judged_later && !keyed && action.key == KeyFrom::Path
            })
    }

    /// Readers that see nothing, and writers that may write nothing.
    fn empty(&self) -> Option<Finding> {
        let held = self.subject.held_with(self.grant.relation);
        let name = self.resource.name();
        if self.grant.action == Action::READ {
            let plan = self.resource.plan(held);
            let nothing = plan.show.is_empty() && plan.otherwise.is_empty();
            let message = format!(
                "`{}` may read `{name}`, but sees no field of it",
                self.relation()
            );
            return nothing.then(|| self.found(&READS_NOTHING, message));
        }
        let writes =
            [Action::CREATE, Action::UPDATE, Action::BULK_UPDATE].contains(&self.grant.action);
        let nothing = writes && self.resource.writable(held).is_empty();
        let message = format!(
            "`{}` may do `{}`, but may write no field",
            self.relation(),
            self.named()
        );
        nothing.then(|| self.found(&WRITES_NOTHING, message))
    }

    /// Actions that mean nothing on this resource.
    fn misplaced(&self) -> Option<Finding> {
        let (spec, name) = (self.resource.spec(), self.resource.name());
        let shares = spec.shares.is_some() || spec.visibility.is_some();
        let (rule, message) = if self.grant.action == Action::SHARE && !shares {
            (
                &NOTHING_TO_SHARE,
                format!(
                    "`{}` shares nothing: `{name}` has neither shares nor a visibility",
                    self.named()
                ),
            )
        } else if self.grant.action == Action::INVITE && spec.members.is_none() {
            (
                &INVITE_ELSEWHERE,
                format!("`{name}` is not the table of members"),
            )
        } else if self.grant.action == Action::RESTORE && spec.deleted.is_none() {
            (
                &NOTHING_TO_RESTORE,
                format!("`{name}` has no `deleted` column to restore from"),
            )
        } else {
            return None;
        };
        Some(self.found(rule, message))
    }

    fn unused(&self, used: &[(usize, Action)]) -> Option<Finding> {
        let at = self.subject.model.find_resource(self.resource.name())?;
        let known = used.contains(&(at, self.grant.action)) || self.grant.action == Action::READ;
        if used.is_empty() || known {
            return None;
        }
        let mut found = self.found(&UNUSED_GRANT, format!("no route does `{}`", self.named()));
        if self.subject.has_unchecked_routes() {
            found.rule.severity = Severity::Info;
            found.message.push_str("; a `page` or `app` route may");
        }
        Some(found)
    }
}

/// `open` or `past_due`.
fn one_of(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
