//! Postgres row-level security: the model as one migration, the migration that
//! takes it back, and a query that lists what still goes around it. Pure.
//!
//! What stands where: identity and memberships are functions in the schema
//! `ownguard`, each called once for a statement; policies say which rows;
//! privileges on columns say which columns; triggers hold what neither can say.
//!
//! - **People** come through two roles, [`Options::anonymous`] and
//!   [`Options::authenticated`]; guests come through the second. In the Supabase
//!   flavour the token says who they are. In the plain flavour the app says so
//!   with `set_config(…, true)` after `set local role`: `ownguard.kind` is
//!   `person` or `guest` (anything else is nobody), `ownguard.subject` the id.
//! - **Services** each have a role of their own, `ownguard_service_<name>`; the
//!   setting `ownguard.tenant` says for which tenant they act.
//! - **Staff** have no rules unless [`Options::staff`] asks for them, since SQL
//!   cannot record what they read. Then each role has its own,
//!   `ownguard_staff_<role>`. Staff never meet what people's policies allow.
//! - Roles that bypass row-level security, superusers and, for what never
//!   changes, a table's owner are not bound. The audit query lists them.
//!
//! The text holds no `begin` and no `commit`: run it in one transaction.

mod audit;
mod definer;
mod fields;
mod fixed;
mod functions;
mod grants;
mod indexes;
mod keep;
mod members;
mod needs;
mod notes;
mod policies;
mod render;
mod roles;
mod shares;
mod soft;
mod tables;
mod text;

#[cfg(test)]
mod tests;

pub use functions::Claims;
pub use notes::Note;
pub use roles::Role;
pub use soft::Function;

use ownguard_core::Model;
use ownguard_core::http::key::KeyKind;
use ownguard_core::storage::Storage;
use tables::Tables;

/// Where the database takes the caller from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flavour {
    /// Settings that the app sets for each transaction.
    #[default]
    Plain,
    /// Supabase's `auth.uid()` and `auth.jwt()`.
    Supabase,
}

/// How the policies stand beside those that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Ours only narrow: what was denied stays denied. Where there was no row-level security yet,
    /// ours alone decide.
    #[default]
    Restrictive,
    /// Ours are the only ones; the others are kept for the way back.
    Replace,
}

/// How to write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the caller comes from.
    pub flavour: Flavour,
    /// How it stands beside other policies.
    pub mode: Mode,
    /// The type of people's ids.
    pub subject: KeyKind,
    /// The schema of tables whose name has none.
    pub schema: String,
    /// The role of whoever has no credential.
    pub anonymous: String,
    /// The role of whoever has one.
    pub authenticated: String,
    /// Where claims stand in a token. Only the Supabase flavour reads them.
    pub claims: Claims,
    /// Whether staff roles get roles and policies of their own.
    pub staff: bool,
    /// What files are named after, such as `20260131120000`. The plain flavour needs none.
    pub stamp: Option<String>,
}

impl Options {
    /// An app that says who is asking. Ids of people are text unless said otherwise.
    pub fn plain() -> Self {
        Self {
            flavour: Flavour::Plain,
            mode: Mode::default(),
            subject: KeyKind::Text,
            schema: "public".to_owned(),
            anonymous: "ownguard_anonymous".to_owned(),
            authenticated: "ownguard_user".to_owned(),
            claims: Claims::default(),
            staff: false,
            stamp: None,
        }
    }

    /// Supabase, with its roles and its claims.
    pub fn supabase() -> Self {
        Self {
            flavour: Flavour::Supabase,
            subject: KeyKind::Uuid,
            anonymous: "anon".to_owned(),
            authenticated: "authenticated".to_owned(),
            claims: Claims::supabase(),
            ..Self::plain()
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it belongs, below the project's root.
    pub path: String,
    /// What it says.
    pub sql: String,
}

/// The model in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Applies the model; applied again, it changes nothing.
    pub up: File,
    /// Takes it back to what was before.
    pub down: File,
    /// A query: policies wider than the model, roles that bypass them, and other ways around.
    pub audit: File,
    /// What SQL leaves aside or says more strictly.
    pub notes: Vec<Note>,
    /// The roles that policies are for.
    pub roles: Vec<Role>,
    /// Functions for what policies cannot let through.
    pub functions: Vec<Function>,
}

/// Writes the policies of a model over its tables.
pub fn emit(model: &Model, storage: &Storage, options: &Options) -> Migration {
    let tables = Tables::new(model, storage, options);
    let notes = notes::notes(&tables);
    let (soft, functions) = soft::functions(&tables);
    let mut up = text::header("The ownership model as row-level security.", &notes, model);
    for part in [
        keep::begin(&tables),
        roles::create(&tables),
        functions::identity(&tables),
        functions::memberships(&tables),
        keep::guard(&tables),
        grants::grants(&tables),
        policies::policies(&tables),
        shares::policies(&tables),
        soft,
        fixed::triggers(&tables),
        fields::triggers(&tables),
        members::triggers(&tables),
        grants::functions(&tables, &functions),
        definer::hand_over(&tables),
        indexes::create(&tables),
    ] {
        up.push_str(&part);
    }
    let mut down = text::header("Takes the ownership model back out.", &[], model);
    down.push_str(&keep::end(&tables));
    let files = Names::of(options);
    Migration {
        up: File {
            path: files.up,
            sql: up,
        },
        down: File {
            path: files.down,
            sql: down,
        },
        audit: File {
            path: files.audit,
            sql: audit::query(&tables),
        },
        roles: tables.roles,
        notes,
        functions,
    }
}

/// The names of the files.
struct Names {
    up: String,
    down: String,
    audit: String,
}

impl Names {
    fn of(options: &Options) -> Self {
        let stamp = options.stamp.as_deref().map(|stamp| format!("{stamp}_"));
        let stamp = stamp.unwrap_or_default();
        match options.flavour {
            // Whatever stands in `migrations` is applied: the way back must not.
            Flavour::Supabase => Self {
                up: format!("supabase/migrations/{stamp}ownguard.sql"),
                down: format!("supabase/ownguard/{stamp}ownguard.down.sql"),
                audit: "supabase/ownguard/audit.sql".to_owned(),
            },
            Flavour::Plain => Self {
                up: format!("{stamp}ownguard.up.sql"),
                down: format!("{stamp}ownguard.down.sql"),
                audit: "ownguard.audit.sql".to_owned(),
            },
        }
    }
}
