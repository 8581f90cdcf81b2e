//! The tables and rows as SQL: plain tables, without any protection or foreign key.

use super::World;
use crate::draft::{
    DELETED, Deleted, Draft, Kind, LIMITED, NOTE, POINTS, Place, Resource, Tenancy, WHEN,
};
use std::fmt::Write as _;

impl Kind {
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Int => "bigint",
            Self::Text => "text",
        }
    }
}

pub fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub fn value(value: Option<&str>) -> String {
    value.map_or("null".to_owned(), |value| {
        format!("'{}'", value.replace('\'', "''"))
    })
}

type Values<'a> = Vec<Option<&'a str>>;

fn insert(sql: &mut String, table: &str, columns: &[&str], rows: Vec<Values<'_>>) {
    if rows.is_empty() {
        return;
    }
    let columns: Vec<_> = columns.iter().map(|column| name(column)).collect();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let values: Vec<_> = row.into_iter().map(value).collect();
            format!("({})", values.join(", "))
        })
        .collect();
    let (table, columns, rows) = (name(table), columns.join(", "), rows.join(",\n  "));
    writeln!(sql, "insert into {table} ({columns}) values\n  {rows};").unwrap();
}

impl World {
    /// Creates the tables and fills them.
    pub fn sql(&self, draft: &Draft) -> String {
        let mut sql = tables(draft);
        if let Some(tenancy) = &draft.tenancy {
            self.fill_tenancy(tenancy, &mut sql);
        }
        for (resource, records) in draft.resources.iter().zip(&self.rows) {
            let columns = columns(resource);
            let columns: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
            let soft = resource.deleted != Deleted::No;
            let rows = records.iter().map(|record| {
                let mut row = vec![Some(record.key.as_str())];
                row.extend(resource.tenant.as_ref().map(|_| record.tenant.as_deref()));
                row.extend(resource.owner.as_ref().map(|_| record.owner.as_deref()));
                let visible = resource.visibility.as_ref();
                row.extend(visible.map(|_| record.visibility.as_deref()));
                row.extend(soft.then_some(record.deleted.as_deref()));
                row.extend(resource.parent.as_ref().map(|_| record.parent.as_deref()));
                row.extend(record.when.iter().map(Option::as_deref));
                row
            });
            insert(&mut sql, &resource.table, &columns, rows.collect());
            let shares = records.iter().flat_map(|record| {
                let shares = record.shares.iter();
                shares.map(|(user, level)| {
                    vec![
                        Some(record.key.as_str()),
                        Some(user.as_str()),
                        level.as_deref(),
                    ]
                })
            });
            let table = format!("{}_shares", resource.name);
            let columns = ["row_id", "user_id", "level"];
            insert(&mut sql, &table, &columns, shares.collect());
        }
        sql
    }

    fn fill_tenancy(&self, tenancy: &Tenancy, sql: &mut String) {
        let mut columns = vec!["id"];
        columns.extend(tenancy.status.then_some("status"));
        let rows = self.tenants.iter().map(|tenant| {
            let mut row = vec![Some(tenant.key.as_str())];
            row.extend(tenancy.status.then_some(tenant.status.as_deref()));
            row
        });
        insert(sql, "orgs", &columns, rows.collect());
        let mut columns = vec!["id", "org_id", "user_id", "role"];
        columns.extend(tenancy.removed.then_some("removed_at"));
        columns.extend(tenancy.standing.then_some("standing"));
        let rows = self.members.iter().map(|member| {
            let mut row = vec![
                Some(member.key.as_str()),
                Some(member.tenant.as_str()),
                Some(member.user.as_str()),
                member.role.as_deref(),
            ];
            let removed = member.removed.then_some("2024-02-29 00:00:00+00");
            row.extend(tenancy.removed.then_some(removed));
            row.extend(tenancy.standing.then_some(member.standing.as_deref()));
            row
        });
        insert(sql, "org_members", &columns, rows.collect());
    }
}

/// The columns that rows are inserted with, and their types where the draft's own kinds do not say them.
fn columns(resource: &Resource) -> Vec<(&str, Option<&'static str>)> {
    let mut columns = vec![("id", Some(resource.key.sql()))];
    columns.extend(resource.tenant.as_deref().map(|column| (column, None)));
    columns.extend(resource.owner.as_deref().map(|column| (column, None)));
    let visibility = resource.visibility.as_deref();
    columns.extend(visibility.map(|column| (column, Some("text"))));
    match resource.deleted {
        Deleted::No => {}
        Deleted::Time => columns.push((DELETED, Some("timestamptz"))),
        Deleted::Flag => columns.push((DELETED, Some("boolean"))),
    }
    let parent = resource.parent.as_ref();
    columns.extend(parent.map(|parent| (parent.column.as_str(), None)));
    columns.extend(WHEN.map(|column| (column, Some("text"))));
    columns
}

fn tables(draft: &Draft) -> String {
    let mut sql = String::new();
    let users = draft.users.sql();
    let tenants = draft.tenancy.as_ref().map_or("text", |t| t.key.sql());
    if let Some(tenancy) = &draft.tenancy {
        let column = |has: bool, text: &'static str| if has { text } else { "" };
        let default = column(tenancy.key == Kind::Uuid, " default gen_random_uuid()");
        let status = column(tenancy.status, ", \"status\" text");
        let removed = column(tenancy.removed, ", \"removed_at\" timestamptz");
        let standing = column(tenancy.standing, ", \"standing\" text");
        writeln!(
            sql,
            "create table \"orgs\" (\"id\" {tenants} primary key{default}, \"plan\" text, \"{NOTE}\" text{status});\n\
             create table \"org_members\" (\"id\" uuid primary key default gen_random_uuid(), \"org_id\" {tenants}, \"user_id\" {users}, \"role\" text, \"{NOTE}\" text{removed}{standing});"
        )
        .unwrap();
    }
    let own = draft.resources.iter();
    for resource in own.filter(|resource| resource.place == Place::Own) {
        let parent = resource.parent.as_ref();
        let above = parent.map(|parent| draft.resources[parent.resource].key.sql());
        let types = |column: &str| {
            if resource.tenant.as_deref() == Some(column) {
                tenants
            } else if resource.owner.as_deref() == Some(column) {
                users
            } else {
                above.unwrap_or("text")
            }
        };
        let columns: Vec<_> = columns(resource)
            .into_iter()
            .map(|(column, known)| {
                let key = if column == "id" { " primary key" } else { "" };
                let kind = known.unwrap_or_else(|| types(column));
                format!("{} {kind}{key}", name(column))
            })
            .collect();
        let (table, columns) = (name(&resource.table), columns.join(", "));
        let points = resource.points.map_or_else(String::new, |at| {
            let kind = draft.resources[at].key.sql();
            format!(", \"{POINTS}\" {kind}")
        });
        let more = format!("\"{NOTE}\" text, \"{LIMITED}\" text{points}");
        writeln!(sql, "create table {table} ({columns}, {more});").unwrap();
        if resource.shares.is_some() {
            let table = name(&format!("{}_shares", resource.name));
            writeln!(
                sql,
                "create table {table} (\"row_id\" {}, \"user_id\" {users}, \"level\" text, primary key (\"row_id\", \"user_id\"));",
                resource.key.sql()
            )
            .unwrap();
        }
    }
    sql
}
