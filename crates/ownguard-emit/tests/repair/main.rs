//! Repair queries: as they were read, and as Postgres answers them on rows that
//! are planted. `BLESS=1 cargo test -p ownguard-emit --test repair` writes the snapshot.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use ownguard_core::Model;
use ownguard_emit::repair::{Query, queries, script};
use ownguard_wire::model::{Format, read};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn of(path: &str) -> Vec<Query> {
    let path = at(path);
    let source = std::fs::read_to_string(&path).unwrap();
    let name = path.display().to_string();
    let document =
        read(&source, &name, Format::Toml).unwrap_or_else(|problems| panic!("{problems}"));
    queries(&Model::compile(document.spec).unwrap(), &document.storage)
}

const LEAKY: &str = "../../tests/leaky-app/ownguard.toml";
const WORKROOM: &str = "tests/filter/workroom.toml";

#[test]
fn the_queries_for_the_leaky_app_stay_as_they_were_read() {
    let text = script(&of(LEAKY));
    let path = at("tests/repair/leaky-app.sql");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "run with BLESS=1 and read the difference");
}

#[test]
fn every_query_has_an_id_of_its_own_and_a_sentence() {
    for path in [LEAKY, WORKROOM, "../../tests/models/good/people.toml"] {
        let all = of(path);
        let ids: BTreeSet<&str> = all.iter().map(|query| query.id.as_str()).collect();
        assert_eq!(ids.len(), all.len(), "{path}");
        assert!(all.len() > 5, "{path}");
        for query in &all {
            assert!(
                query.id.contains(':') && query.about.contains(' '),
                "{query:?}"
            );
            assert!(
                query.sql.starts_with("select ") && !query.sql.contains(';'),
                "{query:?}"
            );
        }
    }
}

#[test]
fn a_model_of_nothing_has_nothing_to_mend() {
    assert_eq!(of("../../tests/models/good/empty.toml"), []);
}

/// `run.mjs` plants one fault for each query of the leaky app, and on the other model sees that each
/// query runs.
#[test]
fn postgres_finds_what_is_planted_and_nothing_else() {
    let database = at("../../tests/node_modules/@electric-sql/pglite");
    assert!(database.exists(), "`npm ci` in tests/ installs it");
    let list = |path| {
        let queries = of(path)
            .into_iter()
            .map(|query| serde_json::json!({ "id": query.id, "sql": query.sql }));
        queries.collect::<Vec<_>>()
    };
    let input = serde_json::json!({ "leaky": list(LEAKY), "workroom": list(WORKROOM) });
    let mut child = Command::new("node")
        .arg(at("tests/repair/run.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
