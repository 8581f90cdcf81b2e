//! What `explain` says of an action is what the decision point answers: over every action of every
//! shared model.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read the models"
)]

use ownguard_cli::{Exit, InMemory, Terminal, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn models() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let folders = ["vectors/models", "models/good", "leaky-app"].map(|folder| tests.join(folder));
    let files = folders.iter().flat_map(|folder| {
        fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
    });
    let mut files: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|kind| kind == "toml"))
        .collect();
    files.sort();
    files
}

fn explained(model: &InMemory, what: &str) -> Value {
    let args = ["explain", what, "--format", "json"].map(str::to_owned);
    let output = run(&args, model, &Terminal::default());
    assert_eq!(output.code, Exit::Good, "{what}: {}", output.stderr);
    serde_json::from_str(&output.stdout).unwrap()
}

fn names<'v>(values: impl IntoIterator<Item = &'v Value>) -> BTreeSet<&'v str> {
    values
        .into_iter()
        .map(|value| value.as_str().unwrap())
        .collect()
}

/// The resources of a model, as the command tells them where it knows none of that name.
fn resources(model: &InMemory) -> Vec<String> {
    let args = ["explain", "no such resource"].map(str::to_owned);
    let told = run(&args, model, &Terminal::default())
        .stderr
        .replace('\n', " ");
    let list = told.split("it has: ").nth(1).unwrap_or_default();
    let list = list.split(',').map(|name| name.trim().to_owned());
    list.filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_answer_is_by_a_relation_that_is_named_and_every_relation_is_answered() {
    let mut asked = 0;
    for file in models() {
        let model = InMemory::default().with("ownguard.toml", fs::read(&file).unwrap());
        for resource in resources(&model) {
            for action in explained(&model, &resource).as_array().unwrap() {
                let at = format!("{}: {resource}.{}", file.display(), action["action"]);
                let granted = action["grants"].as_array().unwrap();
                let granted = names(granted.iter().map(|grant| &grant["relation"]));
                let cases = action["cases"].as_array().unwrap();
                let permits = cases.iter().filter_map(|case| case.get("permit"));
                let answered = permits.flat_map(|permit| permit["relations"].as_array().unwrap());
                let answered = names(answered);
                assert!(
                    answered.is_subset(&granted),
                    "{at}: {answered:?}, {granted:?}"
                );
                let knows_a_row = !matches!(
                    action["action"].as_str().unwrap(),
                    "create" | "invite" | "export"
                );
                assert!(
                    !knows_a_row || answered == granted,
                    "{at}: {answered:?}, {granted:?}"
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[test]
fn whoever_is_answered_alone_is_answered_as_in_the_whole() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/leaky-app/ownguard.toml");
    let model = InMemory::default().with("ownguard.toml", fs::read(file).unwrap());
    let whole = explained(&model, "project.update");
    for case in whole["cases"].as_array().unwrap() {
        let who = case["who"].as_str().unwrap();
        let args = ["explain", "project.update", "--as", who, "-f", "json"].map(str::to_owned);
        let output = run(&args, &model, &Terminal::default());
        let answers: Value = serde_json::from_str(&output.stdout).unwrap();
        let on = case.get("on").map_or("", |on| on.as_str().unwrap());
        let same = answers
            .as_array()
            .unwrap()
            .iter()
            .find(|answer| answer["on"] == on);
        let same = &same.unwrap()["answer"];
        assert_eq!(same.get("permit"), case.get("permit"), "{who}");
        assert_eq!(same.get("deny"), case.get("deny"), "{who}");
    }
}
