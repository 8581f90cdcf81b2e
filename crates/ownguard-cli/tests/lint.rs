//! Each model in `tests/models/lint` names in its first line the rules that it breaks. They are found,
//! nothing else is told that weighs more than a note, and good models are told notes at most.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read the models"
)]

use ownguard_cli::{InMemory, Terminal, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// 2026-11-21.
const TODAY: i64 = 1_795_219_200;

fn models(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(folder);
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|file| {
            file.extension()
                .is_some_and(|kind| kind == "toml" || kind == "json")
        })
        .collect();
    files.sort();
    files
}

fn ask(args: &[&str], files: &InMemory) -> Value {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let terminal = Terminal {
        now: TODAY,
        ..Terminal::default()
    };
    let output = run(&args, files, &terminal);
    serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.stderr))
}

/// Code and severity of everything that is found.
fn found(file: &Path) -> Vec<(String, String)> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let files = InMemory::default().with(name, fs::read(file).unwrap());
    let answer = ask(&["check", "--format", "json", "--model", name], &files);
    let findings = answer["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let list = findings.iter().map(|finding| {
        assert!(
            finding["line"].is_u64() && finding["column"].is_u64(),
            "{finding}"
        );
        assert!(finding["help"].is_string(), "{finding}");
        (text(finding, "code"), text(finding, "severity"))
    });
    list.collect()
}

fn expected(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap();
    let first = text.lines().next().unwrap();
    let codes = first
        .strip_prefix("# expects:")
        .unwrap_or_else(|| panic!("{}", file.display()));
    codes.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_bad_model_is_found_by_the_rules_that_it_breaks_and_by_no_others() {
    let files = models("models/lint");
    assert!(files.len() >= 40);
    let mut wrong = Vec::new();
    for file in files {
        let (found, expected) = (found(&file), expected(&file));
        let told: BTreeSet<String> = found
            .into_iter()
            .filter(|(code, severity)| severity != "info" || expected.contains(code))
            .map(|(code, _)| code)
            .collect();
        if told != expected {
            wrong.push(format!("{}: {told:?}, not {expected:?}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_broken_by_some_bad_model() {
    let rules = ask(
        &["check", "--rules", "--format", "json"],
        &InMemory::default(),
    );
    let rules: BTreeSet<String> = rules
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(rules.len() >= 12);
    let broken = models("models/lint")
        .iter()
        .flat_map(|file| expected(file))
        .collect();
    let never: Vec<_> = rules.difference(&broken).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn good_models_are_told_notes_at_most() {
    let mut files = models("models/good");
    files.extend(
        models("leaky-app")
            .into_iter()
            .filter(|file| file.ends_with("ownguard.toml")),
    );
    assert!(files.len() >= 4);
    for file in files {
        let found = found(&file);
        let more: Vec<_> = found
            .iter()
            .filter(|(_, severity)| severity != "info")
            .collect();
        assert!(more.is_empty(), "{}: {more:?}", file.display());
    }
}

#[test]
fn the_rules_in_the_readme_are_current() {
    const MARK: &str = "<!-- made by the test `the_rules_in_the_readme_are_current` -->\n";
    let rules = ask(
        &["check", "--rules", "--format", "json"],
        &InMemory::default(),
    );
    let mut table = "\n| code | name | weight | finds |\n| --- | --- | --- | --- |\n".to_owned();
    for rule in rules.as_array().unwrap() {
        let cells = ["code", "name", "severity", "about"].map(|key| rule[key].as_str().unwrap());
        let [code, name, severity, about] = cells;
        let line = format!("| {code} | `{name}` | {severity} | {about} |\n");
        table.push_str(&line);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once(MARK).unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, [before, MARK, &table].concat()).unwrap();
        return;
    }
    assert!(after == table, "run this test with BLESS=1");
}
