//! Fields: what is shown, written and pointed at that was probably not meant to be.

use super::rules::{
    JSON_WHOLE, OUTSIDE_UNUSED, PERSONAL_OUTSIDE, PRIVILEGE_WRITTEN, SECRET_SHOWN,
    UNCHECKED_REFERENCE,
};
use super::subject::Subject;
use super::words::{is_personal, is_privilege, is_secret};
use crate::finding::Finding;
use ownguard_core::spec::{FieldKind, FieldSpec, Writers};
use ownguard_core::{Action, Resource};

pub(super) fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, resource) in subject.model.resources().iter().enumerate() {
        for (place, field) in resource.fields().iter().enumerate() {
            let of = Of {
                subject,
                resource,
                field,
            };
            found.extend(of.secret());
            found.extend(of.personal());
            found.extend(of.privilege());
            found.extend(of.json());
            found.extend(of.reference(at, place));
        }
        found.extend(outside(subject, resource));
    }
    found
}

/// One field of one resource.
struct Of<'a> {
    subject: &'a Subject<'a>,
    resource: &'a Resource,
    field: &'a FieldSpec,
}

impl Of<'_> {
    fn found(&self, rule: &crate::finding::Rule, list: &str, message: String) -> Finding {
        let (name, column) = (self.resource.name(), self.field.column.as_str());
        let listed = ["resources", name, list, column];
        let own = ["resources", name, "fields", column];
        let path = if self.subject.stands(&listed) {
            listed
        } else {
            own
        };
        self.subject.found(rule, &path, message)
    }

    fn named(&self) -> String {
        format!("{}.{}", self.resource.name(), self.field.column)
    }

    /// Whether people outside see it.
    fn is_outside(&self) -> bool {
        let outside = self.subject.model.vocabulary().outside();
        match &self.field.to {
            Some(to) => to.iter().any(|relation| outside.contains(*relation)),
            None => self.field.outside,
        }
    }

    fn secret(&self) -> Option<Finding> {
        let shown = self.is_outside() || (self.field.to.is_none() && self.field.show);
        if !shown || self.field.never || !is_secret(&self.field.column) {
            return None;
        }
        let list = if self.field.show { "show" } else { "outside" };
        let message = format!(
            "`{}` looks like a key or a secret, and is shown",
            self.named()
        );
        Some(self.found(&SECRET_SHOWN, list, message))
    }

    fn personal(&self) -> Option<Finding> {
        if !self.is_outside() || self.field.never || !is_personal(&self.field.column) {
            return None;
        }
        let message = format!(
            "`{}` looks personal, and people outside see it",
            self.named()
        );
        Some(self.found(&PERSONAL_OUTSIDE, "outside", message))
    }

    fn privilege(&self) -> Option<Finding> {
        if self.field.write != Writers::Everyone || !is_privilege(&self.field.column) {
            return None;
        }
        let message = format!(
            "whoever may update `{}` may write `{}`",
            self.resource.name(),
            self.named()
        );
        Some(self.found(&PRIVILEGE_WRITTEN, "write", message))
    }

    fn json(&self) -> Option<Finding> {
        let seen = self.field.show || self.field.outside || self.field.to.is_some();
        if self.field.kind != FieldKind::Json || self.field.never || !seen {
            return None;
        }
        let message = format!("`{}` passes whole, whatever stands in it", self.named());
        Some(self.found(&JSON_WHOLE, "", message))
    }

    /// A written `project_id` where there is a resource `project`, and no `ref`.
    fn reference(&self, at: usize, place: usize) -> Option<Finding> {
        let spec = self.resource.spec();
        let own = [
            spec.tenant,
            spec.owner,
            spec.parent.as_ref().map(|parent| parent.field),
        ];
        let fixed = spec.key.field == place || own.contains(&Some(place));
        if fixed || self.field.write == Writers::Nobody || self.field.reference.is_some() {
            return None;
        }
        let stem = self.field.column.strip_suffix("_id")?;
        let tables = &self.subject.document.storage.resources;
        let pointed = |(other, resource): &(usize, &Resource)| {
            let table = tables
                .get(*other)
                .map(|table| table.table.rsplit('.').next().unwrap_or_default());
            resource.name() == stem
                || table.is_some_and(|table| table.strip_suffix('s') == Some(stem))
        };
        let resources = self.subject.model.resources().iter().enumerate();
        let (other, target) = resources.into_iter().find(pointed)?;
        let known = if other == at {
            "another row of its own kind".to_owned()
        } else {
            format!("a `{}`", target.name())
        };
        let message = format!(
            "`{}` names {known}, and nothing checks that the writer may read it",
            self.named()
        );
        let found = self.found(&UNCHECKED_REFERENCE, "write", message);
        Some(found.mend(format!(
            "`{} = {{ write = […], ref = \"{}\" }}`",
            self.field.column,
            target.name()
        )))
    }
}

fn outside(subject: &Subject<'_>, resource: &Resource) -> Option<Finding> {
    let readers = resource
        .ever_granted(Action::READ)
        .union(resource.ever_granted(Action::LIST));
    let nobody = readers
        .intersection(subject.model.vocabulary().outside())
        .is_empty();
    let named = resource.fields().iter().any(|field| field.outside);
    let message = format!("nobody outside may read `{}`", resource.name());
    (nobody && named).then(|| {
        subject.found(
            &OUTSIDE_UNUSED,
            &["resources", resource.name(), "outside"],
            message,
        )
    })
}
