//! Whether something asks whose a row is: ownguard itself, a check with a telling
//! name, or a comparison with the row's owner. Pure.

use crate::scan::guarded::Tables;
use crate::scan::js::chain::{called, root};
use crate::scan::js::origin::{Entrance, Origins};
use crate::scan::js::query::Query;
use crate::scan::js::{Call, Module, Value};
use crate::scan::path::RouteFile;
use crate::scan::project::File;
use std::collections::BTreeSet;

/// The functions that a request enters by.
pub(super) fn entrances(file: &File, module: &Module) -> Vec<(usize, Entrance)> {
    const HANDLERS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    let mut list = Vec::new();
    let actions = module.says("use server");
    for export in &module.exports {
        let name = export.name.as_str();
        let handler = (file.is_route(RouteFile::Handler) && HANDLERS.contains(&name))
            || (file.is_route(RouteFile::ApiPage) && name == "default");
        let page = (file.is_route(RouteFile::Page)
            && matches!(name, "default" | "generateMetadata"))
            || (file.is_route(RouteFile::OldPage) && name == "getServerSideProps");
        let entrance = if handler {
            Entrance::Handler
        } else if page {
            Entrance::Page
        } else if actions {
            Entrance::Action
        } else {
            continue;
        };
        list.extend(
            functions(module, &export.value)
                .into_iter()
                .map(|at| (at, entrance)),
        );
    }
    for (at, function) in module.functions.iter().enumerate().skip(1) {
        if function
            .directives
            .iter()
            .any(|directive| directive.text == "use server")
        {
            list.push((at, Entrance::Action));
        }
    }
    list
}

/// The function behind a value, or those that a wrapper is given.
fn functions(module: &Module, value: &Value) -> Vec<usize> {
    match value {
        Value::Function(at) => vec![*at],
        Value::Call(call) => call
            .arguments
            .iter()
            .flat_map(|argument| functions(module, argument))
            .collect(),
        Value::Name(name) => {
            let top = module.functions.first();
            let bound = top
                .into_iter()
                .flat_map(|top| &top.bindings)
                .find(|binding| {
                    binding
                        .pattern
                        .0
                        .iter()
                        .any(|(way, known)| way.is_empty() && known == name)
                });
            let declared = module
                .functions
                .iter()
                .position(|function| function.name.as_ref() == Some(name));
            match bound {
                Some(binding) if !matches!(&binding.value, Value::Name(same) if same == name) => {
                    functions(module, &binding.value)
                }
                Some(_) | None => declared.into_iter().collect(),
            }
        }
        Value::Text(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Member(..)
        | Value::Object(_)
        | Value::Array(_)
        | Value::Template(..)
        | Value::Other(_) => Vec::new(),
    }
}

/// The outermost function around one; a request enters there.
pub(super) fn outermost(module: &Module, function: usize) -> usize {
    let parent = |at: &usize| module.functions.get(*at).and_then(|inner| inner.parent);
    let chain = std::iter::successors(Some(function), parent);
    chain.take_while(|at| *at != 0).last().unwrap_or(function)
}

/// The outermost functions in which something asks whose the rows are that they meet.
pub(super) fn asking(
    module: &Module,
    queries: &[Query<'_>],
    origins: &Origins<'_>,
    tables: &Tables,
) -> BTreeSet<usize> {
    let ours = |value: &Value| {
        let from = root(value).and_then(|root| module.imported(root));
        from.is_some_and(|from| from.contains("ownguard"))
    };
    let compares = |value: &Value| {
        value.any(&|part| part.last_name().is_some_and(|name| tables.is_whose(name)))
    };
    let mut asking = BTreeSet::new();
    for (at, function) in module.functions.iter().enumerate() {
        let mut asks = function.compared.iter().any(compares)
            || function
                .compared
                .iter()
                .any(|side| is_oneself(side, &IDENTITY))
            || function.tests.iter().any(|test| is_oneself(test, &RIGHTS));
        for call in &function.calls {
            if ours(call) {
                asks = true;
                // A wrapper asks for what it is given.
                let wrapped = functions(module, call).into_iter();
                asking.extend(wrapped.map(|inner| outermost(module, inner)));
            }
            asks = asks || decides(module, at, call, origins);
        }
        if asks && at != 0 {
            asking.insert(outermost(module, at));
        }
    }
    for query in queries {
        let chosen = |value: &Value| origins.origin(query.function, value).is_chosen();
        let looks_up = ties_to_session(query, origins, tables)
            && query.equals.iter().any(|(_, value)| chosen(value));
        if looks_up {
            asking.insert(outermost(module, query.function));
        }
    }
    asking
}

/// Whether a call has the name of a check, and is given what the caller chose or what was found by it.
fn decides(module: &Module, function: usize, value: &Value, origins: &Origins<'_>) -> bool {
    const BEGINS: [&str; 9] = [
        "assert",
        "require",
        "ensure",
        "check",
        "verify",
        "authorize",
        "enforce",
        "can",
        "is",
    ];
    const WORDS: [&str; 14] = [
        "access",
        "owner",
        "owns",
        "member",
        "permission",
        "role",
        "tenant",
        "workspace",
        "team",
        "org",
        "authoriz",
        "allowed",
        "policy",
        "belongs",
    ];
    let Value::Call(call) = value else {
        return false;
    };
    let Some(name) = called(&call.callee) else {
        return false;
    };
    let lower = name.to_ascii_lowercase();
    let begins = BEGINS.iter().any(|begin| {
        let rest = name.strip_prefix(begin);
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || c == '_')
        })
    });
    let tells = WORDS.iter().any(|word| lower.contains(word))
        || lower.starts_with("can")
        || lower.starts_with("authorize");
    let found = |part: &Value| {
        let Value::Name(name) = part else {
            return false;
        };
        let bindings = module
            .around(function)
            .flat_map(|function| &function.bindings);
        let mut bindings =
            bindings.filter(|binding| binding.pattern.0.iter().any(|(_, known)| known == name));
        bindings.any(|binding| matches!(binding.value, Value::Call(_)))
    };
    if looks_up(module, function, call, name, origins) {
        return true;
    }
    let given =
        |argument: &Value| origins.origin(function, argument).is_chosen() || argument.any(&found);
    begins && tells && call.arguments.iter().any(given)
}

/// Whether a query names, by a column that says whose a row is, somebody whom the caller did not choose.
pub(super) fn ties_to_session(query: &Query<'_>, origins: &Origins<'_>, tables: &Tables) -> bool {
    query.equals.iter().any(|(column, value)| {
        let named = matches!(value, Value::Name(_) | Value::Member(..) | Value::Call(_));
        named && tables.is_whose(column) && !origins.origin(query.function, value).is_chosen()
    })
}

/// What callers are called.
const SELF: [&str; 12] = [
    "user",
    "session",
    "userid",
    "me",
    "viewer",
    "claims",
    "auth",
    "currentuser",
    "uid",
    "sub",
    "actor",
    "principal",
];
/// What says who somebody is.
const IDENTITY: [&str; 6] = ["id", "email", "sub", "role", "uid", "isadmin"];
/// What says that somebody may do more.
const RIGHTS: [&str; 6] = [
    "isadmin",
    "is_admin",
    "admin",
    "isstaff",
    "issuperadmin",
    "issuperuser",
];

/// `session.user.id` and its like, where the last name is one of these.
fn is_oneself(value: &Value, names: &[&str]) -> bool {
    value.any(&|part| {
        let Value::Member(base, name) = part else {
            return false;
        };
        let caller = |part: &Value| {
            let name = part.last_name().unwrap_or_default().to_ascii_lowercase();
            SELF.contains(&name.as_str())
        };
        names.contains(&name.to_ascii_lowercase().as_str()) && base.any(&caller)
    })
}

/// `getMembership(session.user.id, teamId)`: what the caller chose is looked up for who they are.
fn looks_up(
    module: &Module,
    function: usize,
    call: &Call,
    name: &str,
    origins: &Origins<'_>,
) -> bool {
    const TELLS: [&str; 9] = [
        "log", "info", "warn", "error", "debug", "track", "capture", "identify", "push",
    ];
    let chosen = |argument: &Value| origins.origin(function, argument).is_chosen();
    let oneself = |argument: &Value| {
        argument.any(&|part| {
            let name = part.last_name().unwrap_or_default().to_ascii_lowercase();
            SELF.contains(&name.as_str())
        })
    };
    let own = module.imported(name).is_some()
        || module
            .functions
            .iter()
            .any(|function| function.name.as_deref() == Some(name));
    let plain = matches!(call.callee, Value::Name(_)) && own && !TELLS.contains(&name);
    plain
        && call.arguments.iter().any(chosen)
        && call
            .arguments
            .iter()
            .any(|argument| !chosen(argument) && oneself(argument))
}
