//! The roles that policies are for, and which kinds of caller come through each.

use super::tables::Tables;
use super::text::{add, part, run};
use super::{Flavour, Options};
use crate::condition::Caller;
use crate::sql::{ident, literal};
use ownguard_core::{Model, RelationSet};

/// One role of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What functions for it end with; empty for people.
    pub suffix: String,
    /// Whoever comes through it.
    pub callers: Vec<Caller>,
}

pub(super) fn roles(model: &Model, options: &Options) -> Vec<Role> {
    let one = |name: String, suffix: String, caller| Role {
        name,
        suffix,
        callers: vec![caller],
    };
    let mut roles = vec![
        one(
            options.anonymous.clone(),
            "anonymous".to_owned(),
            Caller::Anonymous,
        ),
        Role {
            name: options.authenticated.clone(),
            suffix: String::new(),
            callers: vec![Caller::Person, Caller::Guest],
        },
    ];
    for (at, service) in model.services().iter().enumerate() {
        let suffix = format!("service_{service}");
        roles.push(one(
            super::text::name(&["ownguard", &suffix]),
            suffix,
            Caller::Service(at),
        ));
    }
    for relation in model.vocabulary().staff().iter().filter(|_| options.staff) {
        let suffix = model.vocabulary().name(relation).replace('.', "_");
        let only = RelationSet::of(relation);
        roles.push(one(
            super::text::name(&["ownguard", &suffix]),
            suffix,
            Caller::Staff(only),
        ));
    }
    roles
}

/// Creates the roles that are not there; one that bypasses policies is refused.
pub(super) fn create(tables: &Tables<'_>) -> String {
    let mut out = part("Roles");
    for role in &tables.roles {
        let (name, text) = (ident(&role.name), literal(&role.name));
        out.push_str(&run(&format!(
            "begin
  if not exists (select from pg_catalog.pg_roles where rolname = {text}) then
    create role {name} nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ({text}) on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = {text} and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', {text};
  end if;
end",
        )));
    }
    let names: Vec<_> = tables.roles.iter().map(|role| ident(&role.name)).collect();
    let names = names.join(", ");
    add(
        &mut out,
        format!("grant usage on schema ownguard to {names};\n"),
    );
    if tables.options.flavour == Flavour::Plain {
        for schema in tables.schemas() {
            add(
                &mut out,
                format!("grant usage on schema {} to {names};\n", ident(&schema)),
            );
        }
    }
    out.push('\n');
    out
}
