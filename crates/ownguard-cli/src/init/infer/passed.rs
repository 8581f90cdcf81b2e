//! Tables that no resource is made of: those of others, and those that a model
//! cannot name. Pure.

use super::key_of;
use super::words::{folded, is_name, singular};
use crate::init::schema::Table;

/// Why a table is none of the app's own.
pub(super) fn passed_over(table: &Table) -> Option<String> {
    const PROVIDER: [&str; 20] = [
        "auth",
        "storage",
        "realtime",
        "_realtime",
        "extensions",
        "vault",
        "graphql",
        "graphql_public",
        "cron",
        "pgsodium",
        "pgmq",
        "net",
        "supabase_functions",
        "supabase_migrations",
        "pg_catalog",
        "information_schema",
        "private",
        "internal",
        "drizzle",
        "hasura",
    ];
    const BOOKS: [&str; 9] = [
        "_prisma_migrations",
        "schema_migrations",
        "__drizzle_migrations",
        "knex_migrations",
        "knex_migrations_lock",
        "spatial_ref_sys",
        "flyway_schema_history",
        "alembic_version",
        "goose_db_version",
    ];
    const SIGN_IN: [&str; 10] = [
        "session",
        "verification_token",
        "verification",
        "authenticator",
        "password_reset_token",
        "password_reset",
        "refresh_token",
        "magic_link",
        "email_verification",
        "passkey",
    ];
    let name = singular(&folded(&table.name));
    let account = name == "account"
        && table
            .columns
            .iter()
            .any(|column| folded(&column.name) == "provider_account_id");
    if table
        .schema
        .as_deref()
        .is_some_and(|schema| PROVIDER.contains(&schema))
    {
        Some("its schema is not the app's own".to_owned())
    } else if BOOKS.contains(&table.name.as_str()) {
        Some("it keeps the books of migrations".to_owned())
    } else if SIGN_IN.contains(&name.as_str()) || account {
        Some("it belongs to signing in, and leaves the server for nobody".to_owned())
    } else {
        None
    }
}

/// Why a model cannot name a table.
pub(super) fn unfit(table: &Table) -> Option<String> {
    let schema = table.schema.as_deref();
    if !is_name(&table.name) || !schema.is_none_or(is_name) {
        return Some("a model cannot write its name: letters, digits and `_`".to_owned());
    }
    match table.key.as_slice() {
        [] if key_of(table).is_none() => Some("it has no key".to_owned()),
        [_] if key_of(table).is_none() => {
            Some("its key is no UUID, whole number or text".to_owned())
        }
        [_, _, ..] => Some(format!(
            "its key is several columns: {}",
            table.key.join(", ")
        )),
        [] | [_] => None,
    }
}
