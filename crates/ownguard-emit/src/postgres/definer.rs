//! In whose name the functions read that must see every row. Whoever applies the
//! migration, where policies do not bind them. Else a role that nobody is a
//! member of: the owner of the tables may well be a member of the roles that
//! policies are for, and a policy that asks a function that asks the policy recurses.

use super::tables::Tables;
use super::text::{add, array, part, run};
use crate::sql::{ident, literal};

/// The role.
pub(super) const NAME: &str = "ownguard_definer";

/// Whether a trigger lets the statement be: policies do not bind whoever runs it, or it is a function of
/// ours, which has asked already.
pub(super) const EXEMPT: &str =
    "not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer'";

pub(super) fn hand_over(tables: &Tables<'_>) -> String {
    let guarded: Vec<String> = tables
        .guarded()
        .into_iter()
        .map(|table| tables.table(table))
        .collect();
    let guarded = array(guarded.iter().map(String::as_str));
    let schemas = tables.schemas();
    let schemas = array(schemas.iter().map(String::as_str));
    let mut updates = String::new();
    for guarded in tables.resources() {
        let deleted = guarded.resource.spec().deleted;
        if let Some(field) = deleted.and_then(|field| guarded.resource.fields().get(field)) {
            add(
                &mut updates,
                format!(
                    "  grant update ({}) on {} to {NAME};\n",
                    ident(&field.column),
                    tables.table(guarded.table)
                ),
            );
        }
    }
    if let Some(members) = tables.members() {
        // Locking rows is a kind of update.
        let table = tables.table(&members.table);
        let column = ident(&members.role);
        add(
            &mut updates,
            format!("  grant update ({column}) on {table} to {NAME};\n"),
        );
    }
    let mut out = part("In whose name functions read");
    let name = literal(NAME);
    let text = format!(
        "declare
  found text;
begin
  if (select rolsuper or rolbypassrls from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = {name}) then
    create role {NAME} nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ({name}) on conflict do nothing;
  end if;
  grant {NAME} to current_user;
  grant usage, create on schema ownguard to {NAME};
  grant execute on all functions in schema ownguard to {NAME};
  for found in select oid::regprocedure from pg_catalog.pg_proc where pronamespace = 'ownguard'::regnamespace and prosecdef loop
    execute format('alter function %s owner to {NAME}', found);
  end loop;
  foreach found in array {schemas} loop
    execute format('grant usage on schema %I to {NAME}', found);
  end loop;
  foreach found in array {guarded} loop
    execute format('grant select on %s to {NAME}', found);
    execute format('create policy ownguard_definer on %s to {NAME} using (true) with check (true)', found);
  end loop;
{updates}  revoke create on schema ownguard from {NAME};
  revoke {NAME} from current_user;
end"
    );
    out.push_str(&run(&text));
    out.push('\n');
    out
}
