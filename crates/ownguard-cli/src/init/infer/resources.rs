//! Which tables become resources, and what each is owned by. Pure.

use super::passed::{passed_over, unfit};
use super::people::Named;
use super::proposal::{Choice, Proposal, Resource, Rows};
use super::words::{folded, is_name, singular};
use super::{Context, columns, key_of, shares};
use crate::init::schema::{Column, Kind, Table};

const UNTIED: &str = "nothing ties its rows to a tenant, an owner or a parent; a `public` or `app` route may serve it";

pub(super) fn propose(context: &Context<'_>, proposal: &mut Proposal) {
    let taken = |table: &Table| {
        context.is_tenants(table) || context.is_members(table) || passed_over(table).is_some()
    };
    let shared = shares::find(context.schema, context.people, taken);
    let mut made: Vec<(&Table, Resource)> = Vec::new();
    let mut waiting: Vec<&Table> = Vec::new();
    for table in &context.schema.tables {
        let is_share = shared
            .iter()
            .find(|found| found.table.is(table.schema.as_deref(), &table.name));
        let share = is_share.map(|found| match found.shares {
            Some(_) => format!(
                "it shares rows of `{}`: `shares` there names it",
                found.of.name
            ),
            None => format!(
                "it shares rows of `{}`, but no column says at which level: `shares` needs one",
                found.of.name
            ),
        });
        let left = share
            .or_else(|| passed_over(table))
            .or_else(|| unfit(table));
        if let Some(why) = left {
            proposal.left_out.push((table.written(), why));
        } else if let Some(resource) = context.anchored(table, proposal) {
            made.push((table, resource));
        } else {
            waiting.push(table);
        }
    }
    context.children(&mut made, &mut waiting, proposal);
    for table in waiting {
        match context.by_anybody(table) {
            Some(resource) => made.push((table, resource)),
            None => proposal.left_out.push((table.written(), UNTIED.to_owned())),
        }
    }
    // In the order of the schema, and parents are named by then.
    made.sort_by_key(|(table, _)| {
        context
            .schema
            .tables
            .iter()
            .position(|known| std::ptr::eq(known, *table))
    });
    finish(context, &shared, made, proposal);
}

fn finish(
    context: &Context<'_>,
    shared: &[shares::Found<'_>],
    mut made: Vec<(&Table, Resource)>,
    proposal: &mut Proposal,
) {
    name(&mut made);
    let named: Vec<(&Table, String, Rows)> = made
        .iter()
        .map(|(table, resource)| (*table, resource.name.clone(), resource.rows))
        .collect();
    let by_table = |written: &str| named.iter().find(|(table, ..)| table.written() == written);
    for (table, mut resource) in made {
        let parents = resource.parent.all().iter().filter_map(|(table, field)| {
            let (_, name, _) = by_table(table)?;
            Some((name.clone(), field.clone()))
        });
        let parents: Vec<(String, String)> = parents.collect();
        resource.parent = match resource.parent {
            Choice::Open(_) => Choice::Open(parents),
            Choice::None | Choice::One(_) => Choice::of(parents),
        };
        let of_this = shared
            .iter()
            .find(|found| found.of.is(table.schema.as_deref(), &table.name));
        if resource.rows == Rows::Own {
            resource.shares = of_this.and_then(|found| found.shares.clone());
        }
        let target = |column: &Column| {
            let foreign = table.foreign_of(&column.name)?;
            let own = |rows: Rows| matches!(rows, Rows::Own | Rows::Child);
            let there = named
                .iter()
                .find(|(there, _, rows)| own(*rows) && foreign.leads_to(there))?;
            Some(there.1.clone())
        };
        resource.columns = columns::sort(table, &resource, context.schema.camel, target);
        notes(table, &resource, proposal);
        proposal.resources.push(resource);
    }
}

/// Gives every resource a name of its own.
fn name(made: &mut [(&Table, Resource)]) {
    const RESERVED: [&str; 7] = ["page", "app", "auth", "public", "webhook", "id", "link"];
    let mut names: Vec<String> = Vec::new();
    for (table, resource) in made {
        let many = folded(&table.name);
        let schema = table
            .schema
            .as_deref()
            .map_or_else(|| "app".to_owned(), folded);
        let options = [
            singular(&many),
            many.clone(),
            format!("{many}s"),
            format!("{schema}_{many}"),
            format!("row_{many}"),
        ];
        let fits = |name: &&String| {
            is_name(name) && !RESERVED.contains(&name.as_str()) && !names.contains(name)
        };
        let found = options.iter().find(fits).cloned();
        resource.name = found.unwrap_or_else(|| format!("row_{}", names.len() + 1));
        names.push(resource.name.clone());
    }
}

impl Context<'_> {
    pub(super) fn is_tenants(&self, table: &Table) -> bool {
        self.tenants
            .is_some_and(|known| known.is(table.schema.as_deref(), &table.name))
    }

    pub(super) fn is_members(&self, table: &Table) -> bool {
        self.members
            .is_some_and(|known| known.is(table.schema.as_deref(), &table.name))
    }

    /// A resource that has a tenant or an owner, with what the table says of both.
    fn anchored(&self, table: &Table, proposal: &mut Proposal) -> Option<Resource> {
        let mut resource = start(table)?;
        resource.tenant = self.tenant(table);
        if self.is_tenants(table) {
            resource.rows = Rows::Tenants;
            resource.tenant = Choice::One(resource.key.0.clone());
        } else if self.is_members(table) {
            let members = self.tenancy.map(|tenancy| &tenancy.members)?;
            resource.rows = Rows::Members;
            resource.tenant = Choice::One(members.tenant.clone());
            resource.owner = Choice::One(members.user.clone());
        } else if self.people.is(table) {
            resource.rows = Rows::People;
            resource.owner = Choice::One(person(table, &resource.key.0));
        } else {
            resource.owner = self.owner(table);
            resource.visibility = self.visibility(table, proposal);
            let child = self.tenancy.is_some() && self.leads_somewhere(table);
            let said = matches!(self.owner_rank(table), Some((_, true)));
            let child = child || (self.tenancy.is_none() && !said && self.leads_somewhere(table));
            if resource.tenant.is_none() && (resource.owner.is_none() || child) {
                return None;
            }
        }
        Some(resource)
    }

    fn tenant(&self, table: &Table) -> Choice<String> {
        let (Some(tenants), Some(tenancy)) = (self.tenants, self.tenancy) else {
            return Choice::None;
        };
        let leads = table
            .foreign
            .iter()
            .filter(|foreign| foreign.leads_to(tenants));
        let columns: Vec<String> = leads
            .filter_map(|foreign| foreign.column().map(str::to_owned))
            .collect();
        if !columns.is_empty() {
            return Choice::of(
                columns
                    .into_iter()
                    .filter(|column| is_name(column))
                    .collect(),
            );
        }
        let wanted = [format!("{}_id", tenancy.name), "tenant_id".to_owned()];
        let free =
            |column: &&Column| table.foreign_of(&column.name).is_none() && is_name(&column.name);
        let mut columns = table.columns.iter().filter(free);
        let found = columns.find(|column| wanted.contains(&folded(&column.name)));
        found.map_or(Choice::None, |column| Choice::One(column.name.clone()))
    }

    fn people_of<'t>(&self, table: &'t Table) -> Vec<(Named, &'t str)> {
        let named = table.columns.iter().filter_map(|column| {
            let named = self.people.named(table, column)?;
            is_name(&column.name).then_some((named, column.name.as_str()))
        });
        named.collect()
    }

    /// The surest rank of an owner column, and whether its name says that it owns.
    fn owner_rank(&self, table: &Table) -> Option<(usize, bool)> {
        let ranks = self
            .people_of(table)
            .into_iter()
            .filter_map(|(named, column)| match named {
                Named::Owner(rank) => Some((
                    rank,
                    rank == 0 || matches!(folded(column).as_str(), "user_id" | "profile_id"),
                )),
                Named::Somebody | Named::Other => None,
            });
        ranks.min_by_key(|(rank, said)| (*rank, !said))
    }

    pub(super) fn owner(&self, table: &Table) -> Choice<String> {
        let people = self.people_of(table);
        let best = self.owner_rank(table).map(|(rank, _)| rank);
        let of = |wanted: &dyn Fn(Named) -> bool| -> Vec<String> {
            let fitting = people.iter().filter(|(named, _)| wanted(*named));
            fitting.map(|(_, column)| (*column).to_owned()).collect()
        };
        match best {
            Some(rank) => Choice::of(of(&|named| named == Named::Owner(rank))),
            None => match of(&|named| named == Named::Somebody) {
                list if list.is_empty() => Choice::None,
                list => Choice::Open(list),
            },
        }
    }

    /// A table that only names people who do not own its rows: one of them may.
    fn by_anybody(&self, table: &Table) -> Option<Resource> {
        let mut resource = start(table)?;
        let people = self.people_of(table);
        let columns: Vec<String> = people
            .iter()
            .map(|(_, column)| (*column).to_owned())
            .collect();
        resource.owner = match self.owner(table) {
            Choice::None if columns.is_empty() => return None,
            Choice::None => Choice::Open(columns),
            found @ (Choice::One(_) | Choice::Open(_)) => found,
        };
        Some(resource)
    }

    fn visibility(&self, table: &Table, proposal: &mut Proposal) -> Option<String> {
        let column = table
            .columns
            .iter()
            .find(|column| folded(&column.name) == "visibility")?;
        let values = self.schema.values(column);
        let fits = values
            .iter()
            .all(|value| matches!(value.as_str(), "private" | "unlisted" | "public"));
        if !fits || !is_name(&column.name) {
            proposal.notes.push(format!(
                "`{}.{}` holds other values than `private`, `unlisted` and `public`, so it cannot be the visibility",
                table.name, column.name
            ));
            return None;
        }
        Some(column.name.clone())
    }
}

pub(super) fn start(table: &Table) -> Option<Resource> {
    let deleted = table
        .columns
        .iter()
        .find(|column| match folded(&column.name).as_str() {
            "deleted_at" | "deleted_on" | "trashed_at" => {
                column.kind == Kind::Time && is_name(&column.name)
            }
            "is_deleted" | "deleted" => column.kind == Kind::Bool && is_name(&column.name),
            _ => false,
        });
    Some(Resource {
        table: table.written(),
        key: key_of(table)?,
        deleted: deleted.map(|column| column.name.clone()),
        policies: table.security.policies.clone(),
        secured: table.security.enabled,
        ..Resource::default()
    })
}

/// The column that names the person a row of the table of people is.
fn person(table: &Table, key: &str) -> String {
    let leads = |column: &&Column| {
        let foreign = table.foreign_of(&column.name);
        foreign.is_some_and(|foreign| foreign.schema.as_deref() == Some("auth"))
            && is_name(&column.name)
    };
    let column = table.columns.iter().find(leads);
    column.map_or_else(|| key.to_owned(), |column| column.name.clone())
}

/// What a reader of the draft has to know of a table.
fn notes(table: &Table, resource: &Resource, proposal: &mut Proposal) {
    for tenant in resource.tenant.all() {
        if table.column(tenant).is_some_and(|column| column.nullable) {
            let note = format!(
                "`{}.{tenant}` may be null: such rows belong to nobody, and nobody reads them",
                table.name
            );
            proposal.notes.push(note);
        }
    }
    for column in &table.columns {
        let public = matches!(
            folded(&column.name).as_str(),
            "is_public" | "public" | "published" | "is_published" | "is_private"
        );
        if public && column.kind == Kind::Bool {
            let note = format!(
                "`{}.{}` is no visibility yet: a model wants a column with `private`, `unlisted` or `public`",
                table.name, column.name
            );
            proposal.notes.push(note);
        }
    }
    if !resource.columns.unwritable.is_empty() {
        let names = resource.columns.unwritable.join("`, `");
        proposal.notes.push(format!(
            "`{}`: a model cannot write these columns: `{names}`",
            table.name
        ));
    }
}
