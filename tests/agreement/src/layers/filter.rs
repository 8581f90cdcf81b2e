//! The generated filters, as queries over the same tables.

use crate::case::{Act, Case, Facts};
use crate::database::{Database, Op};
use crate::judge::{Judged, asked};
use crate::world::{NOW, sql::name};
use ownguard_core::Action;
use ownguard_emit::filter::{Placeholders, filter};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Within the transaction that holds the world's tables, without policies in force.
pub fn ask(
    case: &Case,
    database: &mut Database,
    change: Option<fn(String) -> String>,
    judged: &mut Judged,
) -> Result<(), String> {
    let mut queries: Vec<Op> = Vec::new();
    let mut known: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
    let mut asking: Vec<(usize, usize, Action, usize)> = Vec::new();
    for caller in 0..case.callers.len() {
        for resource in 0..case.records.len() {
            for action in case.actions() {
                let (text, params) = query(case, caller, resource, action);
                let text = change.map_or(text.clone(), |change| change(text));
                let at = *known
                    .entry((text, params))
                    .or_insert_with_key(|(text, params)| {
                        let params = params.iter().map(|param| json!(param)).collect();
                        queries.push(Op::Query(text.clone(), params));
                        queries.len() - 1
                    });
                asking.push((caller, resource, action, at));
            }
        }
    }
    let outcomes = database.run(&queries)?;
    for (caller, resource, action, at) in asking {
        let rows = match outcomes.get(at) {
            Some(Ok(rows)) => rows,
            Some(Err(failure)) => {
                return Err(format!("{}\n{:?}", failure.message, queries[at]));
            }
            None => {
                let failed = outcomes.iter().position(Result::is_err).unwrap_or_default();
                let why = outcomes.get(failed).and_then(|found| found.as_ref().err());
                return Err(format!("{why:?}\n{:?}", queries[failed]));
            }
        };
        let keys: BTreeSet<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
        for (row, record) in case.records[resource].iter().enumerate() {
            let act = Act {
                caller,
                resource,
                row,
                action,
            };
            let core = case.core(act, Facts::All);
            let said = keys.contains(record.key.as_str());
            judged.hold(
                "filter",
                said,
                core,
                || asked(case, act),
                || {
                    let (text, params) = query(case, caller, resource, action);
                    vec![("query", text), ("params", format!("{params:?}"))]
                },
            );
        }
    }
    Ok(())
}

fn query(case: &Case, caller: usize, resource: usize, action: Action) -> (String, Vec<String>) {
    let session = case.session(caller, Facts::All);
    let found = filter(&case.model, session, resource, action, NOW);
    let storage = &case.document.storage;
    let sql = found.sql(storage, Some("it"), Placeholders::Numbered(1));
    let spec = case.model.resources()[resource].spec();
    let key = name(&spec.fields[spec.key.field].column);
    let table = name(&storage.resources[resource].table);
    let text = format!(
        "select it.{key}::text from {table} as it where {}",
        sql.text
    );
    (text, sql.params)
}
