//! Tenants and memberships: where facts about persons come from.

use super::{Query, Search, as_text, select};
use crate::sql;
use ownguard_core::storage::{Holds, MembersTable, TenantTable};

pub(super) fn of(search: &Search<'_>) -> Vec<Query> {
    let Some(tenants) = &search.storage.tenants else {
        return Vec::new();
    };
    let of = Tenants { search, tenants };
    let mut all: Vec<Query> = of.status().into_iter().chain(of.plan()).collect();
    if let Some(members) = &tenants.members {
        let of = Members { of, members };
        all.extend([of.tenant(), of.person(), of.twice()]);
        all.extend(of.role().into_iter().chain(of.top()));
    }
    all
}

struct Tenants<'a> {
    search: &'a Search<'a>,
    tenants: &'a TenantTable,
}

impl Tenants<'_> {
    fn query(&self, kind: &str, about: &str, why: &str, found: &str) -> Query {
        let name = self.search.tenancy();
        Query {
            id: format!("{kind}:{name}"),
            about: format!("a {name} {about}"),
            sql: select(
                &self.tenants.table,
                &sql::column("r", &self.tenants.key),
                why,
                found,
            ),
        }
    }

    fn status(&self) -> Option<Query> {
        let status = sql::column("r", self.tenants.status.as_ref()?);
        Some(self.query(
            "status-unknown",
            "whose status is neither `active` nor `suspended`: it counts as suspended",
            "its status is not known",
            &format!(
                "\nwhere {status} is not null and {} not in ('active', 'suspended')",
                as_text(&status)
            ),
        ))
    }

    fn plan(&self) -> Option<Query> {
        let plan = sql::column("r", self.tenants.plan.as_ref()?);
        let plans = self.search.model.plans();
        if plans.is_empty() {
            return None;
        }
        Some(self.query(
            "plan-unknown",
            "whose plan the model does not know: it has none",
            "its plan is not known",
            &format!(
                "\nwhere {plan} is null or {} not in ({})",
                as_text(&plan),
                sql::literals(plans.iter().map(String::as_str))
            ),
        ))
    }
}

struct Members<'a> {
    of: Tenants<'a>,
    members: &'a MembersTable,
}

impl Members<'_> {
    /// Memberships are named by their tenant and person: their key need not be in the model.
    fn query(&self, kind: &str, about: &str, why: &str, found: &str) -> Query {
        let (tenant, user) = (
            sql::column("r", &self.members.tenant),
            sql::column("r", &self.members.user),
        );
        Query {
            id: format!("{kind}:members"),
            about: format!("a membership {about}"),
            sql: select(
                &self.members.table,
                &format!("concat_ws(' ', {}, {})", as_text(&tenant), as_text(&user)),
                why,
                found,
            ),
        }
    }

    fn tenant(&self) -> Query {
        let (name, tenant) = (
            self.of.search.tenancy(),
            sql::column("r", &self.members.tenant),
        );
        self.query(
            "member-tenant",
            &format!("without a {name}, or of one that does not exist"),
            &format!("its {name} does not exist"),
            &format!(
                "\nwhere {tenant} is null or not exists (select 1 from {} as \"t\" where {} = {})",
                sql::table(&self.of.tenants.table),
                as_text(&sql::column("t", &self.of.tenants.key)),
                as_text(&tenant),
            ),
        )
    }

    fn person(&self) -> Query {
        let user = sql::column("r", &self.members.user);
        self.query(
            "member-null",
            "without a person",
            "it names no person",
            &format!("\nwhere {user} is null"),
        )
    }

    fn role(&self) -> Option<Query> {
        let role = sql::column("r", &self.members.role);
        let roles = &self.of.search.model.tenancy()?.roles;
        Some(self.query(
            "role-unknown",
            "whose role the model does not know: it holds no role",
            "its role is not known",
            &format!(
                "\nwhere {role} is null or {} not in ({})",
                as_text(&role),
                sql::literals(roles.iter().map(String::as_str))
            ),
        ))
    }

    fn twice(&self) -> Query {
        let (mine, theirs) = (
            |name: &String| sql::column("r", name),
            |name: &String| sql::column("o", name),
        );
        let (tenant, user, role) = (&self.members.tenant, &self.members.user, &self.members.role);
        self.query(
            "member-twice",
            "beside another one of the same person in the same place, both in use: which role counts is not known",
            "the same person has another role there",
            &format!(
                "\nwhere {} and exists (select 1 from {} as \"o\" where {} = {} and {} = {} and {} is distinct from {} and {})",
                self.active("r"),
                sql::table(&self.members.table),
                theirs(tenant),
                mine(tenant),
                theirs(user),
                mine(user),
                as_text(&theirs(role)),
                as_text(&mine(role)),
                self.active("o"),
            ),
        )
    }

    /// A tenant that nobody can run.
    fn top(&self) -> Option<Query> {
        let top = self.of.search.model.tenancy()?.roles.last()?;
        let (key, tenant) = (
            sql::column("r", &self.of.tenants.key),
            sql::column("m", &self.members.tenant),
        );
        Some(self.of.query(
            "no-top-role",
            &format!("without an active `{top}`: nobody can mend what only they may"),
            &format!("it has no active `{top}`"),
            &format!(
                "\nwhere not exists (select 1 from {} as \"m\" where {} = {} and {} = {} and {})",
                sql::table(&self.members.table),
                as_text(&tenant),
                as_text(&key),
                as_text(&sql::column("m", &self.members.role)),
                sql::literal(top),
                self.active("m"),
            ),
        ))
    }

    /// Whether a membership is in use.
    fn active(&self, alias: &str) -> String {
        let tests = self.members.active.iter().map(|(column, holds)| {
            let column = sql::column(alias, column);
            match holds {
                Holds::Null => format!("{column} is null"),
                Holds::OneOf(values) => format!(
                    "{} in ({})",
                    as_text(&column),
                    sql::literals(values.iter().map(String::as_str))
                ),
            }
        });
        let tests: Vec<String> = tests.collect();
        if tests.is_empty() {
            "true".to_owned()
        } else {
            tests.join(" and ")
        }
    }
}
