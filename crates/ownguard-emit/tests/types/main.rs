//! TypeScript types: as they were read, and as the compiler takes them. `BLESS=1
//! cargo test -p ownguard-emit --test types` writes the snapshots.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use ownguard_core::Model;
use ownguard_core::storage::Storage;
use ownguard_emit::types::{Column, ColumnKind, emit};
use ownguard_wire::model::{Format, read};
use std::path::{Path, PathBuf};
use std::process::Command;

fn load(path: &str) -> (Model, Storage) {
    let path = at(path);
    let source = std::fs::read_to_string(&path).unwrap();
    let name = path.display().to_string();
    let document =
        read(&source, &name, Format::Toml).unwrap_or_else(|problems| panic!("{problems}"));
    (Model::compile(document.spec).unwrap(), document.storage)
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn check(snapshot: &str, text: &str) {
    let path = at(snapshot);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "run with BLESS=1 and read the difference of {snapshot}"
    );
}

const LEAKY: &str = "../../tests/leaky-app/ownguard.toml";

#[test]
fn the_types_of_the_leaky_app_stay_as_they_were_read() {
    let (model, storage) = load(LEAKY);
    check("tests/types/leaky-app.ts", &emit(&model, &storage, &[]));
}

#[test]
fn what_the_database_says_of_a_column_is_its_type() {
    let (model, storage) = load("../../tests/models/good/people.toml");
    let column = |table: &str, column: &str, kind: ColumnKind, nullable: bool| Column {
        table: table.to_owned(),
        column: column.to_owned(),
        kind,
        nullable,
    };
    let known = [
        column("note", "title", ColumnKind::Text, false),
        column("note", "text", ColumnKind::Text, true),
        column("note", "pinned", ColumnKind::Boolean, false),
        column("note", "id", ColumnKind::Text, true),
        column(
            "files.attachments",
            "name",
            ColumnKind::OneOf(vec!["a".to_owned(), "b\"".to_owned()]),
            false,
        ),
    ];
    check("tests/types/people.ts", &emit(&model, &storage, &known));
}

#[test]
fn a_model_of_nothing_has_types_that_name_nothing() {
    let (model, storage) = load("../../tests/models/good/empty.toml");
    check("tests/types/empty.ts", &emit(&model, &storage, &[]));
}

/// `use.ts` says what must compile, and by `@ts-expect-error` what must not.
#[test]
fn the_compiler_takes_the_types_and_refuses_what_the_model_refuses() {
    let compiler = at("../../tests/node_modules/typescript/bin/tsc");
    assert!(
        compiler.exists(),
        "`npm ci` in tests/ installs the compiler"
    );
    let files = ["leaky-app.ts", "people.ts", "empty.ts", "use.ts"];
    let output = Command::new("node")
        .arg(compiler)
        .args([
            "--strict",
            "--noEmit",
            "--exactOptionalPropertyTypes",
            "--noUncheckedIndexedAccess",
        ])
        .args([
            "--target",
            "es2022",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
        ])
        .args(files.map(|file| at("tests/types").join(file)))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}
