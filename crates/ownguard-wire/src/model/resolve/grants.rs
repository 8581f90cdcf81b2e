//! Grants: each must be able to hold, and nobody acts on what they may not read.

use super::columns;
use super::names::{Names, twice};
use super::resources::Written;
use crate::model::code::Code;
use crate::model::leaf::is_name;
use crate::model::problem::Draft;
use crate::model::read::{At, Map, Notes};
use crate::model::said::said;
use crate::model::written::{GrantEntry, Guarded, OneOrMany};
use ownguard_core::json::Span;
use ownguard_core::spec::{Condition, Grant, ResourceSpec};
use ownguard_core::{Action, Relation, RelationSet, Vocabulary};

/// Columns, and what each must hold.
type When = Map<OneOrMany<At<Guarded>>>;

/// One grant and its places.
struct Granted<'w> {
    relation: Relation,
    name: &'w At<String>,
    action: Action,
    span: Span,
    when: Option<&'w When>,
}

/// Resolves the grants of a resource that has no parent, into the spec.
pub(super) fn resolve(
    (_, at): Written<'_>,
    spec: &mut ResourceSpec,
    names: &Names,
    notes: &mut Notes,
) {
    let Some(written) = &at.value.grants else {
        return;
    };
    let mut granted: Vec<Granted<'_>> = Vec::new();
    for (name, entries) in &written.0 {
        let relation = names.relation(name, notes);
        for entry in entries {
            for (action_name, when) in flat(entry) {
                let action = names.action(&action_name.value, action_name.span, notes);
                let Some((relation, action)) = relation.zip(action) else {
                    continue;
                };
                let same = |known: &Granted<'_>| {
                    known.relation == relation && known.action == action && known.when.is_none()
                };
                if granted.iter().any(same) {
                    notes
                        .drafts
                        .push(twice(&action_name.value, action_name.span));
                }
                granted.push(Granted {
                    relation,
                    name,
                    action,
                    span: action_name.span,
                    when,
                });
            }
        }
    }
    for grant in &granted {
        let when = grant.when.map(|when| conditions(when, spec, notes));
        spec.grants.push(Grant {
            relation: grant.relation,
            action: grant.action,
            when: when.unwrap_or_default(),
        });
    }
    if spec.parent.is_none() {
        let check = Check { spec, names };
        let mut never: Vec<Relation> = Vec::new();
        for grant in &granted {
            check.grant(grant, &mut never, notes);
        }
    }
}

fn flat(entry: &GrantEntry) -> Vec<(&At<String>, Option<&When>)> {
    match entry {
        GrantEntry::Always(action) => vec![(action, None)],
        GrantEntry::When(at) => {
            let when = at.value.when.as_ref();
            at.value
                .actions
                .0
                .iter()
                .map(|action| (action, when))
                .collect()
        }
    }
}

fn conditions(when: &When, spec: &mut ResourceSpec, notes: &mut Notes) -> Vec<Condition> {
    let mut list = Vec::new();
    for (column, values) in &when.0 {
        let found = columns::find(&spec.fields, &spec.name, &column.value, column.span, notes);
        let Some(field) = found.filter(|_| is_name(&column.value)) else {
            continue;
        };
        for value in &values.0 {
            if value.value.0 == "null" {
                let draft = Draft::new(
                    Code::ConditionalRead,
                    value.span,
                    "null satisfies no condition",
                );
                notes
                    .drafts
                    .push(draft.help("name the values that the column may hold"));
            }
        }
        let known = spec.when.iter().position(|place| *place == field);
        let column = known.unwrap_or_else(|| {
            spec.when.push(field);
            spec.when.len() - 1
        });
        list.push(Condition {
            column,
            values: values.0.iter().map(|at| at.value.0.clone()).collect(),
        });
    }
    list
}

struct Check<'a> {
    spec: &'a ResourceSpec,
    names: &'a Names,
}

impl Check<'_> {
    fn grant(&self, grant: &Granted<'_>, never: &mut Vec<Relation>, notes: &mut Notes) {
        let vocabulary = &self.names.vocabulary;
        let action = self.names.action_name(grant.action);
        let relation = &grant.name.value;
        let mut refuse = |code: Code, span: Span, message: String, help: String| {
            notes
                .drafts
                .push(Draft::new(code, span, message).help(help));
        };
        if grant.when.is_some() && !takes_condition(grant.action) {
            let message = said!("`{action}` takes no condition");
            let help = "what can be read must not change with a row's state: grant it whole, or hide single fields".to_owned();
            refuse(Code::ConditionalRead, grant.span, message, help);
        }
        if grant.relation == vocabulary.link() && grant.action != Action::READ {
            let message = said!("a link is granted `{action}`, but a link only reads");
            refuse(
                Code::LinkGrant,
                grant.span,
                message,
                "grant it to a role, or to `authenticated`".to_owned(),
            );
            return;
        }
        if let Some((why, help)) = self.cannot_hold(grant) {
            if !never.contains(&grant.relation) || grant.action == Action::CREATE {
                let span = if grant.action == Action::CREATE {
                    grant.span
                } else {
                    grant.name.span
                };
                refuse(
                    Code::NeverHolds,
                    span,
                    said!("`{relation}` never holds here: {why}"),
                    help,
                );
                never.push(grant.relation);
            }
            return;
        }
        let exempt = matches!(
            grant.action,
            Action::READ | Action::CREATE | Action::INVITE | Action::RESTORE
        );
        if !exempt && !self.reads().contains(grant.relation) {
            let message = said!("`{relation}` may `{action}` rows that it may not read");
            let help = said!("add `\"read\"` to `{relation}`, or take `{action}` away");
            refuse(Code::ActsWithoutRead, grant.span, message, help);
        }
        if grant.relation == vocabulary.anyone() && !grant.action.only_reads() {
            let message = said!("everybody, signed in or not, may `{action}`");
            let draft = Draft::new(Code::OpenToAll, grant.span, message).warning();
            notes
                .drafts
                .push(draft.help("`authenticated` is everybody who is signed in"));
        }
    }

    /// Why the relation can never hold, and the mend.
    fn cannot_hold(&self, grant: &Granted<'_>) -> Option<(&'static str, String)> {
        let (spec, vocabulary) = (self.spec, &self.names.vocabulary);
        let relation = grant.relation;
        let levels = spec
            .shares
            .as_ref()
            .map_or(&[][..], |shares| &shares.levels);
        let personal = relation == Vocabulary::OWNER || vocabulary.levels().contains(relation);
        if relation == Vocabulary::OWNER && spec.owner.is_none() {
            return Some((
                "the resource names no owner",
                "`owner = \"created_by\"`: the column of the person".to_owned(),
            ));
        }
        if vocabulary.levels().contains(relation) && !levels.contains(&relation) {
            let help = "name the level under `shares`, or take the grant away".to_owned();
            return Some(("rows are not shared at this level", help));
        }
        if vocabulary.roles().contains(relation) && spec.tenant.is_none() {
            return Some((
                "the resource names no tenant",
                "`tenant = \"…\"`: the column of the tenant".to_owned(),
            ));
        }
        if personal && spec.tenant.is_some() && grant.action == Action::CREATE {
            let help = "a new row has no owner yet: grant `create` to a role".to_owned();
            return Some(("`create` is judged before there is a row", help));
        }
        let outside = vocabulary.outside().contains(relation);
        if outside && spec.visibility.is_none() && !grant.action.makes_a_row() {
            let help = "`visibility = \"…\"`: the column with `private`, `unlisted` or `public`"
                .to_owned();
            return Some(("without a visibility column every row is private", help));
        }
        None
    }

    fn reads(&self) -> RelationSet {
        readers(self.spec, self.names)
    }
}

fn takes_condition(action: Action) -> bool {
    !matches!(
        action,
        Action::READ | Action::LIST | Action::CREATE | Action::INVITE
    )
}

/// The relations that may read a resource's rows, stronger ones included.
pub(super) fn readers(spec: &ResourceSpec, names: &Names) -> RelationSet {
    // A conditional one is refused where it stands.
    let reads = spec
        .grants
        .iter()
        .filter(|grant| grant.action == Action::READ);
    with_stronger(reads.map(|grant| grant.relation).collect(), spec, names)
}

/// The set with every stronger role and level.
pub(super) fn with_stronger(set: RelationSet, spec: &ResourceSpec, names: &Names) -> RelationSet {
    let roles = names.vocabulary.roles();
    let roles = roles.iter().skip_while(|role| !set.contains(*role));
    let levels = spec
        .shares
        .iter()
        .flat_map(|shares| &shares.levels)
        .copied();
    let levels = levels.skip_while(|level| !set.contains(*level));
    set.union(roles.chain(levels).collect())
}
