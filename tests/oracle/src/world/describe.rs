//! A case, written so that somebody can read it.

use super::Case;
use super::target::{Above, Asked, Things};
use ownguard_core::spec::{ResourceSpec, Writers};
use ownguard_core::{Action, Label, Model, Relation, Share};
use std::fmt;

pub(super) fn describe(case: &Case, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let model = Model::compile(case.spec.clone()).map_err(|_| fmt::Error)?;
    let names = Names(&model);
    writeln!(f)?;
    if let Some(tenancy) = model.tenancy() {
        writeln!(f, "tenancy {} {:?}", tenancy.name, tenancy.roles)?;
    }
    writeln!(f, "{:?}, plans {:?}", model.max_age(), model.plans())?;
    for (at, resource) in case.spec.resources.iter().enumerate() {
        write!(f, "[{at}] ")?;
        names.resource(resource, f)?;
    }
    writeln!(f, "caller {:?}", case.session)?;
    let action = model.action_name(case.action);
    writeln!(f, "asks for {action} on [{}] of", case.resource)?;
    match &case.asked {
        Asked::Row(row) => names.row(row, f),
        Asked::New(tenant, above) => names.scope("new", *tenant, above, f),
        Asked::Collection(tenant, above) => names.scope("collection", *tenant, above, f),
        Asked::Listing(tenant, above) => names.scope("listing", *tenant, above, f),
    }
}

struct Names<'a>(&'a Model);

impl Names<'_> {
    fn relation(&self, relation: Relation) -> &str {
        self.0.vocabulary().name(relation)
    }

    fn action(&self, action: Action) -> &str {
        self.0.action_name(action)
    }

    fn resource(&self, resource: &ResourceSpec, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = [
            (resource.tenant, "tenant"),
            (resource.owner, "owner"),
            (resource.visibility, "visibility"),
            (resource.deleted, "deleted"),
        ];
        let columns: Vec<_> = columns
            .iter()
            .filter(|(at, _)| at.is_some())
            .map(|(_, name)| *name)
            .collect();
        writeln!(f, "{} with {columns:?}", resource.name)?;
        if let Some(parent) = &resource.parent {
            write!(f, "    below [{}] as", parent.resource)?;
            for (from, to) in &parent.map {
                write!(f, " {}={}", self.action(*from), self.action(*to))?;
            }
            writeln!(f)?;
        }
        if let Some(shares) = &resource.shares {
            let levels: Vec<_> = shares
                .levels
                .iter()
                .map(|level| self.relation(*level))
                .collect();
            writeln!(f, "    shares {levels:?} outsiders {}", shares.outsiders)?;
        }
        for grant in &resource.grants {
            write!(
                f,
                "    {} may {}",
                self.relation(grant.relation),
                self.action(grant.action)
            )?;
            for condition in &grant.when {
                write!(f, " when {} in {:?}", condition.column, condition.values)?;
            }
            writeln!(f)?;
        }
        for (action, asks) in &resource.asks {
            writeln!(f, "    {} asks {asks:?}", self.action(*action))?;
        }
        for field in resource
            .fields
            .iter()
            .filter(|field| field.column.starts_with("field"))
        {
            let named = |list: &[Relation]| -> Vec<String> {
                list.iter()
                    .map(|relation| self.relation(*relation).to_owned())
                    .collect()
            };
            let write = match &field.write {
                Writers::Nobody => "nobody".to_owned(),
                Writers::Everyone => "everyone".to_owned(),
                Writers::Only(some) => {
                    let some: Vec<_> = some.iter().map(|writer| writer.relation).collect();
                    format!("{:?}", named(&some))
                }
            };
            let to = field.to.as_deref().map(named);
            writeln!(
                f,
                "    {} show {} outside {} never {} to {to:?} otherwise {:?} write {write}",
                field.column, field.show, field.outside, field.never, field.otherwise
            )?;
        }
        Ok(())
    }

    fn scope(
        &self,
        what: &str,
        tenant: Option<&str>,
        above: &Above,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        writeln!(f, "  {what} in {tenant:?}")?;
        self.above(above, f)
    }

    fn above(&self, above: &Above, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match above {
            Above::Absent => writeln!(f, "  below: absent"),
            Above::Missing => writeln!(f, "  below: missing"),
            Above::Row(row) => {
                write!(f, "  below")?;
                self.row(row, f)
            }
        }
    }

    fn row(&self, row: &Things, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = |label: Label<'_>| match label {
            Label::Absent => "?".to_owned(),
            Label::Null => "null".to_owned(),
            Label::Value(value) => value.to_owned(),
        };
        let share = match row.labels.share {
            Share::Absent => "?",
            Share::None => "none",
            Share::Level(level) => self.relation(level),
        };
        let when: Vec<_> = row.when.iter().map(|column| label(*column)).collect();
        let [key, tenant, owner, visibility, deleted] = [
            row.labels.key,
            row.labels.tenant,
            row.labels.owner,
            row.labels.visibility,
            row.labels.deleted,
        ]
        .map(label);
        writeln!(
            f,
            "  row {key}, tenant {tenant}, owner {owner}, {visibility}, deleted {deleted}, share {share}, when {when:?}"
        )?;
        self.above(&row.above, f)
    }
}
