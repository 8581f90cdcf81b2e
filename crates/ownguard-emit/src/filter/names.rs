//! What a Prisma schema calls the model's columns and relations. Prisma's names
//! are not the database's, so where they do not follow the rules here they are said.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The names, and what Prisma must know of a column to compare it. Keys of `fields` are
/// `<resource>.<column>` or, of a table of shares, `<resource>.shares.<column>`.
///
/// Unless said otherwise: a field is its column in camel case; the relation to a parent is the child's
/// column without `_id` (`invoice_id` → `invoice`); the relation to a table of shares is that table's
/// name in camel case (`project_shares` → `projectShares`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// Fields are called as their columns are: a schema that was introspected.
    pub as_columns: bool,
    /// Single columns.
    pub fields: BTreeMap<String, Renamed>,
    /// The relation from a child to its parent, by the child.
    pub parents: BTreeMap<String, String>,
    /// The relation from a resource to its shares, by the resource.
    pub shares: BTreeMap<String, String>,
}

/// One column as Prisma has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Renamed {
    /// Its name.
    pub name: Option<String>,
    /// What it holds, where the model does not say.
    pub holds: Option<Holding>,
    /// Whether it can't be null: Prisma refuses to compare such a column with null.
    pub required: Option<bool>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holding {
    /// `String` or an enum.
    Text,
    /// `Int` or `BigInt`.
    Number,
    /// `Boolean`.
    Boolean,
    /// `DateTime`.
    Time,
}

impl Names {
    pub(super) fn field(&self, resource: &str, column: &str) -> String {
        let said = self
            .about(resource, column)
            .and_then(|said| said.name.clone());
        said.unwrap_or_else(|| self.usual(column))
    }

    pub(super) fn about(&self, resource: &str, column: &str) -> Option<&Renamed> {
        self.fields.get(&format!("{resource}.{column}"))
    }

    pub(super) fn parent(&self, child: &str, column: &str) -> String {
        let stem = column
            .strip_suffix("_id")
            .or_else(|| column.strip_suffix("Id"))
            .filter(|stem| !stem.is_empty());
        let said = self.parents.get(child).cloned();
        said.unwrap_or_else(|| self.usual(stem.unwrap_or(column)))
    }

    pub(super) fn shares(&self, resource: &str, table: &str) -> String {
        let table = table.split_once('.').map_or(table, |(_, table)| table);
        let said = self.shares.get(resource).cloned();
        said.unwrap_or_else(|| self.usual(table))
    }

    fn usual(&self, column: &str) -> String {
        if self.as_columns {
            column.to_owned()
        } else {
            camel(column)
        }
    }
}

/// `due_at` → `dueAt`. Underscores at the ends stay.
fn camel(column: &str) -> String {
    let body = column.trim_matches('_');
    let Some((start, end)) = column.split_once(body).filter(|_| !body.is_empty()) else {
        return column.to_owned();
    };
    let mut words = body.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let rest = words.map(|word| {
        let mut chars = word.chars();
        let head = chars.next().map(|first| first.to_ascii_uppercase());
        head.into_iter().chain(chars).collect::<String>()
    });
    format!("{start}{first}{}{end}", rest.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_field_in_camel_case_unless_the_schema_says_otherwise() {
        for (column, field) in [
            ("id", "id"),
            ("workspace_id", "workspaceId"),
            ("createdBy", "createdBy"),
            ("_private", "_private"),
            ("a__b_", "aB_"),
            ("_", "_"),
        ] {
            assert_eq!(camel(column), field);
        }
        let said = r#"{"as_columns": true, "fields": {"invoice.due_at": {"name": "due", "holds": "time"}}}"#;
        let names: Names = serde_json::from_str(said).unwrap_or_default();
        assert_eq!(names.field("invoice", "due_at"), "due");
        assert_eq!(names.field("invoice", "paid_at"), "paid_at");
    }

    #[test]
    fn a_relation_is_called_after_the_column_that_names_it() {
        let names = Names::default();
        assert_eq!(names.parent("invoice_line", "invoice_id"), "invoice");
        assert_eq!(names.parent("message", "threadId"), "thread");
        assert_eq!(names.parent("note", "_id"), "_id");
        assert_eq!(
            names.shares("project", "app.project_shares"),
            "projectShares"
        );
    }
}
