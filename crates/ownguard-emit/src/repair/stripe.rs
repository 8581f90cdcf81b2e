//! Stripe's ids: a webhook names one, and the mapping must lead to one tenant or
//! one person.

use super::{Query, Search, as_text, named};
use crate::sql;
use ownguard_core::spec::FieldKind;

pub(super) fn of(search: &Search<'_>, at: usize) -> Vec<Query> {
    let fields = search
        .model
        .resource(at)
        .map_or(0, |found| found.fields().len());
    let all = (0..fields).filter_map(|field| twice(search, at, field));
    all.collect()
}

fn twice(search: &Search<'_>, at: usize, field: usize) -> Option<Query> {
    let resource = search.model.resource(at)?;
    let spec = resource.fields().get(field)?;
    if spec.kind != FieldKind::Scalar || !is_stripe(&spec.column) {
        return None;
    }
    let column = search.column("r", at, field)?;
    let other = search.column("o", at, field)?;
    let table = search.table(at)?;
    let tenants = search.storage.tenants.as_ref();
    let is_tenant = tenants.is_some_and(|tenants| tenants.table == table);
    let is_person = resource.spec().owner == Some(resource.spec().key.field);
    let (whose, own, theirs) = if is_tenant || is_person {
        let key = resource.spec().key.field;
        let what = format!("`{}`", resource.name());
        (
            what,
            search.column("r", at, key)?,
            search.column("o", at, key)?,
        )
    } else if let Some(tenant) = resource.spec().tenant {
        let what = search.tenancy().to_owned();
        (
            what,
            search.column("r", at, tenant)?,
            search.column("o", at, tenant)?,
        )
    } else {
        let owner = resource.spec().owner?;
        (
            "owner".to_owned(),
            search.column("r", at, owner)?,
            search.column("o", at, owner)?,
        )
    };
    search.query(
        &format!("stripe-twice:{}", spec.column),
        at,
        format!(
            "{} whose `{}` also stands under another {whose}: an event of Stripe's would reach the wrong one",
            named(resource),
            spec.column
        ),
        &format!("the same `{}` stands under another {whose}", spec.column),
        &format!(
            "\nwhere {column} is not null and exists (select 1 from {} as \"o\" where {other} = {column} and {} is distinct from {})",
            sql::table(table),
            as_text(&theirs),
            as_text(&own),
        ),
    )
}

/// Such as `stripe_customer_id`, `stripe_id`, `stripeSubscriptionId`.
fn is_stripe(column: &str) -> bool {
    let name = column.to_ascii_lowercase();
    name.contains("stripe") && name.ends_with("id")
}
