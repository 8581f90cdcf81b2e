//! Reads a Prisma schema: its models, with the columns as the database calls
//! them. Pure. None of the published parsers fits: Prisma's own is not on the
//! registry under its name and brings its engines along; this reads the part
//! of the language that says what tables there are.

mod parse;
mod token;

use super::schema::{Column, Foreign, Kind, Provider, Schema, Table};
use parse::{Attribute, Block, Field, Value, parse};

/// The schema of all files; relations may lead from one to another.
pub(super) fn read<'s>(sources: impl Iterator<Item = &'s str>) -> Schema {
    let mut schema = Schema::default();
    let blocks: Vec<Block> = sources.flat_map(parse).collect();
    let blocks = || blocks.iter();
    for block in blocks().filter(|block| block.keyword == "enum") {
        let values = block
            .fields
            .iter()
            .map(|value| mapped(&value.attributes, &value.name));
        schema.enums.push((block.name.clone(), values.collect()));
    }
    let models: Vec<&Block> = blocks().filter(|block| block.keyword == "model").collect();
    let mut spelled = Spelled::default();
    for block in &models {
        let table = table(block, &models, &schema.enums, &mut spelled);
        schema.tables.push(table);
    }
    schema.camel = spelled.camel > 0;
    schema.provider = provider(&models);
    schema
}

/// How columns and fields are spelled.
#[derive(Default)]
struct Spelled {
    /// Columns with `_` whose fields are in camel case.
    camel: usize,
}

fn table(
    block: &Block,
    models: &[&Block],
    enums: &[(String, Vec<String>)],
    spelled: &mut Spelled,
) -> Table {
    let mut table = Table {
        schema: attribute(&block.attributes, "schema")
            .and_then(|found| found.argument("name"))
            .map(|value| value.text().to_owned())
            .filter(|schema| schema != "public"),
        name: mapped(&block.attributes, &block.name),
        ..Table::default()
    };
    for field in &block.fields {
        let model = models.iter().find(|model| model.name == field.of);
        if let Some(there) = model {
            table.foreign.extend(foreign(block, field, there));
            continue;
        }
        let column = column(field, enums);
        if column.name != field.name && column.name.contains('_') && !field.name.contains('_') {
            spelled.camel += 1;
        }
        if attribute(&field.attributes, "id").is_some() {
            table.key = vec![column.name.clone()];
        }
        table.columns.push(column);
    }
    if let Some(key) = attribute(&block.attributes, "id") {
        let fields = key.argument("fields").map(Value::names).unwrap_or_default();
        table.key = fields.iter().map(|name| column_of(block, name)).collect();
    }
    table
}

/// The column of a field.
fn column_of(block: &Block, field: &str) -> String {
    let found = block.fields.iter().find(|known| known.name == field);
    found.map_or_else(
        || field.to_owned(),
        |found| mapped(&found.attributes, &found.name),
    )
}

fn column(field: &Field, enums: &[(String, Vec<String>)]) -> Column {
    let native = field
        .attributes
        .iter()
        .find_map(|attribute| attribute.name.strip_prefix("db."));
    let kind = match (field.of.as_str(), native) {
        _ if field.list => Kind::Json,
        (_, Some("Uuid")) => Kind::Uuid,
        ("String", _) => Kind::Text,
        ("Int" | "BigInt", _) => Kind::Int,
        ("Boolean", _) => Kind::Bool,
        ("DateTime", _) => Kind::Time,
        ("Float" | "Decimal", _) => Kind::Number,
        ("Json", _) => Kind::Json,
        (name, _) if enums.iter().any(|(known, _)| known == name) => Kind::Enum(name.to_owned()),
        (_, _) => Kind::Other,
    };
    Column {
        name: mapped(&field.attributes, &field.name),
        kind,
        nullable: field.optional,
        values: Vec::new(),
        generated: attribute(&field.attributes, "updatedAt").is_some(),
    }
}

/// The side of a relation that holds the column.
fn foreign(here: &Block, field: &Field, there: &Block) -> Option<Foreign> {
    let relation = attribute(&field.attributes, "relation")?;
    let names = |of: &Block, argument: &str| -> Vec<String> {
        let names = relation.named(argument).map(Value::names);
        let names = names.unwrap_or_default();
        names.iter().map(|name| column_of(of, name)).collect()
    };
    let columns = names(here, "fields");
    let cascades = relation
        .named("onDelete")
        .is_some_and(|value| value.text() == "Cascade");
    let schema = attribute(&there.attributes, "schema");
    (!columns.is_empty()).then(|| Foreign {
        columns,
        schema: schema
            .and_then(|found| found.argument("name"))
            .map(|value| value.text().to_owned()),
        table: mapped(&there.attributes, &there.name),
        there: names(there, "references"),
        cascades,
    })
}

fn attribute<'b>(list: &'b [Attribute], name: &str) -> Option<&'b Attribute> {
    list.iter().find(|attribute| attribute.name == name)
}

/// The name in the database.
fn mapped(attributes: &[Attribute], name: &str) -> String {
    let map = attribute(attributes, "map").and_then(|found| found.argument("name"));
    map.map_or_else(|| name.to_owned(), |value| value.text().to_owned())
}

fn provider(models: &[&Block]) -> Option<Provider> {
    let named = |name: &str| models.iter().any(|model| model.name == name);
    let fields = || models.iter().flat_map(|model| &model.fields);
    let field = |wanted: &str| {
        fields().any(|field| field.name.replace('_', "").eq_ignore_ascii_case(wanted))
    };
    let account = models.iter().find(|model| model.name == "Account");
    let adapter = account.is_some_and(|account| {
        let fields = &account.fields;
        fields.iter().any(|field| {
            field
                .name
                .replace('_', "")
                .eq_ignore_ascii_case("providerAccountId")
        })
    });
    if field("clerkId") || field("clerkUserId") || field("clerkOrgId") {
        Some(Provider::Clerk)
    } else if field("firebaseUid") {
        Some(Provider::Firebase)
    } else if field("auth0Id") || field("auth0Sub") {
        Some(Provider::Auth0)
    } else if field("supabaseId") || field("supabaseUserId") {
        Some(Provider::Supabase)
    } else if adapter && named("Session") {
        Some(Provider::Authjs)
    } else {
        None
    }
}
