//! A model as JSON: read to an equal document, whatever form it was written in.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]
#![expect(clippy::panic, reason = "tests fail loudly")]

use ownguard_wire::model::{Document, Format, read, to_json};
use std::fs;
use std::path::{Path, PathBuf};

/// All that a model says, but for the places and the hash of its source.
fn parts(document: &Document) -> String {
    let Document {
        spec,
        identity,
        services,
        facts,
        labels,
        storage,
        until,
        ..
    } = document;
    format!("{spec:#?} {identity:#?} {services:#?} {facts:#?} {labels:?} {storage:#?} {until:?}")
}

fn check(source: &str, name: &str, format: Format) {
    let written = read(source, name, format).unwrap_or_else(|problems| panic!("{problems}"));
    let json = to_json(source, name, format).unwrap_or_else(|problems| panic!("{problems}"));
    let again = read(&json, "model.json", Format::Json);
    let again = again.unwrap_or_else(|problems| panic!("{name}: {problems}\n{json}"));
    assert_eq!(parts(&written), parts(&again), "{name}");
    assert!(json.ends_with("}\n"), "{name}");
    let third = to_json(&json, "model.json", Format::Json);
    assert_eq!(json, third.unwrap_or_default(), "{name}: once is enough");
}

fn models() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let folders = ["models/good", "models/lint", "leaky-app", "sql"].map(|name| tests.join(name));
    let files = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_model_says_the_same_as_json() {
    let mut asked = 0;
    for file in models() {
        let format = match file.extension().and_then(|kind| kind.to_str()) {
            Some("toml") => Format::Toml,
            Some("json") => Format::Json,
            _ => continue,
        };
        let name = file.display().to_string();
        let source = fs::read_to_string(&file).unwrap();
        // A few samples of `check` are refused by the reader already.
        if read(&source, &name, format).is_ok() {
            check(&source, &name, format);
            asked += 1;
        }
    }
    assert!(asked >= 30, "{asked}");
}

#[test]
fn texts_keep_what_stands_in_them() {
    let source = "version = 1\n[identity]\npreset = \"jwt\"\nissuer = \"https://a.example/\\\"\\\\\\u0007\\tü🦀\"\naudience = 'a\"b'\njwks = \"https://a.example/jwks\"\nalgorithms = [\"ES256\"]\n";
    check(source, "ownguard.toml", Format::Toml);
}

#[test]
fn dates_and_dotted_keys_and_inline_tables_are_read_again() {
    let source = "version = 1\nenforce = { level = \"rows\", until = 2099-03-31 }\n\
        [resources.note]\nkey = \"id:uuid\"\nowner = \"user_id\"\nshow = [\"id\"]\n\
        grants.owner = [\"list\", { do = \"read\" }]\n";
    check(source, "ownguard.toml", Format::Toml);
}

#[test]
fn a_model_that_is_refused_is_not_written() {
    for source in [
        "version = 2\n",
        "version = 1.0\n",
        "version = 1\n[resources.note\n",
    ] {
        let told = to_json(source, "ownguard.toml", Format::Toml).unwrap_err();
        assert!(told.iter().count() > 0, "{source}");
    }
}
