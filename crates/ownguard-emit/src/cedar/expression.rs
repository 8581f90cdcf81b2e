//! Expressions of the language: who holds a relation to a row of one line, and
//! which rows are there at all.

use super::quoted;
use ownguard_core::spec::Condition;
use ownguard_core::{Action, Model, Relation, Resource, Vocabulary};

/// One resource with those above it, in one question.
pub(super) struct Line<'a> {
    pub(super) model: &'a Model,
    pub(super) chain: Vec<&'a Resource>,
    /// The first row does not stand yet.
    pub(super) new: bool,
}

/// The row `depth` steps up.
pub(super) fn row(depth: usize) -> String {
    format!("resource{}", ".parent".repeat(depth))
}

/// All of these; `true` of none.
pub(super) fn all(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts, " && ", "true")
}

/// Any of these; `false` of none.
pub(super) fn any(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts, " || ", "false")
}

fn joined(parts: impl IntoIterator<Item = String>, with: &str, none: &str) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    match parts.as_slice() {
        [] => none.to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(with)),
    }
}

impl Line<'_> {
    pub(super) fn root(&self) -> usize {
        self.chain.len().saturating_sub(1)
    }

    pub(super) fn bound(&self) -> bool {
        self.chain
            .iter()
            .any(|resource| resource.spec().tenant.is_some())
    }

    fn tenant(&self) -> String {
        format!("{}.tenant", row(self.root()))
    }

    /// The levels whose own columns count, from a depth on.
    fn standing(&self, from: usize) -> impl Iterator<Item = (usize, &Resource)> {
        let chain = self.chain.iter().copied().enumerate();
        chain.skip(from.max(usize::from(self.new)))
    }

    /// Nothing is deleted, missing or of two tenants.
    pub(super) fn present(&self, action: Action) -> String {
        let mut parts = Vec::new();
        for (depth, resource) in self.chain.iter().enumerate() {
            let (here, spec) = (row(depth), resource.spec());
            let new = self.new && depth == 0;
            if spec.parent.is_some() {
                parts.push(format!("{here} has parent"));
            }
            if spec.deleted.is_some() && !new && !(depth == 0 && action == Action::RESTORE) {
                parts.push(format!("!{here}.deleted"));
            }
            if spec.tenant.is_some() && !new {
                parts.push(format!("{here} has tenant"));
            }
            let unbound = spec.parent.is_none() && !self.bound();
            if unbound && spec.owner.is_some() && !new {
                parts.push(format!("{here} has owner"));
            }
        }
        let tenant = self.tenant();
        for (depth, resource) in self.chain.iter().enumerate().take(self.root()) {
            let here = row(depth);
            if self.new && depth == 0 {
                parts.push(format!(
                    "(!({here} has tenant) || ({} has tenant && {here}.tenant == {tenant}))",
                    row(self.root())
                ));
            } else if resource.spec().tenant.is_some() {
                parts.push(format!("{here}.tenant == {tenant}"));
            }
        }
        all(parts)
    }

    /// No suspended member of the tenant.
    pub(super) fn not_suspended(&self) -> String {
        if !self.bound() {
            return "true".to_owned();
        }
        let root = row(self.root());
        let tenant = self.tenant();
        format!("!({root} has tenant && principal in {tenant}.suspended)")
    }

    /// Whether the relation holds to the row at a depth.
    pub(super) fn holds(&self, relation: Relation, depth: usize) -> String {
        let vocabulary = self.model.vocabulary();
        let name = vocabulary.name(relation);
        let part = name.split_once('.').map_or("", |(_, part)| part);
        if relation == Vocabulary::OWNER {
            all([self.personal(false), self.owns(depth)])
        } else if vocabulary.roles().contains(relation) {
            let least = vocabulary
                .roles()
                .iter()
                .position(|role| role == relation)
                .unwrap_or_default();
            let root = row(self.root());
            format!(
                "({root} has tenant && principal in {}.role{least})",
                self.tenant()
            )
        } else if vocabulary.levels().contains(relation) {
            all([self.personal(true), self.shared(relation)])
        } else if vocabulary.services().contains(relation) {
            self.service(part)
        } else if vocabulary.staff().contains(relation) {
            format!("principal in StaffRole::{}", quoted(part))
        } else if relation == vocabulary.authenticated() {
            all([
                "principal is Person".to_owned(),
                self.visible(depth, &["public"]),
            ])
        } else if relation == vocabulary.anyone() {
            self.visible(depth, &["public"])
        } else {
            all([
                self.linked(depth),
                self.visible(depth, &["unlisted", "public"]),
            ])
        }
    }

    /// Who may be an owner, or have something shared with them.
    fn personal(&self, shared: bool) -> String {
        if !self.bound() {
            return "(principal is Person || principal is Guest)".to_owned();
        }
        let root = row(self.root());
        let shares = self
            .chain
            .last()
            .and_then(|root| root.spec().shares.as_ref());
        if shared && shares.is_some_and(|shares| shares.outsiders) {
            return "principal is Person".to_owned();
        }
        format!(
            "({root} has tenant && principal in {}.members)",
            self.tenant()
        )
    }

    fn owns(&self, depth: usize) -> String {
        if self.new && self.root() == 0 {
            return if self.bound() { "false" } else { "true" }.to_owned();
        }
        let owned = self
            .standing(depth)
            .filter(|(_, resource)| resource.spec().owner.is_some());
        any(owned.map(|(depth, _)| {
            let here = row(depth);
            format!("({here} has owner && {here}.owner == principal.id)")
        }))
    }

    fn shared(&self, relation: Relation) -> String {
        let root = row(self.root());
        let shares = self
            .chain
            .last()
            .and_then(|root| root.spec().shares.as_ref());
        if self.new && self.root() == 0 {
            return "false".to_owned();
        }
        let levels = shares.into_iter().flat_map(|shares| &shares.levels);
        let enough = levels.copied().skip_while(|level| *level != relation);
        any(enough.map(|level| {
            let name = quoted(self.model.vocabulary().name(level));
            format!("{root}.shares[{name}].contains(principal.id)")
        }))
    }

    fn service(&self, name: &str) -> String {
        let is = format!("principal is Service && principal.name == {}", quoted(name));
        if !self.bound() {
            return format!("({is})");
        }
        let root = row(self.root());
        let tenant = self.tenant();
        format!(
            "({is} && principal has tenant && {root} has tenant && principal.tenant == {tenant})"
        )
    }

    fn linked(&self, depth: usize) -> String {
        let rows = self.standing(depth);
        let rows = any(rows.map(|(depth, _)| format!("context.link == {}", row(depth))));
        format!("(context has link && {rows})")
    }

    /// The row at a depth and every row above it say one of these.
    fn visible(&self, depth: usize, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let words = words.join(", ");
        all(self.standing(depth).filter_map(|(depth, resource)| {
            let spec = resource.spec();
            let here = row(depth);
            match (spec.visibility, &spec.parent) {
                (Some(_), _) => Some(format!(
                    "({here} has visibility && [{words}].contains({here}.visibility))"
                )),
                (None, Some(_)) => None,
                (None, None) => Some("false".to_owned()),
            }
        }))
    }

    /// What the root row must hold.
    pub(super) fn when(&self, conditions: &[Condition]) -> String {
        let root = row(self.root());
        if self.new && self.root() == 0 && !conditions.is_empty() {
            return "false".to_owned();
        }
        all(conditions.iter().map(|condition| {
            let values: Vec<String> = condition.values.iter().map(|value| quoted(value)).collect();
            let column = format!("when{}", condition.column);
            format!(
                "({root} has {column} && [{}].contains({root}.{column}))",
                values.join(", ")
            )
        }))
    }
}
