//! The draft as an `ownguard.toml`.

use super::{
    DELETED, Deleted, Draft, Grant, Kind, LIMITED, NOTE, POINTS, Place, Resource, TENANCY, Tenancy,
    WHEN,
};
use std::fmt::{self, Write as _};

impl Kind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Int => "int",
            Self::Text => "text",
        }
    }
}

fn list<T: AsRef<str>>(words: &[T]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| quoted(word.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) fn named(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{prefix}{at}")).collect()
}

const HEAD: &str = r#"version = 1
revision = 1

[identity]
preset = "supabase"
project = "env:SUPABASE_URL"

[identity.claims]
status = "app_metadata.status"
staff = "app_metadata.staff"
guest = "is_anonymous"
verified = "email_verified"
"#;

impl Draft {
    /// The model as people would write it.
    pub fn toml(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).unwrap();
        text
    }

    fn write(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "{HEAD}")?;
        if let Some(tenancy) = &self.tenancy {
            tenancy.write(text)?;
        }
        if self.plans > 0 {
            let plans = list(&named("plan", self.plans));
            writeln!(text, "[plans]\norder = {plans}\n")?;
        }
        if self.staff > 0 {
            let staff = list(&named("staff", self.staff));
            writeln!(text, "[staff]\nroles = {staff}\n")?;
        }
        if self.services > 0 {
            writeln!(text, "[services]")?;
            for name in named("service", self.services) {
                writeln!(text, "{name} = {{ proof = \"token\" }}")?;
            }
            writeln!(text)?;
        }
        if self.own_actions > 0 {
            writeln!(text, "[actions]")?;
            for name in named("own", self.own_actions) {
                writeln!(text, "{name} = {{}}")?;
            }
            writeln!(text)?;
        }
        for resource in &self.resources {
            self.resource(resource, text)?;
        }
        Ok(())
    }

    fn resource(&self, resource: &Resource, text: &mut String) -> fmt::Result {
        let name = &resource.name;
        let table = quoted(&resource.table);
        writeln!(text, "[resources.{name}]\ntable = {table}")?;
        writeln!(text, "key = \"id:{}\"", resource.key.word())?;
        for (key, column) in [
            ("tenant", &resource.tenant),
            ("owner", &resource.owner),
            ("visibility", &resource.visibility),
        ] {
            if let Some(column) = column {
                writeln!(text, "{key} = \"{column}\"")?;
            }
        }
        if resource.deleted != Deleted::No {
            writeln!(text, "deleted = \"{DELETED}\"")?;
        }
        if let Some(parent) = &resource.parent {
            let map: Vec<_> = parent
                .map
                .iter()
                .map(|(from, to)| format!("{from} = \"{to}\""))
                .collect();
            let above = &self.resources[parent.resource].name;
            writeln!(
                text,
                "parent = {{ resource = \"{above}\", field = \"{}\", as = {{ {} }} }}",
                parent.column,
                map.join(", ")
            )?;
        }
        let mut shown = vec!["id", NOTE];
        let mut written = vec![NOTE];
        match resource.place {
            Place::Own if resource.states_written => {
                shown.extend(WHEN);
                written.extend(WHEN);
            }
            Place::Own => shown.extend(WHEN),
            Place::Members => {
                shown.push("role");
                written.push("role");
            }
            Place::Tenants => {}
        }
        if resource.visibility_written {
            written.extend(resource.visibility.as_deref());
        }
        if resource.points.is_some() {
            written.push(POINTS);
        }
        writeln!(text, "show = {}\nwrite = {}", list(&shown), list(&written))?;
        if let Some(shares) = &resource.shares {
            writeln!(
                text,
                "\n[resources.{name}.shares]\ntable = \"{name}_shares\"\nresource = \"row_id\"\nuser = \"user_id\"\nlevel = \"level\""
            )?;
            let levels = list(&shares.levels);
            writeln!(text, "levels = {levels}\noutsiders = {}", shares.outsiders)?;
        }
        if !resource.grants.is_empty() {
            writeln!(text, "\n[resources.{name}.grants]")?;
            let mut relations: Vec<&str> = Vec::new();
            for grant in &resource.grants {
                if !relations.contains(&grant.relation.as_str()) {
                    relations.push(&grant.relation);
                }
            }
            for relation in relations {
                let grants = resource.grants.iter();
                let grants = grants.filter(|grant| grant.relation == relation);
                let entries: Vec<_> = grants.map(entry).collect();
                writeln!(text, "{relation} = [{}]", entries.join(", "))?;
            }
        }
        self.fields(resource, text)?;
        if !resource.asks.is_empty() {
            writeln!(text, "\n[resources.{name}.actions]")?;
            for (action, asks) in &resource.asks {
                let mut said = vec!["audit = true".to_owned()];
                said.extend(asks.fresh.then(|| "fresh = \"60s\"".to_owned()));
                said.extend(asks.verified.then(|| "verified = true".to_owned()));
                said.extend(asks.plan.map(|plan| format!("plan = \"plan{plan}\"")));
                writeln!(text, "{action} = {{ {} }}", said.join(", "))?;
            }
        }
        writeln!(text)
    }
}

impl Draft {
    fn fields(&self, resource: &Resource, text: &mut String) -> fmt::Result {
        if resource.limited.is_empty() && resource.points.is_none() {
            return Ok(());
        }
        writeln!(text, "\n[resources.{}.fields]", resource.name)?;
        let limited = resource.limited.iter();
        if resource
            .limited
            .iter()
            .any(|(_, values)| !values.is_empty())
        {
            let writers =
                limited.map(|(relation, values)| format!("{relation} = {}", list(values)));
            let writers: Vec<String> = writers.collect();
            writeln!(
                text,
                "{LIMITED} = {{ write = {{ {} }} }}",
                writers.join(", ")
            )?;
        } else if !resource.limited.is_empty() {
            let writers: Vec<&String> = limited.map(|(relation, _)| relation).collect();
            writeln!(text, "{LIMITED} = {{ write = {} }}", list(&writers))?;
        }
        if let Some(points) = resource.points {
            let target = self.resources.get(points).unwrap_or(resource);
            writeln!(text, "{POINTS} = {{ ref = \"{}\" }}", target.name)?;
        }
        Ok(())
    }
}

impl Tenancy {
    fn write(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "[tenancy]\nname = \"{TENANCY}\"\ntable = \"orgs\"")?;
        writeln!(text, "key = \"id:{}\"", self.key.word())?;
        if self.status {
            writeln!(text, "status = \"status\"")?;
        }
        writeln!(text, "plan = \"plan\"")?;
        writeln!(text, "roles = {}", list(&named("role", self.roles)))?;
        let removed = self.removed.then_some("removed_at = \"null\"");
        let standing = self.standing.then_some("standing = \"active\"");
        let active: Vec<&str> = removed.into_iter().chain(standing).collect();
        let active = if active.is_empty() {
            String::new()
        } else {
            format!(", active = {{ {} }}", active.join(", "))
        };
        writeln!(
            text,
            "members = {{ table = \"org_members\", tenant = \"org_id\", user = \"user_id\", role = \"role\"{active} }}"
        )?;
        writeln!(text, "facts = [\"origin:/api/ownguard/facts\"]\n")
    }
}

fn entry(grant: &Grant) -> String {
    if grant.when.is_empty() {
        return quoted(&grant.action);
    }
    let when: Vec<_> = grant
        .when
        .iter()
        .map(|(column, values)| format!("{} = {}", WHEN[*column], list(values)))
        .collect();
    let action = quoted(&grant.action);
    format!("{{ do = {action}, when = {{ {} }} }}", when.join(", "))
}
