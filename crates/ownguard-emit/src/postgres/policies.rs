//! One policy for each table, command and role.

use super::Mode;
use super::render::{by_role, join};
use super::roles::Role;
use super::tables::{Guarded, Tables};
use super::text::{indent, name, part};
use crate::condition::{Command, Stage};
use crate::sql::ident;

/// The policies of every resource.
pub(super) fn policies(tables: &Tables<'_>) -> String {
    let mut out = part("Which rows");
    for table in tables.guarded() {
        let resources = tables.of_table(table);
        if resources.is_empty() {
            continue;
        }
        for role in &tables.roles {
            for command in Command::ALL {
                out.push_str(&of(tables, table, &resources, role, command));
            }
        }
    }
    out
}

fn of(
    tables: &Tables<'_>,
    table: &str,
    resources: &[Guarded<'_>],
    role: &Role,
    command: Command,
) -> String {
    let (_, row) = tables.split(table);
    let row = ident(&row);
    let rows = |stage| {
        let each = resources.iter().filter_map(|guarded| {
            by_role(tables, role, &row, |caller| {
                tables.allowed((guarded.at, command), caller, stage, tables.all_relations())
            })
        });
        let each: Vec<_> = each.collect();
        match each.as_slice() {
            [] => Passes::Nothing,
            [only] => Passes::Where(only.clone()),
            several => Passes::Where(join(several, "or")),
        }
    };
    let (using, check) = match command {
        Command::Select | Command::Delete => (Some(rows(Stage::Existing)), None),
        Command::Insert => (None, Some(rows(Stage::New))),
        Command::Update => (Some(rows(Stage::Existing)), Some(rows(Stage::Changed))),
    };
    policy(tables, table, role, command, using, check)
}

/// Which rows pass a clause.
#[derive(Clone)]
pub(super) enum Passes {
    Nothing,
    Where(String),
}

impl From<Option<String>> for Passes {
    fn from(held: Option<String>) -> Self {
        held.map_or(Self::Nothing, Self::Where)
    }
}

/// The text of one policy; none where nothing passes and ours are the only ones.
pub(super) fn policy(
    tables: &Tables<'_>,
    table: &str,
    role: &Role,
    command: Command,
    using: Option<Passes>,
    check: Option<Passes>,
) -> String {
    let nothing = |clause: &Option<Passes>| matches!(clause, None | Some(Passes::Nothing));
    let nobody = nothing(&using) && nothing(&check);
    let kind = match tables.options.mode {
        Mode::Replace if nobody => return String::new(),
        Mode::Replace => "permissive",
        Mode::Restrictive => "restrictive",
    };
    let clause = |word: &str, held: Option<Passes>| {
        let held = match held {
            None => return String::new(),
            Some(Passes::Nothing) => "false".to_owned(),
            Some(Passes::Where(held)) => bare(&held),
        };
        format!("\n  {word} ({})", indent(&held, 2))
    };
    format!(
        "create policy {} on {}\n  as {kind} for {} to {}{}{};\n\n",
        ident(&name(&["ownguard", command.word(), &role.name])),
        tables.table(table),
        command.word(),
        ident(&role.name),
        clause("using", using),
        clause("with check", check),
    )
}

/// Without the parentheses around the whole, where [`join`] wrote them.
fn bare(text: &str) -> String {
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    let Some(inner) = inner else {
        return text.to_owned();
    };
    // A quote may hold anything, so a text with one keeps its own.
    let mut depth = 0_i32;
    let mut quoted = false;
    for letter in inner.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text.to_owned();
        }
    }
    inner.to_owned()
}
