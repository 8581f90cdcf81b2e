//! What never changes by an update: key, tenant, owner and parent. `with check`
//! alone does not stop a move between two tenants of one person. This binds
//! roles that bypass policies too, and nobody but the owner of the table: foreign
//! keys act in the owner's name, and so does whoever repairs orphaned rows.

use super::tables::Tables;
use super::text::{add, body, name, part, refuse};
use crate::sql::ident;
use std::collections::BTreeSet;

pub(super) fn triggers(tables: &Tables<'_>) -> String {
    let mut out = part("What never changes");
    for table in tables.guarded() {
        let columns = columns(tables, table);
        if columns.is_empty() {
            continue;
        }
        let full = tables.table(table);
        let (_, short) = tables.split(table);
        let function = ident(&name(&["fixed", &short]));
        let differs = |column: &str| {
            let column = ident(column);
            format!("new.{column} is distinct from old.{column}")
        };
        let refusals: Vec<_> = columns
            .iter()
            .map(|column| refuse("this never changes", column, &differs(column)))
            .collect();
        let text = body(&format!(
            "begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
{}
  return new;
end",
            refusals.join("\n")
        ));
        let any: Vec<_> = columns.iter().map(|column| differs(column)).collect();
        add(
            &mut out,
            format!(
                "create or replace function ownguard.{function}() returns trigger
language plpgsql set search_path = ''
as {text};
create trigger zz_ownguard_fixed before update on {full}
  for each row when ({}) execute function ownguard.{function}();

",
                any.join(" or "),
            ),
        );
    }
    out
}

fn columns<'a>(tables: &Tables<'a>, table: &str) -> BTreeSet<&'a str> {
    let of = tables.of_table(table);
    let columns = of.iter().flat_map(|guarded| {
        let spec = guarded.resource.spec();
        let fixed = [
            Some(spec.key.field),
            spec.tenant,
            spec.owner,
            spec.parent.as_ref().map(|parent| parent.field),
            spec.members.map(|members| members.user),
        ];
        let fields = guarded.resource.fields();
        fixed
            .into_iter()
            .flatten()
            .filter_map(|field| fields.get(field))
    });
    let mut all: BTreeSet<&str> = columns.map(|field| field.column.as_str()).collect();
    let members = tables.members();
    if let Some(members) =
        members.filter(|members| tables.table(&members.table) == tables.table(table))
    {
        all.extend([members.tenant.as_str(), members.user.as_str()]);
    }
    all
}
