//! Follows statements one after the other to the tables that they leave. Pure.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums are the parser's: what is not named says nothing of tables"
)]

use super::statements::{statements, words};
use super::values::listed;
use super::{name, names, parse};
use crate::init::schema::{Column, Foreign, Kind, Place, Provider, Schema, Skipped, Table, usual};
use sqlparser::ast::{
    AlterColumnOperation, AlterTable, AlterTableOperation, AlterTypeOperation, ColumnDef,
    ColumnOption, CreateTable, DataType, Expr, ForeignKeyConstraint, IndexColumn, ObjectName,
    ObjectType, ReferentialAction, RenameTableNameKind, Statement, TableConstraint,
    UserDefinedTypeRepresentation,
};

/// The schema that the files leave, in order: a name and a text each.
pub(crate) fn read(files: &[(String, String)]) -> Schema {
    let mut schema = Schema::default();
    for (file, source) in files {
        let supabase = source.contains("auth.uid()") || source.contains("auth.users");
        if supabase {
            schema.provider = Some(Provider::Supabase);
        }
        for statement in statements(source) {
            let before = source.get(..statement.start).unwrap_or_default();
            let place = Place {
                file: file.clone(),
                line: before.matches('\n').count() + 1,
            };
            match parse(statement.text) {
                Some(parsed) => schema.follow(&parsed),
                None if matters(statement.text) => schema.skipped.push(Skipped {
                    place,
                    what: words(statement.text, 4).join(" "),
                }),
                None => {}
            }
        }
    }
    schema
}

/// Whether a statement might say something of tables.
fn matters(text: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "function",
        "trigger",
        "procedure",
        "extension",
        "publication",
        "view",
        "materialized",
        "index",
        "unique",
        "role",
        "user",
        "database",
        "schema",
        "sequence",
        "aggregate",
        "operator",
        "cast",
        "event",
        "rule",
        "server",
        "foreign",
        "default",
        "language",
        "text",
    ];
    let words = words(text, 4);
    let (first, rest) = match words.split_first() {
        Some((first, rest)) => (first.as_str(), rest),
        None => return false,
    };
    let second = rest
        .iter()
        .find(|word| !matches!(word.as_str(), "or" | "replace" | "constraint"));
    matches!(first, "create" | "alter" | "drop")
        && second.is_none_or(|word| !OTHERS.contains(&word.as_str()))
}

impl Schema {
    fn follow(&mut self, statement: &Statement) {
        match statement {
            Statement::CreateTable(table) => self.create(table),
            Statement::AlterTable(alter) => self.alter(alter),
            Statement::CreateType {
                name: object,
                representation: Some(UserDefinedTypeRepresentation::Enum { labels }),
            } => {
                let labels = labels.iter().map(|label| label.value.clone());
                self.enums.push((names(object).1, labels.collect()));
            }
            Statement::AlterType(alter) => {
                if let AlterTypeOperation::AddValue(added) = &alter.operation {
                    let (_, altered) = names(&alter.name);
                    let of = self.enums.iter_mut().find(|(known, _)| *known == altered);
                    if let Some((_, values)) = of {
                        values.push(added.value.value.clone());
                    }
                }
            }
            Statement::CreatePolicy(policy) => {
                let called = policy.name.value.clone();
                self.change(&policy.table_name, |table| {
                    table.security.policies.push(called);
                });
            }
            Statement::DropPolicy(policy) => {
                let called = policy.name.value.clone();
                self.change(&policy.table_name, |table| {
                    table.security.policies.retain(|known| *known != called);
                });
            }
            Statement::Drop {
                object_type: ObjectType::Table,
                names: dropped,
                ..
            } => {
                for object in dropped {
                    let (schema, name) = names(object);
                    self.tables
                        .retain(|table| !table.is(schema.as_deref(), &name));
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, object: &ObjectName, change: impl FnOnce(&mut Table)) {
        let (schema, name) = names(object);
        if let Some(table) = self
            .tables
            .iter_mut()
            .find(|table| table.is(schema.as_deref(), &name))
        {
            change(table);
        }
    }

    fn create(&mut self, create: &CreateTable) {
        let (schema, name) = names(&create.name);
        let known = self
            .tables
            .iter()
            .any(|table| table.is(schema.as_deref(), &name));
        if create.temporary || known || (create.columns.is_empty() && create.partition_of.is_some())
        {
            return;
        }
        let mut table = Table {
            schema: usual(schema.as_deref()).map(str::to_owned),
            name,
            ..Table::default()
        };
        for definition in &create.columns {
            self.add(&mut table, definition);
        }
        for constraint in &create.constraints {
            constrain(&mut table, constraint);
        }
        self.tables.push(table);
    }

    fn add(&self, table: &mut Table, definition: &ColumnDef) {
        let mut column = Column {
            name: name(&definition.name),
            kind: self.kind(&definition.data_type),
            nullable: true,
            ..Column::default()
        };
        for option in &definition.options {
            match &option.option {
                ColumnOption::NotNull => column.nullable = false,
                ColumnOption::PrimaryKey(_) => {
                    column.nullable = false;
                    table.key = vec![column.name.clone()];
                }
                ColumnOption::ForeignKey(key) => {
                    let here = vec![column.name.clone()];
                    table.foreign.push(foreign(key, here));
                }
                ColumnOption::Check(check) => {
                    if let Some((of, values)) =
                        listed(&check.expr).filter(|(of, _)| *of == column.name)
                    {
                        column.name = of;
                        column.values = values;
                    }
                }
                ColumnOption::Generated {
                    generation_expr, ..
                } => column.generated |= generation_expr.is_some(),
                _ => {}
            }
        }
        table.columns.push(column);
    }

    fn kind(&self, written: &DataType) -> Kind {
        if let DataType::Custom(object, _) = written {
            let (_, custom) = names(object);
            if self.enums.iter().any(|(known, _)| *known == custom) {
                return Kind::Enum(custom);
            }
        }
        let text = written.to_string().to_lowercase();
        let is = |names: &[&str]| names.iter().any(|name| text.starts_with(name));
        if text.ends_with("[]") || is(&["json", "array"]) {
            Kind::Json
        } else if is(&["uuid"]) {
            Kind::Uuid
        } else if is(&["interval"]) {
            Kind::Other
        } else if is(&[
            "int",
            "bigint",
            "smallint",
            "serial",
            "bigserial",
            "smallserial",
        ]) {
            Kind::Int
        } else if is(&[
            "text",
            "varchar",
            "char",
            "citext",
            "name",
            "extensions.citext",
        ]) {
            Kind::Text
        } else if is(&["bool"]) {
            Kind::Bool
        } else if is(&["timestamp", "date", "time"]) {
            Kind::Time
        } else if is(&[
            "numeric", "decimal", "real", "double", "float", "money", "dec",
        ]) {
            Kind::Number
        } else {
            Kind::Other
        }
    }

    fn alter(&mut self, alter: &AlterTable) {
        for operation in &alter.operations {
            let added = if let AlterTableOperation::AddColumn { column_def, .. } = operation {
                let mut made = Table::default();
                self.add(&mut made, column_def);
                Some(made)
            } else {
                None
            };
            let retyped = if let AlterTableOperation::AlterColumn {
                column_name,
                op: AlterColumnOperation::SetDataType { data_type, .. },
            } = operation
            {
                Some((name(column_name), self.kind(data_type)))
            } else {
                None
            };
            self.change(&alter.name, |table| {
                if let Some(made) = added {
                    let new = made
                        .columns
                        .into_iter()
                        .filter(|column| table.column(&column.name).is_none());
                    let new: Vec<Column> = new.collect();
                    table.columns.extend(new);
                    table.foreign.extend(made.foreign);
                    if table.key.is_empty() {
                        table.key = made.key;
                    }
                }
                if let Some((altered, kind)) = retyped {
                    let column = table
                        .columns
                        .iter_mut()
                        .find(|column| column.name == altered);
                    if let Some(column) = column {
                        column.kind = kind;
                    }
                }
                change(table, operation);
            });
        }
    }
}

fn change(table: &mut Table, operation: &AlterTableOperation) {
    match operation {
        AlterTableOperation::AddConstraint { constraint, .. } => constrain(table, constraint),
        AlterTableOperation::DropColumn { column_names, .. } => {
            let dropped: Vec<String> = column_names.iter().map(name).collect();
            table
                .columns
                .retain(|column| !dropped.contains(&column.name));
            table.foreign.retain(|foreign| {
                !foreign
                    .columns
                    .iter()
                    .any(|column| dropped.contains(column))
            });
        }
        AlterTableOperation::RenameColumn {
            old_column_name,
            new_column_name,
        } => {
            let (old, new) = (name(old_column_name), name(new_column_name));
            let names = table.columns.iter_mut().map(|column| &mut column.name);
            let foreign = table
                .foreign
                .iter_mut()
                .flat_map(|foreign| &mut foreign.columns);
            for known in names.chain(foreign).chain(&mut table.key) {
                if *known == old {
                    known.clone_from(&new);
                }
            }
        }
        AlterTableOperation::RenameTable { table_name } => {
            let (RenameTableNameKind::As(new) | RenameTableNameKind::To(new)) = table_name;
            table.name = names(new).1;
        }
        AlterTableOperation::EnableRowLevelSecurity
        | AlterTableOperation::ForceRowLevelSecurity => {
            table.security.enabled = true;
        }
        AlterTableOperation::DisableRowLevelSecurity => table.security.enabled = false,
        AlterTableOperation::AlterColumn { column_name, op } => {
            let altered = name(column_name);
            let column = table
                .columns
                .iter_mut()
                .find(|column| column.name == altered);
            if let Some(column) = column {
                match op {
                    AlterColumnOperation::SetNotNull => column.nullable = false,
                    AlterColumnOperation::DropNotNull => column.nullable = true,
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn constrain(table: &mut Table, constraint: &TableConstraint) {
    match constraint {
        TableConstraint::PrimaryKey(key) => {
            table.key = key.columns.iter().filter_map(indexed).collect();
            for column in &mut table.columns {
                column.nullable &= !table.key.contains(&column.name);
            }
        }
        TableConstraint::ForeignKey(key) => {
            let here = key.columns.iter().map(name).collect();
            table.foreign.push(foreign(key, here));
        }
        TableConstraint::Check(check) => {
            if let Some((of, values)) = listed(&check.expr) {
                let column = table.columns.iter_mut().find(|column| column.name == of);
                if let Some(column) = column {
                    column.values = values;
                }
            }
        }
        _ => {}
    }
}

fn indexed(column: &IndexColumn) -> Option<String> {
    match &column.column.expr {
        Expr::Identifier(ident) => Some(name(ident)),
        _ => None,
    }
}

fn foreign(key: &ForeignKeyConstraint, columns: Vec<String>) -> Foreign {
    let (schema, table) = names(&key.foreign_table);
    Foreign {
        columns,
        schema,
        table,
        there: key.referred_columns.iter().map(name).collect(),
        cascades: key.on_delete == Some(ReferentialAction::Cascade),
    }
}
