//! What a write may say: fields and values of an allow-list, references to rows
//! that the caller can read, and nothing about who owns the row.

use super::act::Act;
use super::body::{Given, Written};
use super::identity::contradicts;
use super::labels::{Above, Labels, RowRef};
use super::members;
use super::refusal::{Refusal, Rejection};
use super::request::Stop;
use super::spec::KeyFrom;
use crate::action::Action;
use crate::decide::Target;
use crate::decision::{Decision, Permit};
use crate::fields::FieldSet;
use crate::json::{Kind, Node, Pointer};
use crate::model::Resource;
use crate::relation::RelationSet;
use crate::spec::{FieldKind, FieldSpec, Writers};

/// Checks a body against what the permits allow; several permits must all allow it.
pub(crate) fn check(act: &Act<'_>, permits: &[Permit], body: &Written<'_>) -> Result<(), Stop> {
    let Some(resource) = act.entry.model.resource(act.route.resource) else {
        return Ok(());
    };
    let check = Check {
        act,
        permits,
        resource,
        rows: act.rows(),
    };
    if act.route.action.only_reads() {
        return check.nobody_else(body);
    }
    let placed = act.route.body.as_ref();
    if placed.is_some() {
        for (name, _) in body.members(None)? {
            if !check.is_argument(&name) {
                return Err(unknown(&name));
            }
        }
    }
    for (name, given) in body.members(placed)? {
        if placed.is_some() || !check.is_argument(&name) {
            check.member(&name, &given)?;
        } else {
            check.not_somebody_else(&name, &given)?;
        }
    }
    Ok(())
}

/// One body against one decision.
struct Check<'a> {
    act: &'a Act<'a>,
    permits: &'a [Permit],
    resource: &'a Resource,
    /// The existing rows that are written; none of a new row.
    rows: Vec<&'a Labels<'static>>,
}

impl Check<'_> {
    fn nobody_else(&self, body: &Written<'_>) -> Result<(), Stop> {
        let members = body.members(None).unwrap_or_default();
        members
            .iter()
            .try_for_each(|(name, given)| self.not_somebody_else(name, given))
    }

    fn not_somebody_else(&self, name: &str, given: &Given<'_>) -> Result<(), Stop> {
        let names = &self.act.entry.model.http().identity_names;
        let value = match given {
            Given::Text(text) => text,
            Given::Null | Given::Nested(_) | Given::Opaque => "",
        };
        if contradicts(names, name, value, self.act.session, self.act.named.tenant) {
            return Err(Rejection::about(Refusal::IdentityMismatch, name).into());
        }
        Ok(())
    }

    /// Whether the route itself takes a member of that name.
    fn is_argument(&self, name: &str) -> bool {
        let route = self.act.route;
        let keys = match &route.key {
            KeyFrom::Body(pointer) => Some(pointer),
            KeyFrom::Path | KeyFrom::Session => None,
        };
        let pointers = [keys, route.parent.as_ref(), route.body.as_ref()];
        let begins = |pointer: &Pointer| pointer.names().next() == Some(name);
        route.args.iter().any(|arg| arg == name) || pointers.into_iter().flatten().any(begins)
    }

    fn member(&self, name: &str, given: &Given<'_>) -> Result<(), Stop> {
        let found = self
            .resource
            .fields()
            .iter()
            .enumerate()
            .find(|(_, field)| field.wire == name);
        let Some((at, field)) = found else {
            self.not_somebody_else(name, given)?;
            let known = self
                .act
                .entry
                .model
                .http()
                .identity_names
                .iter()
                .any(|known| known.name == name);
            return if known { Ok(()) } else { Err(unknown(name)) };
        };
        let spec = self.resource.spec();
        if spec.tenant == Some(at) {
            return same(field, given, &self.tenants(), Refusal::IdentityMismatch);
        }
        if spec.owner == Some(at) {
            return same(field, given, &self.owners(), Refusal::IdentityMismatch);
        }
        if spec
            .parent
            .as_ref()
            .is_some_and(|parent| parent.field == at)
        {
            return same(field, given, &self.parents()?, Refusal::FieldNotWritable);
        }
        if spec.key.field == at && !self.rows.is_empty() {
            let keys: Vec<_> = self
                .rows
                .iter()
                .map(|row| row.key.text().map(str::to_owned))
                .collect();
            return same(field, given, &keys, Refusal::FieldNotWritable);
        }
        self.writes(at, field, given)
    }

    fn tenants(&self) -> Vec<Option<String>> {
        if self.rows.is_empty() {
            let tenant = self.act.named.tenant.or(self.act.session.tenant.as_deref());
            return vec![tenant.map(str::to_owned)];
        }
        self.rows
            .iter()
            .map(|row| row.effective_tenant().map(str::to_owned))
            .collect()
    }

    fn owners(&self) -> Vec<Option<String>> {
        if self.rows.is_empty() {
            let subject = super::admit::known(self.act.session)
                .ok()
                .and_then(|principal| principal.subject());
            return vec![subject.map(str::to_owned)];
        }
        self.rows
            .iter()
            .map(|row| row.owner.text().map(str::to_owned))
            .collect()
    }

    fn parents(&self) -> Result<Vec<Option<String>>, Stop> {
        if self.rows.is_empty() {
            return Ok(vec![self.act.parent_row()?.map(|row| row.key)]);
        }
        let key = |row: &&Labels<'_>| match &row.parent {
            Above::Row(parent) => parent.key.text().map(str::to_owned),
            Above::Absent | Above::Missing => None,
        };
        Ok(self.rows.iter().map(key).collect())
    }

    fn writes(&self, at: usize, field: &FieldSpec, given: &Given<'_>) -> Result<(), Stop> {
        let action = self.act.route.action;
        let writes = !matches!(action, Action::DELETE | Action::RESTORE);
        let allowed = |permit: &Permit| permit.obligations.write.contains(at);
        let fixed = self.resource.spec().deleted == Some(at);
        if !writes || fixed || !self.permits.iter().all(allowed) {
            return Err(not_writable(&field.wire));
        }
        match (given, field.kind) {
            (Given::Nested(_), FieldKind::Json) => return Ok(()),
            (Given::Nested(node), FieldKind::Embed(child)) => return self.nested(child, *node),
            (Given::Nested(_), FieldKind::Scalar) | (Given::Opaque, _) => {
                return Err(not_writable(&field.wire));
            }
            (
                Given::Null | Given::Text(_),
                FieldKind::Scalar | FieldKind::Json | FieldKind::Embed(_),
            ) => {}
        }
        let text = match given {
            Given::Text(text) => Some(&**text),
            Given::Null | Given::Nested(_) | Given::Opaque => None,
        };
        if !self
            .permits
            .iter()
            .all(|permit| takes(self.resource, field, permit.relations, text))
        {
            return Err(Rejection::about(Refusal::ValueNotAllowed, &field.wire).into());
        }
        if let (Some(target), Some(key)) = (field.reference, text) {
            self.reference(target, key, field)?;
        }
        if self.resource.spec().visibility == Some(at) {
            self.shares(text)?;
        }
        members::check_member(self.act, self.resource, &self.rows, at, text)
    }

    /// Nested rows are written as rows of their own resource, with no more than their writable fields.
    fn nested(&self, child: usize, node: Node<'_>) -> Result<(), Stop> {
        let Some(child) = self.act.entry.model.resource(child) else {
            return Err(not_writable("nested"));
        };
        let relations = self.permits.iter().map(|permit| permit.relations);
        let relations = relations
            .reduce(RelationSet::intersection)
            .unwrap_or_default();
        let writable = child.writable(relations);
        let single = (node.kind() == Kind::Object).then_some(node);
        for row in single.into_iter().chain(node.items()) {
            if row.kind() != Kind::Object {
                return Err(not_writable(child.name()));
            }
            row.members().try_for_each(|member| {
                nested_member(child, writable, relations, &member.name, member.value)
            })?;
        }
        Ok(())
    }

    /// The caller must be able to read what the row will point at, in the same tenant.
    fn reference(&self, resource: usize, key: &str, field: &FieldSpec) -> Result<(), Stop> {
        let foreign = || Stop::from(Rejection::about(Refusal::ForeignReference, &field.wire));
        let target = RowRef {
            resource,
            key: key.to_owned(),
        };
        let kind = self
            .act
            .entry
            .model
            .resource(resource)
            .map(|found| found.spec().key.kind);
        super::key::Key::parse(kind.unwrap_or_default(), key).map_err(|_| foreign())?;
        self.act.known(vec![target.clone()])?;
        let labels = self.act.labels(&target).ok_or_else(foreign)?;
        let bound = self
            .act
            .entry
            .model
            .resource(resource)
            .is_some_and(Resource::tenant_bound);
        let same = |tenant: &Option<String>| tenant.as_deref() == labels.effective_tenant();
        let mut readable =
            !bound || !self.resource.tenant_bound() || self.tenants().iter().all(same);
        labels.with_row(&mut |row| {
            let decision = self.act.ask(resource, Action::READ, &Target::Row(row));
            readable &= matches!(decision, Decision::Permit(_));
        });
        if readable { Ok(()) } else { Err(foreign()) }
    }

    /// Whoever changes who else sees a row needs `share` on it.
    fn shares(&self, value: Option<&str>) -> Result<(), Stop> {
        let changed = self.rows.iter().any(|row| row.visibility.text() != value);
        if !changed {
            return Ok(());
        }
        for key in self.act.named.key.iter().chain(&self.act.named.keys) {
            let row = RowRef {
                resource: self.act.route.resource,
                key: key.clone(),
            };
            self.act.on_row(Action::SHARE, &row)?;
        }
        Ok(())
    }
}

/// What never changes may be sent along as it is, and not otherwise.
fn same(
    field: &FieldSpec,
    given: &Given<'_>,
    known: &[Option<String>],
    refusal: Refusal,
) -> Result<(), Stop> {
    let same = match given {
        Given::Text(text) => {
            !known.is_empty() && known.iter().all(|known| known.as_deref() == Some(text))
        }
        Given::Null | Given::Nested(_) | Given::Opaque => false,
    };
    if same {
        Ok(())
    } else {
        Err(Rejection::about(refusal, &field.wire).into())
    }
}

fn nested_member(
    child: &Resource,
    writable: FieldSet,
    relations: RelationSet,
    name: &str,
    value: Node<'_>,
) -> Result<(), Stop> {
    let found = child
        .fields()
        .iter()
        .enumerate()
        .find(|(_, field)| field.wire == name);
    let writable = found.filter(|(at, field)| {
        let fixed = child
            .spec()
            .parent
            .as_ref()
            .is_some_and(|parent| parent.field == *at)
            || child.spec().key.field == *at
            || field.reference.is_some();
        writable.contains(*at)
            && !fixed
            && (value.kind().is_scalar() || field.kind == FieldKind::Json)
    });
    let Some((_, field)) = writable else {
        return Err(found.map_or_else(|| unknown(name), |(_, field)| not_writable(&field.wire)));
    };
    let value = value.value();
    let text = value.as_str();
    let text = if value.is_null() {
        None
    } else {
        Some(text.as_deref().unwrap_or(value.raw()))
    };
    if takes(child, field, relations, text) {
        return Ok(());
    }
    Err(Rejection::about(Refusal::ValueNotAllowed, name).into())
}

/// Whether some relation of the permit may write this value.
fn takes(
    resource: &Resource,
    field: &FieldSpec,
    relations: RelationSet,
    value: Option<&str>,
) -> bool {
    match &field.write {
        Writers::Nobody => false,
        Writers::Everyone => true,
        Writers::Only(writers) => writers.iter().any(|writer| {
            let named = resource
                .with_stronger(writer.relation)
                .intersection(relations);
            let listed = |values: &Vec<String>| {
                value.is_some_and(|value| values.iter().any(|known| known == value))
            };
            !named.is_empty() && writer.values.as_ref().is_none_or(listed)
        }),
    }
}

/// A field of the model.
fn not_writable(name: &str) -> Stop {
    Rejection::about(Refusal::FieldNotWritable, name).into()
}

/// A name that is the client's.
fn unknown(name: &str) -> Stop {
    Rejection::unknown(Refusal::FieldNotWritable, name).into()
}
