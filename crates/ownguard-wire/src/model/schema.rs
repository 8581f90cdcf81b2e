//! The JSON Schema of a model, for editors. It is made of the same tables as the
//! reader; this file adds the values that have a form of their own.

use super::leaf::{
    AbsolutePath, Date, Duration, Label, Name, Origin, Pointer, Secret, Setting, Size, TableName,
    TokenName,
};
use super::read::{At, Map};
use super::written::{
    ActionAsks, ClaimPath, Claims, Enforce, FactSource, Field, Grant, GrantEntry, Guarded, Guest,
    GuestClaim, Identity, IdentityNames, IdentityOf, MaxAge, Members, Model, OneOrMany, OwnAction,
    Parent, Plans, Relations, Resource, Route, RouteTable, Rows, Screen, Service, Shares, Staff,
    Tenancy, Values, Wire, Writers,
};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;

/// The schema as the published file holds it: JSON with a line feed at its end.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    let mut schema = settings.into_generator().into_root_schema_for::<Model>();
    schema.insert("title".to_owned(), "ownguard model".into());
    if let Some(version) = schema.pointer_mut("/properties/version") {
        *version = serde_json::json!({ "description": "The version of this format.", "const": 1 });
    }
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text + "\n"
}

/// Every table: where it stands, its name in the schema, its keys in order.
pub(crate) const TABLES: &[(&str, &str, &[&str])] = &[
    ("", "Model", Model::KEYS),
    ("identity", "Identity", Identity::KEYS),
    ("identity.claims", "Claims", Claims::KEYS),
    ("identity.claims.guest", "GuestClaim", GuestClaim::KEYS),
    ("tenancy", "Tenancy", Tenancy::KEYS),
    ("tenancy.members", "Members", Members::KEYS),
    ("tenancy.max_age", "MaxAge", MaxAge::KEYS),
    ("plans", "Plans", Plans::KEYS),
    ("staff", "Staff", Staff::KEYS),
    ("services.<name>", "Service", Service::KEYS),
    ("wire", "Wire", Wire::KEYS),
    ("enforce", "Enforce", Enforce::KEYS),
    ("actions.<name>", "OwnAction", OwnAction::KEYS),
    ("resources.<name>", "Resource", Resource::KEYS),
    ("resources.<name>.parent", "Parent", Parent::KEYS),
    ("resources.<name>.shares", "Shares", Shares::KEYS),
    ("resources.<name>.grants.<relation>", "Grant", Grant::KEYS),
    (
        "resources.<name>.actions.<action>",
        "ActionAsks",
        ActionAsks::KEYS,
    ),
    ("resources.<name>.fields.<column>", "Field", Field::KEYS),
    ("screens.<name>", "Screen", Screen::KEYS),
    ("routes.<route>", "RouteTable", RouteTable::KEYS),
];

/// A key that may be absent is never null.
fn without_null(schema: &mut Schema) {
    let null = serde_json::json!("null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| *kind != null);
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    let alone = schema.get_mut("anyOf").and_then(|forms| {
        let forms = forms.as_array_mut()?;
        let before = forms.len();
        forms.retain(|form| form.get("type") != Some(&null));
        (before > forms.len() && forms.len() == 1).then(|| forms.clone())
    });
    if let Some([Value::Object(only)]) = alone.as_deref() {
        schema.remove("anyOf");
        for (key, value) in only {
            if schema.get(key).is_none() {
                schema.insert(key.clone(), value.clone());
            }
        }
    }
}

macro_rules! text {
    ($($name:ident $title:literal: $about:literal, $pattern:literal, [$($example:literal),*];)+) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "title": $title,
                    "type": "string",
                    "description": $about,
                    "pattern": $pattern,
                    "examples": [$($example),*],
                })
            }
        }
    )+};
}

text! {
    Name "name": "A name: a letter, then letters, digits and `_`.", "^[A-Za-z_][A-Za-z0-9_]{0,62}$", [];
    Label "label": "A name: a letter, then letters, digits, `_`, `-` and `:`.", "^[A-Za-z_][A-Za-z0-9_:-]{0,62}$", [];
    TableName "table name": "A table, with or without its schema.", "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?$", ["invoices", "billing.invoices"];
    TokenName "name of a cookie or header": "The name of a cookie or header.", "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", ["x-access-token"];
    Duration "duration": "A number and a unit.", "^[0-9]+[smhd]$", ["0s", "60s", "5m", "1h"];
    Date "date": "A day.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", ["2027-03-31"];
    Origin "origin": "Scheme, host and port.", "^https?://[a-z0-9.-]+(:[0-9]+)?$", ["https://app.example.com"];
    AbsolutePath "path": "An absolute path without a query.", "^/[^?#]*$", ["/api/ownguard/labels"];
    Pointer "JSON pointer": "A JSON pointer (RFC 6901).", "^(/.*)?$", ["/data"];
    Setting "setting": "A text, or `env:NAME` from the environment.", "^.+$", ["env:SUPABASE_URL"];
    Secret "secret": "The environment variable that holds the secret.", "^env:[A-Za-z_][A-Za-z0-9_]*$", ["env:AUTH_SECRET"];
    ClaimPath "claim path": "A path to a claim that the person cannot edit.", "^.+$", ["app_metadata.status"];
    FactSource "source of facts": "A claim, or an endpoint of the app.", "^(claim:.+|origin:/.*)$", ["claim:app_metadata.workspaces", "origin:/api/ownguard/facts"];
}

/// Another type's schema.
macro_rules! transparent {
    ($($name:ident<T>),+) => {$(
        impl<T: JsonSchema> JsonSchema for $name<T> {
            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                T::schema_id()
            }

            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    )+};
}

transparent!(At<T>);

/// One of several forms.
macro_rules! forms {
    ($($name:ident $(<$of:ident>)?: $generator:ident => [$($form:expr),+];)+) => {$(
        impl $(<$of: JsonSchema>)? JsonSchema for $name $(<$of>)? {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                json_schema!({ "anyOf": [$($form),+] })
            }
        }
    )+};
}

forms! {
    OneOrMany<T>: generator => [generator.subschema_for::<T>(), generator.subschema_for::<Vec<T>>()];
    GrantEntry: generator => [generator.subschema_for::<String>(), generator.subschema_for::<Grant>()];
    Writers: generator => [generator.subschema_for::<Vec<String>>(), generator.subschema_for::<Relations<Values>>()];
    Values: generator => [json_schema!({ "const": "any" }), generator.subschema_for::<Vec<Guarded>>()];
    Guarded: generator => [generator.subschema_for::<String>(), generator.subschema_for::<i64>(), generator.subschema_for::<bool>()];
    Guest: generator => [generator.subschema_for::<ClaimPath>(), generator.subschema_for::<GuestClaim>()];
    IdentityNames: generator => [generator.subschema_for::<Vec<String>>(), generator.subschema_for::<Map<IdentityOf>>()];
    Route: generator => [route_word(), generator.subschema_for::<RouteTable>()];
    Rows: generator => [generator.subschema_for::<Pointer>(), generator.subschema_for::<Map<String>>()];
    Size: generator => [generator.subschema_for::<u32>(), json_schema!({ "title": "size", "type": "string", "pattern": "^[0-9]+(B|KB|KiB|MB|MiB)$", "examples": ["1MiB"] })];
}

fn route_word() -> Schema {
    json_schema!({
        "type": "string",
        "description": "`page`, `app`, `auth`, `public`, `webhook.<service>` or `<resource>.<action>`.",
        "pattern": "^(page|app|auth|public|[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*)$",
        "examples": ["page", "app", "auth", "public"],
    })
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": inner })
    }
}

impl<T: JsonSchema> JsonSchema for Relations<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("RelationsTo{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "description": "By relation: `owner`, `<tenancy>.<role>`, `shared.<level>`, `staff.<role>`, `service.<name>`, `link`, `authenticated`, `anyone`.",
            "additionalProperties": {
                "anyOf": [value, { "type": "object", "additionalProperties": value }],
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_schema_has_the_keys_of_the_reader_and_no_others() {
        let whole: Value = serde_json::from_str(&schema()).unwrap();
        let mut described = BTreeSet::new();
        for (_, name, keys) in TABLES {
            let table = if *name == "Model" {
                &whole
            } else {
                &whole["$defs"][name]
            };
            let properties = table["properties"].as_object();
            let properties: BTreeSet<&str> = properties
                .into_iter()
                .flatten()
                .map(|(key, _)| key.as_str())
                .collect();
            assert_eq!(properties, keys.iter().copied().collect(), "{name}");
            assert_eq!(table["additionalProperties"], false, "{name}");
            described.insert(*name);
        }
        let defined = whole["$defs"].as_object().unwrap().iter();
        for (name, definition) in defined.filter(|(_, value)| value["type"] == "object") {
            assert!(described.contains(name.as_str()), "{name}: {definition}");
        }
    }

    #[test]
    fn every_key_says_what_it_means() {
        let whole: Value = serde_json::from_str(&schema()).unwrap();
        let tables = whole["$defs"].as_object().unwrap().values().chain([&whole]);
        for properties in tables.filter_map(|table| table["properties"].as_object()) {
            for (key, property) in properties {
                assert!(property["description"].is_string(), "{key}: {property}");
            }
        }
    }
}
