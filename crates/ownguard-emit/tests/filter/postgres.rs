//! The SQL of filters on a real Postgres: random tables, random callers, and the
//! keys that the core permits.

use crate::load;
use crate::world::{self, Level, NOW, Seed, spelt, with_row};
use ownguard_core::http::key::KeyKind;
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Identity, Model, Principal, Session, Target, decide};
use ownguard_emit::filter::{Placeholders, filter};
use ownguard_emit::sql;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const ROWS: usize = 8;

/// The rows of every resource, by key.
struct Tables<'a> {
    model: &'a Model,
    storage: &'a Storage,
    rows: Vec<BTreeMap<String, Level>>,
    /// Resource, key and person of each share.
    shares: BTreeMap<(usize, String, String), String>,
}

impl<'a> Tables<'a> {
    fn fill(model: &'a Model, storage: &'a Storage, seed: &mut Seed) -> Self {
        let count = model.resources().len();
        let mut tables = Self {
            model,
            storage,
            rows: vec![BTreeMap::new(); count],
            shares: BTreeMap::new(),
        };
        // Parents first: a line has at most three rows.
        let depth = |at: &usize| {
            let above = |at: &usize| Some(model.resource(*at)?.spec().parent.as_ref()?.resource);
            std::iter::successors(Some(*at), above).count()
        };
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(depth);
        for at in order {
            for n in 1..=ROWS {
                tables.add(at, n, seed);
            }
        }
        tables
    }

    fn add(&mut self, at: usize, n: usize, seed: &mut Seed) {
        let spec = self.model.resource(at).unwrap().spec();
        let mut tenant = world::tenant_id(self.model, seed);
        let mut above = None;
        if let Some(parent) = &spec.parent {
            let kind = self
                .model
                .resource(parent.resource)
                .unwrap()
                .spec()
                .key
                .kind;
            let digit = 1 + seed.below(ROWS + 1);
            let key = spelt(kind, &digit.to_string());
            if let Some(row) = self.rows[parent.resource].get(&key) {
                let field = self.model.resource(parent.resource).unwrap().spec().tenant;
                tenant = field
                    .and_then(|field| row.values[field].clone())
                    .unwrap_or(tenant);
            }
            above = Some((parent.field, (!seed.chance(5)).then_some(key)));
        }
        let mut row = world::level(self.model, seed, at, &tenant);
        let key = spelt(spec.key.kind, &n.to_string());
        row.values[spec.key.field] = Some(key.clone());
        if let Some((field, above)) = above {
            row.values[field] = above;
        }
        let level = row.share.take();
        if let Some(level) = level {
            let person = spelt(world::user_kind(self.model), seed.one(&["1", "2", "7"]));
            self.shares.insert((at, key.clone(), person), level);
        }
        self.rows[at].insert(key, row);
    }

    /// The row and those above it, as one caller meets them.
    fn line(&self, at: usize, key: &str, caller: Option<&str>) -> Vec<Level> {
        let Some(row) = self.rows[at].get(key) else {
            return Vec::new();
        };
        let share = caller.map(|caller| (at, key.to_owned(), caller.to_owned()));
        let mut line = vec![Level {
            share: share.and_then(|share| self.shares.get(&share).cloned()),
            ..row.clone()
        }];
        if let Some(parent) = &self.model.resource(at).unwrap().spec().parent
            && let Some(above) = &row.values[parent.field]
        {
            line.extend(self.line(parent.resource, above, caller));
        }
        line
    }

    fn sql(&self) -> String {
        let mut text = String::new();
        for (at, resource) in self.model.resources().iter().enumerate() {
            let (spec, storage) = (resource.spec(), &self.storage.resources[at]);
            let columns = spec.fields.iter().enumerate().map(|(place, field)| {
                format!("{} {}", sql::ident(&field.column), self.kind(at, place))
            });
            text += &create(&storage.table, &columns.collect::<Vec<_>>());
            for row in self.rows[at].values() {
                text += &insert(&storage.table, &row.values);
            }
            let Some(shares) = &storage.shares else {
                continue;
            };
            let columns = [
                format!(
                    "{} {}",
                    sql::ident(&shares.resource),
                    column_type(spec.key.kind)
                ),
                format!(
                    "{} {}",
                    sql::ident(&shares.user),
                    column_type(world::user_kind(self.model))
                ),
                format!("{} text", sql::ident(&shares.level)),
            ];
            text += &create(&shares.table, &columns);
            for ((of, key, person), level) in &self.shares {
                if *of == at {
                    let values = [key, person, level].map(|value| Some(value.clone()));
                    text += &insert(&shares.table, &values);
                }
            }
        }
        text
    }

    fn kind(&self, at: usize, place: usize) -> &'static str {
        let spec = self.model.resource(at).unwrap().spec();
        if spec.key.field == place {
            return column_type(spec.key.kind);
        }
        if spec.tenant == Some(place) {
            return column_type(
                self.model
                    .tenancy()
                    .map(|tenancy| tenancy.key)
                    .unwrap_or_default(),
            );
        }
        if spec.owner == Some(place) {
            return column_type(world::user_kind(self.model));
        }
        match &spec.parent {
            Some(parent) if parent.field == place => column_type(
                self.model
                    .resource(parent.resource)
                    .unwrap()
                    .spec()
                    .key
                    .kind,
            ),
            Some(_) | None => "text",
        }
    }
}

fn column_type(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Uuid => "uuid",
        KeyKind::Int => "bigint",
        KeyKind::Text => "text",
    }
}

fn create(table: &str, columns: &[String]) -> String {
    let schema = table
        .split_once('.')
        .map_or_else(String::new, |(schema, _)| {
            format!("create schema if not exists {};\n", sql::ident(schema))
        });
    format!(
        "{schema}create table {} ({});\n",
        sql::table(table),
        columns.join(", ")
    )
}

fn insert(table: &str, values: &[Option<String>]) -> String {
    let values = values
        .iter()
        .map(|value| value.as_deref().map_or("null".to_owned(), sql::literal));
    let values: Vec<String> = values.collect();
    format!(
        "insert into {} values ({});\n",
        sql::table(table),
        values.join(", ")
    )
}

fn user(session: &Session) -> Option<&str> {
    match &session.identity {
        Identity::Known(Principal::Person(person)) => Some(&person.user.id),
        Identity::Known(Principal::Guest(user)) => Some(&user.id),
        Identity::Known(Principal::Anonymous | Principal::Staff(_) | Principal::Service(_))
        | Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => None,
    }
}

/// Tables, and questions with the keys that answer them.
fn world(path: &str, seed: u64, sessions: usize) -> Value {
    let (model, storage) = load(path);
    let mut seed = Seed(seed);
    let tables = Tables::fill(&model, &storage, &mut seed);
    let mut questions = Vec::new();
    for _ in 0..sessions {
        let session = world::session(&model, &mut seed);
        for (at, resource) in model.resources().iter().enumerate() {
            for action in (0..model.actions().len()).filter_map(Action::at) {
                let filter = filter(&model, &session, at, action, NOW);
                let expected = tables.rows[at].keys().filter(|key| {
                    let mut permitted = false;
                    let line = tables.line(at, key, user(&session));
                    with_row(&model, &line, &mut |row| {
                        let target = Target::Row(row);
                        permitted = decide(&model, &session, at, action, &target, NOW).is_permit();
                    });
                    permitted
                });
                let expected: Vec<&String> = expected.collect();
                let sql = filter.sql(&storage, Some("share"), Placeholders::Numbered(1));
                let key = &resource.fields()[resource.spec().key.field].column;
                let select = format!(
                    "select cast({} as text) as key from {} as share where {}",
                    sql::column("share", key),
                    sql::table(&storage.resources[at].table),
                    sql.text
                );
                questions.push(json!({
                    "about": format!("{}.{}", resource.name(), model.action_name(action)),
                    "sql": select,
                    "params": sql.params,
                    "keys": expected,
                }));
            }
        }
    }
    json!({ "model": path, "setup": tables.sql(), "questions": questions })
}

#[test]
fn postgres_meets_the_rows_that_the_core_permits() {
    let worlds = [
        world("tests/filter/workroom.toml", 11, 40),
        world("tests/filter/workroom.toml", 12, 40),
        world("../../tests/leaky-app/ownguard.toml", 13, 30),
        world("../../tests/models/good/people.toml", 14, 60),
    ];
    let mut child = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filter/run.mjs"))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(json!(worlds).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
