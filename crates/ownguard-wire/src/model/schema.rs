//! The JSON Schema of a model, for editors. It is made of the same tables as the
//! reader; this file adds the values that have a form of their own.

use super::leaf::{
    AbsolutePath, Date, Duration, Label, Name, Origin, Pointer, Secret, Setting, Size, TableName,
};
use super::read::{At, Map};
use super::written::{
    ClaimPath, FactSource, Grant, GrantEntry, Guarded, Guest, GuestClaim, IdentityNames,
    IdentityOf, Model, OneOrMany, Relations, Route, RouteTable, Rows, Values, Writers,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// The schema as the published file holds it: JSON with a line feed at its end.
pub fn schema() -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Model>();
    schema.insert("title".to_owned(), "ownguard model".into());
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text + "\n"
}

macro_rules! text {
    ($($name:ident: $about:literal, $pattern:literal, [$($example:literal),*];)+) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
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
    Name: "A name: a letter, then letters, digits and `_`.", "^[A-Za-z_][A-Za-z0-9_]{0,62}$", [];
    Label: "A name: a letter, then letters, digits, `_`, `-` and `:`.", "^[A-Za-z_][A-Za-z0-9_:-]{0,62}$", [];
    TableName: "A table, with or without its schema.", "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?$", ["invoices", "billing.invoices"];
    Duration: "A number and a unit.", "^[0-9]+[smhd]$", ["0s", "60s", "5m", "1h"];
    Date: "A day.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", ["2027-03-31"];
    Origin: "Scheme, host and port.", "^https?://[a-z0-9.-]+(:[0-9]+)?$", ["https://app.example.com"];
    AbsolutePath: "An absolute path without a query.", "^/[^?#]*$", ["/api/ownguard/labels"];
    Pointer: "A JSON pointer (RFC 6901).", "^(/.*)?$", ["/data"];
    Setting: "A text, or `env:NAME` from the environment.", "^.+$", ["env:SUPABASE_URL"];
    Secret: "The environment variable that holds the secret.", "^env:[A-Za-z_][A-Za-z0-9_]*$", ["env:AUTH_SECRET"];
    ClaimPath: "A path to a claim that the person cannot edit.", "^.+$", ["app_metadata.status"];
    FactSource: "A claim, or an endpoint of the app.", "^(claim:.+|origin:/.*)$", ["claim:app_metadata.workspaces", "origin:/api/ownguard/facts"];
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
                concat!(stringify!($name)).into()
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
    Size: generator => [generator.subschema_for::<u32>(), json_schema!({ "type": "string", "pattern": "^[0-9]+(B|KB|KiB|MB|MiB)$", "examples": ["1MiB"] })];
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
