//! The commonest mistakes, each in a file of `tests/models/bad` with what is said
//! of it beside it. `BLESS=1 cargo test -p ownguard-wire --test bad` writes the
//! latter; read them before they are committed.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_wire::model::{Code, Format, Problems, read};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn mistakes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models/bad");
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut models: Vec<_> = files
        .filter(|file| matches!(file.extension(), Some(kind) if kind == "toml" || kind == "json"))
        .collect();
    models.sort();
    models
}

fn problems(file: &Path) -> Problems {
    let source = fs::read_to_string(file).unwrap();
    let json = file.extension().is_some_and(|kind| kind == "json");
    let (format, name) = if json {
        (Format::Json, "ownguard.json")
    } else {
        (Format::Toml, "ownguard.toml")
    };
    match read(&source, name, format) {
        Ok(document) => document.warnings,
        Err(problems) => problems,
    }
}

#[test]
fn every_mistake_is_told_with_its_place_and_mend() {
    let models = mistakes();
    assert!(models.len() >= 40);
    for file in models {
        let told = problems(&file).render(100);
        let expected = file.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap();
        assert_eq!(told, expected, "{}", file.display());
    }
}

#[test]
fn every_mistake_is_a_problem_and_has_a_mend() {
    for file in mistakes() {
        let problems = problems(&file);
        assert!(!problems.is_empty(), "{}", file.display());
        for problem in &problems {
            let types = matches!(problem.code(), Code::Syntax | Code::Type);
            let told = problem.mend().is_some() || types;
            assert!(told, "{}: {problem:#}", file.display());
        }
    }
}

#[test]
fn every_code_is_raised_by_some_mistake() {
    let raised: BTreeSet<&str> = mistakes()
        .iter()
        .flat_map(|file| {
            let problems = problems(file);
            let codes: Vec<_> = problems
                .iter()
                .map(|problem| problem.code().name())
                .collect();
            codes
        })
        .collect();
    let all: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let never: Vec<_> = all.difference(&raised).collect();
    assert!(never.is_empty(), "never raised: {never:?}");
}

#[test]
fn a_secret_in_the_model_is_not_shown_again() {
    let identity = "version = 1\n[identity]\npreset = \"authjs\"\n";
    for (format, source) in [
        (Format::Toml, format!("{identity}secret = \"hunter2\"\n")),
        (
            Format::Toml,
            format!("{identity}secret = \"hunter2\"\n[tenancy\n"),
        ),
        (Format::Toml, format!("{identity}secret = \"hunter2\n")),
        (Format::Toml, format!("{identity}secret = 'hunter2' oops\n")),
        (
            Format::Json,
            "{\"identity\": {\"secret\": \"hunter2\",}}".to_owned(),
        ),
    ] {
        let problems = read(&source, "ownguard.toml", format).unwrap_err();
        let told = [
            problems.render(100),
            problems.to_string(),
            format!("{problems:?}"),
            serde_json::to_string(&problems).unwrap(),
        ];
        for text in told {
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}

#[test]
fn problems_are_told_to_machines() {
    let problems = read("version = 1\nplnas = 2\n", "ownguard.toml", Format::Toml).unwrap_err();
    let expected = serde_json::json!([{
        "code": "OG1003",
        "severity": "error",
        "message": "unknown key `plnas`",
        "help": "did you mean `plans`?",
        "file": "ownguard.toml",
        "line": 2,
        "column": 1,
        "endLine": 2,
        "endColumn": 6,
    }]);
    assert_eq!(serde_json::to_value(&problems).unwrap(), expected);
}
