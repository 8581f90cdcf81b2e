//! Every vector of `tests/vectors`, run natively; and whether they are in order.
//!
//! What came out is also written to `tests/.out/conformance/native.tsv`, with
//! which the same crate in wasm is compared.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use ownguard_conformance::{Kind, SHARED, Vector, expected, read, run, schema};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The rules that no vector can show, and why.
const NOT_SHOWN: &[(u8, &str)] = &[
    (31, "SQL: shown on Postgres, where the policies are emitted"),
    (
        32,
        "SQL: shown on Postgres, where the functions are emitted",
    ),
    (33, "SQL: shown on Postgres, beside existing policies"),
];

/// How many rules there are.
const RULES: u8 = 37;
/// How many threats there are.
const THREATS: u8 = 36;

struct File {
    path: PathBuf,
    text: String,
    vector: Vector,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn named(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn vectors() -> Vec<File> {
    let folders = Kind::ALL.iter().map(|kind| folder().join(kind.name()));
    let paths = folders
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| listed(&folder));
    let file = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let vector = read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        File { path, text, vector }
    };
    paths.map(file).collect()
}

#[test]
fn every_vector_comes_out_as_it_expects() {
    let mut wrong = String::new();
    let mut native = String::new();
    for File { path, text, vector } in vectors() {
        let came_out = run(&text);
        match expected(&text) {
            Ok(expected) if expected == came_out => {}
            Ok(expected) => {
                let shown = path.strip_prefix(folder()).unwrap().display();
                writeln!(
                    wrong,
                    "{shown}\n  expected {expected}\n  came out {came_out}"
                )
                .unwrap();
            }
            Err(error) => writeln!(wrong, "{}: {error}", path.display()).unwrap(),
        }
        writeln!(native, "{}\t{came_out}", vector.id).unwrap();
    }
    let out = folder().join("../.out/conformance");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("native.tsv"), native).unwrap();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn there_are_vectors_of_every_kind_and_enough_of_them() {
    let vectors = vectors();
    let kinds: BTreeSet<Kind> = vectors.iter().map(|file| file.vector.kind).collect();
    let all: BTreeSet<Kind> = Kind::ALL.iter().copied().collect();
    assert_eq!(kinds, all);
    assert!(vectors.len() >= LEAST, "{} vectors", vectors.len());
}

/// A loss of vectors should be noticed.
const LEAST: usize = 860;

#[test]
fn a_vector_stands_where_its_kind_and_id_say_and_nowhere_else() {
    let mut ids = BTreeMap::new();
    for File { path, vector, .. } in vectors() {
        assert_eq!(named(&path), vector.id, "{}", path.display());
        assert!(
            path.parent().unwrap().ends_with(vector.kind.name()),
            "{}",
            path.display()
        );
        let before = ids.insert(vector.id, path.clone());
        assert_eq!(before, None, "{}", path.display());
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    for path in listed(&folder()) {
        let name = named(&path);
        let beside = ["models", "README", "vector.schema"].contains(&name.as_str());
        let known = beside || kinds.contains(&name.as_str());
        assert!(known, "{}", path.display());
    }
}

#[test]
fn every_rule_that_a_vector_can_show_is_named_by_one() {
    let vectors = vectors();
    let shown: BTreeSet<u8> = vectors
        .iter()
        .flat_map(|file| file.vector.rule.clone())
        .collect();
    let never: BTreeSet<u8> = NOT_SHOWN.iter().map(|(rule, _)| *rule).collect();
    let all: BTreeSet<u8> = (1..=RULES).collect();
    assert_eq!(shown.intersection(&never).count(), 0, "{shown:?} {never:?}");
    assert_eq!(shown.union(&never).copied().collect::<BTreeSet<_>>(), all);
}

#[test]
fn every_vector_says_what_it_shows() {
    let threats: BTreeSet<String> = (1..=THREATS)
        .map(|number| format!("T{number:02}"))
        .collect();
    for File { path, vector, .. } in vectors() {
        let path = path.display();
        assert!(
            !vector.rule.is_empty() || !vector.threat.is_empty(),
            "{path} names nothing"
        );
        assert!(
            vector.threat.iter().all(|threat| threats.contains(threat)),
            "{path}"
        );
        assert!(vector.comment.len() >= 20, "{path} has no comment");
    }
}

#[test]
fn every_shared_model_is_embedded_and_reads_without_a_warning() {
    let files: Vec<(String, String)> = listed(&folder().join("models"))
        .iter()
        .map(|path| (named(path), fs::read_to_string(path).unwrap()))
        .collect();
    let shared = SHARED
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    assert_eq!(files, shared.collect::<Vec<_>>());
    for (name, text) in SHARED {
        let format = ownguard_wire::model::Format::Toml;
        let document = ownguard_wire::model::read(text, name, format);
        let document = document.unwrap_or_else(|problems| panic!("{problems}"));
        assert!(document.warnings.is_empty(), "{}", document.warnings);
    }
}

#[test]
fn an_unknown_member_is_refused_wherever_it_stands() {
    let good = r#"{"id":"a","comment":"c","rule":[1],"kind":"mask","input":{"mask":"email","text":"a@b"},"expect":{"text":"a***@b"}}"#;
    assert_eq!(expected(good).unwrap(), run(good));
    for (from, to) in [
        (r#""id":"#, r#""x":1,"id":"#),
        (r#""mask":"email""#, r#""mask":"email","x":1"#),
        (r#""text":"a***@b""#, r#""text":"a***@b","x":1"#),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        assert!(
            expected(&bad).is_err() || run(&bad).contains("unknown field"),
            "{bad}"
        );
    }
}

#[test]
fn the_schema_is_the_one_in_its_file() {
    let file = folder().join("vector.schema.json");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, schema()).unwrap();
    }
    assert_eq!(
        fs::read_to_string(file).unwrap(),
        schema(),
        "run with BLESS=1 to write it"
    );
}
