//! What is asked of the database: each statement over a whole table at once, and
//! the same row by row.

use super::members::Deed;
use super::writes::Write;
use crate::case::{Case, New};
use crate::database::Failure;
use crate::draft::{Deleted, Kind, LIMITED, NOTE, POINTS, Place, STATES};
use crate::world::sql::{name, value};
use ownguard_core::Action;
use ownguard_emit::postgres::Migration;

/// What the answers are about.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// The rows of a resource: which of them some action is permitted on.
    Rows {
        resource: usize,
        actions: Vec<Action>,
        /// What it does to a member, where rows are members.
        deed: Option<Deed>,
        layer: &'static str,
    },
    /// The rows of a resource: into which of them a value may be written.
    Written { resource: usize, write: Write },
    /// The rows of a resource: whether any could be moved.
    Moved { resource: usize },
    /// New rows.
    New {
        news: Vec<New>,
        actions: Vec<Action>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) what: What,
    /// Gives the keys that it met; or runs each.
    pub(super) whole: String,
    /// For each row a statement of its own.
    pub(super) each: Vec<String>,
    /// The keys of the rows.
    pub(super) keys: Vec<String>,
}

impl Statement {
    /// Whether one row's refusal may have hidden what holds of the others.
    pub(super) fn alone_where_it_fails(&self, failure: &Failure) -> bool {
        let whole_table = failure.message.starts_with("permission denied");
        !whole_table && !self.each.is_empty() && !self.tried()
    }

    /// Whether `whole` runs each by itself already.
    pub(super) fn tried(&self) -> bool {
        self.whole.starts_with("select agree.tries")
    }

    pub(super) fn text(&self, at: usize) -> String {
        self.each.get(at).unwrap_or(&self.whole).clone()
    }
}

/// One call that runs each and says how it ended.
pub(super) fn tries(statements: &[String]) -> String {
    let texts: Vec<String> = statements
        .iter()
        .map(|statement| value(Some(statement)))
        .collect();
    format!("select agree.tries(array[{}]::text[])", texts.join(", "))
}

pub(super) fn all(case: &Case, migration: &Migration, caller: usize) -> Vec<Statement> {
    let mut all = Vec::new();
    for resource in 0..case.records.len() {
        let about = About {
            case,
            migration,
            caller,
            resource,
            table: name(&case.draft.resources[resource].table),
        };
        all.push(about.select());
        all.push(about.update(NOTE, "'written'"));
        if case.draft.resources[resource].states_written {
            all.push(about.update("state", "'paid'"));
        }
        all.extend(about.writes());
        all.push(about.delete());
        all.extend(about.roles());
        all.extend(about.restore());
        all.extend(about.moves());
        all.push(about.inserts());
    }
    all
}

struct About<'a> {
    case: &'a Case,
    migration: &'a Migration,
    caller: usize,
    resource: usize,
    table: String,
}

impl About<'_> {
    fn keys(&self) -> Vec<String> {
        let records = self.case.records[self.resource].iter();
        records.map(|record| record.key.clone()).collect()
    }

    /// The same for every key.
    fn each(&self, statement: &dyn Fn(&str) -> String) -> Vec<String> {
        let keys = self.keys();
        let keys = keys.iter().map(|key| value(Some(key)));
        keys.map(|key| statement(&key)).collect()
    }

    fn rows(
        &self,
        (layer, actions): (&'static str, &[Action]),
        whole: String,
        each: Vec<String>,
    ) -> Statement {
        Statement {
            what: What::Rows {
                resource: self.resource,
                actions: actions.to_vec(),
                deed: None,
                layer,
            },
            whole,
            each,
            keys: self.keys(),
        }
    }

    fn select(&self) -> Statement {
        let asked = [Action::READ, Action::LIST, Action::EXPORT];
        let whole = format!("select id::text from {}", self.table);
        self.rows(("select", &asked), whole, Vec::new())
    }

    fn update(&self, column: &str, to: &str) -> Statement {
        let asked = [Action::UPDATE, Action::BULK_UPDATE, Action::SHARE];
        let set = format!("update {} set {} = {to}", self.table, name(column));
        let each = self.each(&|key| format!("{set} where id = {key}"));
        let whole = format!("{set} returning id::text");
        self.rows(("update", &asked), whole, each)
    }

    fn delete(&self) -> Statement {
        if self.case.draft.resources[self.resource].deleted != Deleted::No {
            return self.function("delete", Action::DELETE);
        }
        let delete = format!("delete from {}", self.table);
        let each = self.each(&|key| format!("{delete} where id = {key}"));
        if self.place() == Place::Members {
            return self.done(("delete", &[Action::DELETE]), Deed::Removed, each);
        }
        let whole = format!("{delete} returning id::text");
        self.rows(("delete", &[Action::DELETE]), whole, each)
    }

    /// Each member by themselves, since what is done to one may matter to the next.
    fn done(&self, asked: (&'static str, &[Action]), done: Deed, each: Vec<String>) -> Statement {
        let mut statement = self.rows(asked, tries(&each), each);
        if let What::Rows { deed, .. } = &mut statement.what {
            *deed = Some(done);
        }
        statement
    }

    /// Members get the weakest role, and the strongest.
    fn roles(&self) -> Vec<Statement> {
        let roles = self.case.draft.tenancy.as_ref();
        let top = roles.map_or(0, |tenancy| tenancy.roles).saturating_sub(1);
        if self.place() != Place::Members {
            return Vec::new();
        }
        let to = |role: usize| {
            let set = format!("update {} set role = 'role{role}'", self.table);
            let each = self.each(&|key| format!("{set} where id = {key}"));
            let asked = [Action::UPDATE, Action::BULK_UPDATE, Action::SHARE];
            self.done(
                ("role", &asked),
                Deed::Role(u8::try_from(role).unwrap()),
                each,
            )
        };
        vec![to(0), to(top)]
    }

    /// What only some may write, or only with more than the update.
    fn writes(&self) -> Vec<Statement> {
        let draft = &self.case.draft.resources[self.resource];
        let mut writes: Vec<(&str, &str)> = Vec::new();
        if !draft.limited.is_empty() {
            writes.extend(STATES.iter().take(2).map(|value| (LIMITED, *value)));
        }
        if let Some(column) = draft
            .visibility
            .as_ref()
            .filter(|_| draft.visibility_written)
        {
            writes.push((column, "public"));
        }
        let targets = draft.points.map(|points| &self.case.records[points]);
        let targets = targets.into_iter().flatten().take(3);
        writes.extend(targets.map(|target| (POINTS, target.key.as_str())));
        let statements = writes.into_iter().map(|(column, to)| {
            let set = format!(
                "update {} set {} = {}",
                self.table,
                name(column),
                value(Some(to))
            );
            Statement {
                what: What::Written {
                    resource: self.resource,
                    write: Write {
                        column: column.to_owned(),
                        value: to.to_owned(),
                    },
                },
                whole: format!("{set} returning id::text"),
                each: self.each(&|key| format!("{set} where id = {key}")),
                keys: self.keys(),
            }
        });
        statements.collect()
    }

    fn place(&self) -> Place {
        self.case.draft.resources[self.resource].place
    }

    fn restore(&self) -> Option<Statement> {
        let soft = self.case.draft.resources[self.resource].deleted != Deleted::No;
        soft.then(|| self.function("restore", Action::RESTORE))
    }

    /// A generated function, called for each key. Whose role has none may do nothing.
    fn function(&self, layer: &'static str, action: Action) -> Statement {
        let role = self.case.callers[self.caller].role(self.case.draft.supabase);
        let found = self.migration.functions.iter().find(|function| {
            function.resource == self.resource && function.action == action && function.role == role
        });
        let each = found.map_or_else(Vec::new, |function| {
            let (called, _) = function.signature.rsplit_once('(').unwrap();
            self.each(&|key| format!("select 1 where {called}({key})"))
        });
        self.rows((layer, &[action]), tries(&each), each)
    }

    /// Tenant, owner and parent stay what they are.
    fn moves(&self) -> Vec<Statement> {
        let draft = &self.case.draft.resources[self.resource];
        let world = &self.case.world;
        let text = |key: Option<&String>| key.map(|key| value(Some(key)));
        let tenant = text(world.tenants.first().map(|tenant| &tenant.key));
        let owner = text(world.users.first());
        let above = draft.parent.as_ref().map(|parent| parent.resource);
        let parent = above.and_then(|above| self.case.records[above].first());
        let parent = text(parent.map(|record| &record.key));
        let column = draft.parent.as_ref().map(|parent| &parent.column);
        let columns = [
            (draft.tenant.as_ref(), tenant),
            (draft.owner.as_ref(), owner),
            (column, parent),
        ];
        let moves = columns.into_iter().filter_map(|(column, to)| {
            let (table, column, to) = (&self.table, name(column?), to?);
            let set = format!("update {table} set {column} = {to}");
            let differs = format!("{column} is distinct from {to}");
            Some(Statement {
                what: What::Moved {
                    resource: self.resource,
                },
                whole: format!("{set} where {differs} returning id::text"),
                each: self.each(&|key| format!("{set} where id = {key} and {differs}")),
                keys: self.keys(),
            })
        });
        moves.collect()
    }

    fn inserts(&self) -> Statement {
        let news = if self.place() == Place::Tenants {
            vec![New {
                resource: self.resource,
                tenant: None,
                parent: None,
                role: None,
            }]
        } else {
            self.case.news(self.resource)
        };
        let each: Vec<String> = news.iter().map(|new| self.insert(new)).collect();
        let actions = match self.place() {
            Place::Members => vec![Action::CREATE, Action::INVITE],
            Place::Own | Place::Tenants => vec![Action::CREATE],
        };
        Statement {
            what: What::New { news, actions },
            whole: tries(&each),
            each,
            keys: Vec::new(),
        }
    }

    fn insert(&self, new: &New) -> String {
        let draft = &self.case.draft.resources[self.resource];
        let key = match draft.key {
            Kind::Uuid => "77777777-0000-4000-8000-000000000000",
            Kind::Int => "777",
            Kind::Text => "seven",
        };
        let mut columns = vec![(name("id"), value(Some(key)))];
        if let Some(column) = draft.tenant.as_ref().filter(|column| *column != "id") {
            columns.push((name(column), value(new.tenant.as_deref())));
        }
        if let Some(column) = &draft.owner {
            let user = self.case.callers[self.caller].user();
            columns.push((name(column), value(user)));
        }
        if let Some(parent) = &draft.parent {
            columns.push((name(&parent.column), value(new.parent.as_deref())));
        }
        if let Some(role) = new.role {
            columns.push((name("role"), value(Some(&format!("role{role}")))));
        }
        let (names, values): (Vec<String>, Vec<String>) = columns.into_iter().unzip();
        let (names, values) = (names.join(", "), values.join(", "));
        format!("insert into {} ({names}) values ({values})", self.table)
    }
}
