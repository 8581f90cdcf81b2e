//! How much is enforced, what holds for all routes, and what stands beside the model.

use super::{Change, Effect, Kind, Version};
use crate::matrix::distinct;
use ownguard_core::http::spec::IdentityOf;
use ownguard_core::storage::Storage;

pub(super) fn changes(old: Version<'_>, new: Version<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut push = |effect, text| changes.push(Change::new(effect, Kind::Setting, None, text));
    let (before, after) = (old.model.http(), new.model.http());
    let (from, to) = (before.level(), after.level());
    if from != to {
        let effect = if to < from {
            Effect::Widening
        } else {
            Effect::Narrowing
        };
        push(
            effect,
            format!("the level is `{}`, not `{}`", to.name(), from.name()),
        );
    }
    if before.inspect_limit() != after.inspect_limit() {
        let (from, to) = (before.inspect_limit(), after.inspect_limit());
        push(
            Effect::Neutral,
            format!("answers of up to {to} bytes are inspected, not {from}"),
        );
    }
    let (old_spec, new_spec) = (&old.spec.http, &new.spec.http);
    for origin in new_spec
        .origins
        .iter()
        .filter(|one| !old_spec.origins.contains(one))
    {
        push(
            Effect::Widening,
            format!("pages of `{origin}` may send the session's cookie"),
        );
    }
    for origin in old_spec
        .origins
        .iter()
        .filter(|one| !new_spec.origins.contains(one))
    {
        push(
            Effect::Narrowing,
            format!("pages of `{origin}` may no longer send the session's cookie"),
        );
    }
    for name in &old_spec.identity_names {
        if !new_spec.identity_names.contains(name) {
            let of = whose(name.of);
            push(
                Effect::Widening,
                format!("`{}` no longer has to be {of}", name.name),
            );
        }
    }
    for name in &new_spec.identity_names {
        if !old_spec.identity_names.contains(name) {
            let of = whose(name.of);
            push(Effect::Narrowing, format!("`{}` has to be {of}", name.name));
        }
    }
    if let (Some(before), Some(after)) = (old.storage, new.storage) {
        storage(&mut changes, (old, before), (new, after));
    }
    beside(&mut changes, old, new);
    changes
}

const fn whose(of: IdentityOf) -> &'static str {
    match of {
        IdentityOf::User => "the caller's own id",
        IdentityOf::Tenant => "a tenant of the caller's",
    }
}

/// Policies and queries are written over these tables; another one is another set of rows.
fn storage(
    changes: &mut Vec<Change>,
    (old, before): (Version<'_>, &Storage),
    (new, after): (Version<'_>, &Storage),
) {
    let mut push = |resource: Option<&str>, text| {
        changes.push(Change::new(Effect::Widening, Kind::Source, resource, text));
    };
    if before.tenants != after.tenants && before.tenants.is_some() {
        let text = "tenants and their members are read from other tables or columns";
        push(None, text.to_owned());
    }
    for (resource, table) in new.model.resources().iter().zip(&after.resources) {
        let name = resource.name();
        let known = old.model.find_resource(name);
        let Some(known) = known.and_then(|at| before.resources.get(at)) else {
            continue;
        };
        if known.table != table.table {
            let (from, to) = (&known.table, &table.table);
            push(
                Some(name),
                format!("`{name}` stands in the table `{to}`, not in `{from}`"),
            );
        }
        if known.shares != table.shares && known.shares.is_some() {
            push(
                Some(name),
                format!("the shares of `{name}` are read from elsewhere"),
            );
        }
    }
}

/// What the model says beside what decides: each by its name.
fn beside(changes: &mut Vec<Change>, old: Version<'_>, new: Version<'_>) {
    let value = |version: Version<'_>, name: &str| {
        let found = version.settings.iter().find(|one| one.name == name);
        found.map(|found| found.value.clone())
    };
    let names = old.settings.iter().chain(new.settings);
    let moved = old.model.http().level() != new.model.http().level();
    for name in distinct(names.map(|one| one.name.clone())) {
        // A level comes and goes with its last day.
        if moved && name == "enforce.until" {
            continue;
        }
        let text = match (value(old, &name), value(new, &name)) {
            (Some(from), Some(to)) if from != to => format!("`{name}` is {to}, not {from}"),
            (Some(from), None) => format!("`{name}` is no longer said; it was {from}"),
            (None, Some(to)) => format!("`{name}` is now {to}"),
            (Some(_), Some(_)) | (None, None) => continue,
        };
        changes.push(Change::new(Effect::Widening, Kind::Setting, None, text));
    }
}
