//! As whom the database is asked, in either flavour.

use crate::case::Case;
use crate::draft::Kind;
use crate::world::{Caller, Sql, sql::value};
use ownguard_core::http::key::KeyKind;
use ownguard_emit::postgres::{Mode, Options};

/// What stands in a Supabase database before any migration.
const SUPABASE: &str = "
create schema auth;
create role anon nologin;
create role authenticated nologin;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb
$$;
create function auth.uid() returns uuid language sql stable as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
grant usage on schema auth, public to anon, authenticated;
";

/// Plans that know no values yet, as a connection has them after its first statements.
const GENERIC: &str = "set local plan_cache_mode = force_generic_plan;";

pub(super) struct Identity {
    supabase: bool,
    generic: bool,
}

impl Identity {
    pub(super) const fn of(case: &Case) -> Self {
        Self {
            supabase: case.draft.supabase,
            generic: case.draft.generic,
        }
    }

    pub(super) fn stubs(&self) -> String {
        let supabase = if self.supabase { SUPABASE } else { "" };
        let generic = if self.generic { GENERIC } else { "" };
        format!("{supabase}{generic}")
    }

    pub(super) fn options(&self, case: &Case) -> Options {
        let base = if self.supabase {
            Options::supabase()
        } else {
            Options::plain()
        };
        Options {
            mode: Mode::Replace,
            subject: match case.draft.users {
                Kind::Uuid => KeyKind::Uuid,
                Kind::Int => KeyKind::Int,
                Kind::Text => KeyKind::Text,
            },
            staff: true,
            ..base
        }
    }

    /// The role and the settings of one caller, for one transaction.
    pub(super) fn set(&self, caller: &Caller) -> String {
        let (kind, subject, tenant) = match &caller.sql {
            Sql::Anonymous | Sql::Staff(_) => ("", "", ""),
            Sql::Guest(id) => ("guest", id.as_str(), ""),
            Sql::Person(id) => ("person", id.as_str(), ""),
            Sql::Service { tenant, .. } => ("", "", tenant.as_deref().unwrap_or_default()),
        };
        let mut settings = vec![("ownguard.tenant", tenant.to_owned())];
        if self.supabase {
            let claims = serde_json::json!({
                "sub": subject,
                "role": "authenticated",
                "is_anonymous": kind == "guest",
                "app_metadata": { "status": "active" },
            });
            let claims = (!kind.is_empty()).then(|| claims.to_string());
            settings.push(("request.jwt.claims", claims.unwrap_or_default()));
        } else {
            settings.push(("ownguard.kind", kind.to_owned()));
            settings.push(("ownguard.subject", subject.to_owned()));
        }
        let settings: Vec<String> = settings
            .iter()
            .map(|(name, to)| format!("set_config('{name}', {}, true)", value(Some(to))))
            .collect();
        let role = caller.role(self.supabase);
        format!("select {}; set local role {role}", settings.join(", "))
    }
}

impl Caller {
    /// The role that they have in the database.
    pub(super) fn role(&self, supabase: bool) -> String {
        match (&self.sql, supabase) {
            (Sql::Anonymous, true) => "anon".to_owned(),
            (Sql::Anonymous, false) => "ownguard_anonymous".to_owned(),
            (Sql::Guest(_) | Sql::Person(_), true) => "authenticated".to_owned(),
            (Sql::Guest(_) | Sql::Person(_), false) => "ownguard_user".to_owned(),
            (Sql::Staff(role), _) => format!("ownguard_staff_{role}"),
            (Sql::Service { name, .. }, _) => format!("ownguard_service_{name}"),
        }
    }
}
