//! Shares with single people. They stand in a table of their own: what is found is
//! named by the shared row and the person.

use super::{Query, Search, as_text};
use crate::sql;
use ownguard_core::Resource;
use ownguard_core::storage::ShareTable;

pub(super) fn of(search: &Search<'_>, at: usize) -> Vec<Query> {
    let table = search
        .storage
        .resources
        .get(at)
        .and_then(|found| found.shares.as_ref());
    let (Some(resource), Some(table)) = (search.model.resource(at), table) else {
        return Vec::new();
    };
    let of = Shares {
        search,
        at,
        resource,
        table,
    };
    let certain = [of.person(), of.twice()];
    let several = [of.level(), of.row(), of.outside()];
    certain
        .into_iter()
        .chain(several.into_iter().flatten())
        .collect()
}

struct Shares<'a> {
    search: &'a Search<'a>,
    at: usize,
    resource: &'a Resource,
    table: &'a ShareTable,
}

impl Shares<'_> {
    fn query(&self, kind: &str, about: &str, why: &str, found: &str) -> Query {
        let (row, user) = (&self.table.resource, &self.table.user);
        let (row, user) = (sql::column("r", row), sql::column("r", user));
        let key = format!("concat_ws(' ', {}, {})", as_text(&row), as_text(&user));
        Query {
            id: format!("{kind}:{}", self.resource.name()),
            about: format!("shares of `{}` {about}", self.resource.name()),
            sql: super::select(&self.table.table, &key, why, found),
        }
    }

    fn level(&self) -> Option<Query> {
        let vocabulary = self.search.model.vocabulary();
        let shares = self.resource.spec().shares.as_ref()?;
        let levels = shares.levels.iter().map(|level| vocabulary.name(*level));
        let levels = levels.map(|name| name.strip_prefix("shared.").unwrap_or(name));
        let level = sql::column("r", &self.table.level);
        Some(self.query(
            "share-level",
            "at a level that the model does not know: they give nothing",
            "its level is not known",
            &format!(
                "\nwhere {level} is null or {} not in ({})",
                as_text(&level),
                sql::literals(levels)
            ),
        ))
    }

    fn person(&self) -> Query {
        self.query(
            "share-null",
            "without a person or a row: they give nothing",
            "it names no person or no row",
            &format!(
                "\nwhere {} is null or {} is null",
                sql::column("r", &self.table.user),
                sql::column("r", &self.table.resource)
            ),
        )
    }

    fn row(&self) -> Option<Query> {
        let row = sql::column("r", &self.table.resource);
        let key = self
            .search
            .column("t", self.at, self.resource.spec().key.field)?;
        Some(self.query(
            "share-missing",
            "whose row does not exist",
            "its row does not exist",
            &format!(
                "\nwhere {row} is not null and not exists (select 1 from {} as \"t\" where {} = {})",
                sql::table(self.search.table(self.at)?),
                as_text(&key),
                as_text(&row)
            ),
        ))
    }

    fn twice(&self) -> Query {
        let column = |alias: &str, name: &str| sql::column(alias, name);
        self.query(
            "share-twice",
            "that give one person two levels on one row: the stronger counts in SQL, and which of them an app tells is not known",
            "the same person has another level on the same row",
            &format!(
                "\nwhere exists (select 1 from {} as \"t\" where {} = {} and {} = {} and {} <> {})",
                sql::table(&self.table.table),
                column("t", &self.table.resource),
                column("r", &self.table.resource),
                column("t", &self.table.user),
                column("r", &self.table.user),
                as_text(&column("t", &self.table.level)),
                as_text(&column("r", &self.table.level)),
            ),
        )
    }

    fn outside(&self) -> Option<Query> {
        let members = self.search.storage.tenants.as_ref()?.members.as_ref()?;
        if self.resource.spec().shares.as_ref()?.outsiders {
            return None;
        }
        let (joins, tenant) = self.search.to_tenant("t", "a", self.at)?;
        let key = self
            .search
            .column("t", self.at, self.resource.spec().key.field)?;
        let name = self.search.tenancy();
        Some(self.query(
            "share-outside",
            &format!("with persons who never were members of the row's {name}: they give nothing"),
            &format!("its person is no member of the row's {name}"),
            &format!(
                "\njoin {} as \"t\" on {} = {}{joins}\nwhere not exists (select 1 from {} as \"m\" where {} = {} and {} = {})",
                sql::table(self.search.table(self.at)?),
                as_text(&key),
                as_text(&sql::column("r", &self.table.resource)),
                sql::table(&members.table),
                as_text(&sql::column("m", &members.tenant)),
                as_text(&tenant),
                as_text(&sql::column("m", &members.user)),
                as_text(&sql::column("r", &self.table.user)),
            ),
        ))
    }
}
