//! Rows of one resource: their key, tenant, owner, visibility, parent, and what
//! they point at.

use super::{Query, Search, as_text, named};
use crate::sql;
use ownguard_core::Resource;
use ownguard_core::http::key::KeyKind;

pub(super) fn of(search: &Search<'_>, at: usize) -> Vec<Query> {
    let Some(resource) = search.model.resource(at) else {
        return Vec::new();
    };
    let of = Rows {
        search,
        at,
        resource,
    };
    let mut all = vec![of.key_form(), of.tenant_null(), of.tenant_unknown()];
    all.extend([of.owner_null(), of.owner_unknown(), of.owner_outside()]);
    all.extend([
        of.visibility(),
        of.parent_null(),
        of.parent_missing(),
        of.parent_tenant(),
    ]);
    let fields = 0..resource.fields().len();
    all.extend(fields.flat_map(|field| [of.reference_missing(field), of.reference_tenant(field)]));
    all.into_iter().flatten().collect()
}

struct Rows<'a> {
    search: &'a Search<'a>,
    at: usize,
    resource: &'a Resource,
}

impl Rows<'_> {
    fn query(&self, kind: &str, about: &str, why: &str, found: &str) -> Option<Query> {
        let about = format!("{} {about}", named(self.resource));
        self.search.query(kind, self.at, about, why, found)
    }

    fn column(&self, field: usize) -> Option<String> {
        self.search.column("r", self.at, field)
    }

    fn key_form(&self) -> Option<Query> {
        let spec = self.resource.spec().key;
        let key = self.column(spec.field)?;
        let text = as_text(&key);
        let (what, other) = match spec.kind {
            KeyKind::Uuid => (
                "a lower-case UUID",
                format!("{text} !~ '^[0-9a-f]{{8}}-([0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}$'"),
            ),
            KeyKind::Int => ("a whole number", format!("{text} !~ '^(0|-?[1-9][0-9]*)$'")),
            KeyKind::Text => (
                "1 to 256 bytes without control characters",
                format!("octet_length({text}) not between 1 and 256 or {text} ~ '[[:cntrl:]]'"),
            ),
        };
        self.query(
            "key-form",
            &format!("whose key is not {what}: no path can name them"),
            &format!("the key is not {what}"),
            &format!("\nwhere {key} is null or {other}"),
        )
    }

    fn tenant_null(&self) -> Option<Query> {
        let name = self.search.tenancy();
        self.query(
            "tenant-null",
            &format!("without a {name}: nobody meets them, staff included"),
            &format!("it has no {name}"),
            &format!(
                "\nwhere {} is null",
                self.column(self.resource.spec().tenant?)?
            ),
        )
    }

    fn tenant_unknown(&self) -> Option<Query> {
        let tenants = self.search.storage.tenants.as_ref()?;
        if self.search.table(self.at)? == tenants.table {
            return None;
        }
        let (name, column) = (
            self.search.tenancy(),
            self.column(self.resource.spec().tenant?)?,
        );
        self.query(
            "tenant-unknown",
            &format!("whose {name} does not exist: nobody is a member of it"),
            &format!("its {name} does not exist"),
            &format!(
                "\nwhere {column} is not null and not exists (select 1 from {} as \"t\" where {} = {})",
                sql::table(&tenants.table),
                as_text(&sql::column("t", &tenants.key)),
                as_text(&column),
            ),
        )
    }

    fn owner_null(&self) -> Option<Query> {
        let spec = self.resource.spec();
        let alone = spec.parent.is_none() && !self.resource.tenant_bound();
        let about = if alone {
            "without an owner: nobody meets them, staff included"
        } else {
            "without an owner: only those meet them who need not own them"
        };
        self.query(
            "owner-null",
            about,
            "it has no owner",
            &format!("\nwhere {} is null", self.column(spec.owner?)?),
        )
    }

    /// Where the model has a resource whose rows are persons.
    fn owner_unknown(&self) -> Option<Query> {
        let people = self.search.model.resources().iter().enumerate();
        let mut people =
            people.filter(|(_, found)| found.spec().owner == Some(found.spec().key.field));
        let (people, person) = people.next().filter(|(people, _)| *people != self.at)?;
        let owner = self.column(self.resource.spec().owner?)?;
        let key = self.search.column("p", people, person.spec().key.field)?;
        self.query(
            "owner-unknown",
            &format!("whose owner is no `{}`", person.name()),
            &format!("its owner is no `{}`", person.name()),
            &format!(
                "\nwhere {owner} is not null and not exists (select 1 from {} as \"p\" where {} = {})",
                sql::table(self.search.table(people)?),
                as_text(&key),
                as_text(&owner),
            ),
        )
    }

    /// Ownership holds for members of the row's tenant only.
    fn owner_outside(&self) -> Option<Query> {
        let spec = self.resource.spec();
        let members = self.search.storage.tenants.as_ref()?.members.as_ref()?;
        if spec.members.is_some() {
            return None;
        }
        let owner = self.column(spec.owner?)?;
        let (joins, tenant) = self.search.to_tenant("r", "a", self.at)?;
        let name = self.search.tenancy();
        self.query(
            "owner-outside",
            &format!("whose owner never was a member of their {name}: they don't count as the owner"),
            &format!("its owner is no member of its {name}"),
            &format!(
                "{joins}\nwhere {owner} is not null and {tenant} is not null and not exists (select 1 from {} as \"m\" where {} = {} and {} = {})",
                sql::table(&members.table),
                as_text(&sql::column("m", &members.tenant)),
                as_text(&tenant),
                as_text(&sql::column("m", &members.user)),
                as_text(&owner),
            ),
        )
    }

    fn visibility(&self) -> Option<Query> {
        let column = self.column(self.resource.spec().visibility?)?;
        self.query(
            "visibility-unknown",
            "whose visibility is none of `private`, `unlisted` and `public`: they are private",
            "its visibility is not known",
            &format!(
                "\nwhere {column} is null or {} not in ('private', 'unlisted', 'public')",
                as_text(&column)
            ),
        )
    }

    fn parent_null(&self) -> Option<Query> {
        let parent = self.resource.spec().parent.as_ref()?;
        let above = self.search.model.resource(parent.resource)?.name();
        self.query(
            "parent-null",
            &format!("without a `{above}`, which owns them: nobody meets them"),
            &format!("it has no `{above}`"),
            &format!("\nwhere {} is null", self.column(parent.field)?),
        )
    }

    fn parent_missing(&self) -> Option<Query> {
        let parent = self.resource.spec().parent.as_ref()?;
        let above = self.search.model.resource(parent.resource)?.name();
        self.query(
            "parent-missing",
            &format!("whose `{above}` does not exist: nobody meets them"),
            &format!("its `{above}` does not exist"),
            &self.points_nowhere(parent.field, parent.resource)?,
        )
    }

    fn parent_tenant(&self) -> Option<Query> {
        let spec = self.resource.spec();
        let (own, parent) = (self.column(spec.tenant?)?, spec.parent.as_ref()?);
        let above = self.search.model.resource(parent.resource)?;
        let (joins, tenant) = self.search.to_tenant("a", "b", parent.resource)?;
        let name = self.search.tenancy();
        self.query(
            "parent-tenant",
            &format!(
                "whose `{}` is of another {name}: nobody meets them",
                above.name()
            ),
            &format!("its `{}` is of another {name}", above.name()),
            &format!(
                "{}{joins}\nwhere {} <> {}",
                self.joined("a", parent.field, parent.resource)?,
                as_text(&own),
                as_text(&tenant),
            ),
        )
    }

    fn reference_missing(&self, field: usize) -> Option<Query> {
        let spec = self.resource.fields().get(field)?;
        let target = spec.reference?;
        let name = self.search.model.resource(target)?.name();
        self.query(
            &format!("ref-missing:{}", spec.column),
            &format!(
                "whose `{}` names a `{name}` that does not exist",
                spec.column
            ),
            &format!("`{}` names a `{name}` that does not exist", spec.column),
            &self.points_nowhere(field, target)?,
        )
    }

    fn reference_tenant(&self, field: usize) -> Option<Query> {
        let spec = self.resource.fields().get(field)?;
        let target = spec.reference?;
        let name = self.search.model.resource(target)?.name();
        let tenancy = self.search.tenancy();
        let (own_joins, own) = self.search.to_tenant("r", "a", self.at)?;
        let (joins, tenant) = self.search.to_tenant("b", "c", target)?;
        self.query(
            &format!("ref-tenant:{}", spec.column),
            &format!("whose `{}` names a `{name}` of another {tenancy}: what stands there may leak through them", spec.column),
            &format!("`{}` names a `{name}` of another {tenancy}", spec.column),
            &format!(
                "{own_joins}{}{joins}\nwhere {} <> {}",
                self.joined("b", field, target)?,
                as_text(&own),
                as_text(&tenant),
            ),
        )
    }

    /// Joins the row that a column names.
    fn joined(&self, alias: &str, field: usize, target: usize) -> Option<String> {
        let key = self.search.model.resource(target)?.spec().key.field;
        Some(format!(
            "\njoin {} as {} on {} = {}",
            sql::table(self.search.table(target)?),
            sql::ident(alias),
            as_text(&self.search.column(alias, target, key)?),
            as_text(&self.column(field)?),
        ))
    }

    fn points_nowhere(&self, field: usize, target: usize) -> Option<String> {
        let key = self.search.model.resource(target)?.spec().key.field;
        let column = self.column(field)?;
        Some(format!(
            "\nwhere {column} is not null and not exists (select 1 from {} as \"t\" where {} = {})",
            sql::table(self.search.table(target)?),
            as_text(&self.search.column("t", target, key)?),
            as_text(&column),
        ))
    }
}
