//! Who is a person in a schema, and which columns name one. Pure.

use super::meaning::{names_other_person, names_people, ownership};
use super::words::{folded, singular};
use crate::init::schema::{Column, Foreign, Kind, Schema, Table};

/// The tables of people.
pub(super) struct People<'s> {
    /// The app's own, such as `profiles`; those of the provider are not among them.
    pub(super) tables: Vec<&'s Table>,
}

/// How a column names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// The owner; less is surer.
    Owner(usize),
    /// Somebody, and it cannot be told as what.
    Somebody,
    /// Somebody who does not own the row.
    Other,
}

impl<'s> People<'s> {
    pub(super) fn find(schema: &'s Schema) -> Self {
        let of_provider = |foreign: &Foreign| is_provider(foreign);
        let tables = schema.tables.iter().filter(|table| {
            let key = table.single_key();
            let is_account = key
                .and_then(|key| table.foreign_of(&key.name))
                .is_some_and(of_provider);
            table.schema.is_none() && (is_account || names_people(&singular(&folded(&table.name))))
        });
        Self {
            tables: tables.collect(),
        }
    }

    pub(super) fn is(&self, table: &Table) -> bool {
        self.tables
            .iter()
            .any(|known| known.is(table.schema.as_deref(), &table.name))
    }

    /// Whether a foreign key leads to a person.
    pub(super) fn leads_to(&self, foreign: &Foreign) -> bool {
        is_provider(foreign) || self.tables.iter().any(|table| foreign.leads_to(table))
    }

    /// How a column names a person, if it does.
    pub(super) fn named(&self, table: &Table, column: &Column) -> Option<Named> {
        let name = folded(&column.name);
        let leads = match table.foreign_of(&column.name) {
            Some(foreign) if self.leads_to(foreign) => true,
            Some(_) => return None,
            None => false,
        };
        let fits = matches!(column.kind, Kind::Uuid | Kind::Text | Kind::Int);
        let by_key_only = matches!(
            name.as_str(),
            "customer_id" | "account_id" | "author" | "sender" | "creator" | "user"
        );
        match ownership(&name) {
            Some(rank) if leads || (fits && !by_key_only) => Some(Named::Owner(rank)),
            _ if !leads => None,
            Some(_) | None if names_other_person(&name) => Some(Named::Other),
            Some(_) | None => Some(Named::Somebody),
        }
    }

    /// The columns that name the person of a membership or a share.
    pub(super) fn holder(&self, table: &Table) -> Option<String> {
        let mut named: Vec<(Named, &str)> = table
            .columns
            .iter()
            .filter_map(|column| Some((self.named(table, column)?, column.name.as_str())))
            .filter(|(named, column)| {
                let granted = matches!(
                    folded(column).as_str(),
                    "created_by" | "granted_by" | "shared_by" | "added_by" | "owner_id"
                );
                *named != Named::Other && !granted
            })
            .collect();
        named.sort_unstable();
        named.first().map(|(_, column)| (*column).to_owned())
    }
}

/// Supabase's own table of people.
fn is_provider(foreign: &Foreign) -> bool {
    foreign.schema.as_deref() == Some("auth") && foreign.table == "users"
}
