//! The shared vectors of `tests/vectors` that concern a phone, in the form in which an app meets them:
//! `mobile/vectors/cases.json`, which Kotlin and Swift run too. `BLESS=1 cargo test -p ownguard-mobile`
//! writes it; what is expected comes from the vectors and the core, never from the shell. Beside it stands
//! `device.json`, written by hand: what only a phone meets (rule 34 of the semantics).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail loudly, and say what they did not show"
)]

mod caller;
mod case;
mod core;
mod decide;
mod inspect;
mod rows;
mod single;

use case::{Case, Expected, File, LeftOut, source};
use ownguard_core::Model;
use ownguard_wire::model::{Document, Format, read};
use ownguard_wire::question::Question;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A vector as far as it matters here.
pub(crate) struct Shared {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) model: String,
    pub(crate) input: Value,
    pub(crate) expect: Value,
}

/// The kinds of which a phone does anything.
const KINDS: [&str; 5] = ["decide", "inspect", "mask", "key", "facts"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shared() -> Vec<Shared> {
    let mut all = Vec::new();
    for kind in KINDS {
        let dir = root().join("tests/vectors").join(kind);
        let mut files: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|it| it.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let text = fs::read_to_string(file).unwrap();
            let vector = ownguard_conformance::read(&text).unwrap();
            all.push(Shared {
                id: vector.id,
                kind: kind.to_owned(),
                model: vector.model.unwrap_or_default(),
                input: vector.input,
                expect: vector.expect,
            });
        }
    }
    all
}

fn world(model: &str) -> Result<(Document, Model), String> {
    let document = read(&source(model), "ownguard.toml", Format::Toml);
    let document = document.map_err(|problems| problems.to_string())?;
    let model = Model::compile(document.spec.clone()).map_err(|many| format!("{many:?}"))?;
    Ok((document, model))
}

fn written() -> File {
    let mut file = File {
        cases: Vec::new(),
        left_out: Vec::new(),
    };
    for vector in shared() {
        let cases = match vector.kind.as_str() {
            "decide" => decide::cases(&vector),
            "inspect" => inspect::cases(&vector),
            "mask" => Ok(single::mask(&vector)),
            "key" => single::key(&vector),
            _ => single::facts(&vector),
        };
        match cases {
            Ok(cases) => file.cases.extend(cases),
            Err(because) => file.left_out.push(LeftOut {
                id: format!("{}/{}", vector.kind, vector.id),
                because,
            }),
        }
    }
    file
}

/// One case a line, so that a change can be read.
fn text(file: &File) -> String {
    let lines = |items: Vec<String>| items.join(",\n");
    let cases = file
        .cases
        .iter()
        .map(|case| serde_json::to_string(case).unwrap());
    let left = file
        .left_out
        .iter()
        .map(|left| serde_json::to_string(left).unwrap());
    format!(
        "{{\"cases\":[\n{}\n],\"left_out\":[\n{}\n]}}\n",
        lines(cases.collect()),
        lines(left.collect())
    )
}

fn place() -> PathBuf {
    root().join("mobile/vectors/cases.json")
}

#[test]
fn the_file_that_every_phone_runs_is_what_the_shared_vectors_say() {
    let text = text(&written());
    if env::var_os("BLESS").is_some() {
        fs::write(place(), &text).unwrap();
    }
    assert!(
        fs::read_to_string(place()).is_ok_and(|known| known == text),
        "run `BLESS=1 cargo test -p ownguard-mobile --test vectors`"
    );
}

fn file(name: &str) -> File {
    let text = fs::read_to_string(root().join("mobile/vectors").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn run(file: &File) {
    let wrong: Vec<String> = file
        .cases
        .iter()
        .filter_map(|case| {
            let got = case.run();
            (got != case.expect).then(|| format!("{}: {got:?}, not {:?}", case.id, case.expect))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shared_vector_that_concerns_a_phone_comes_to_the_same() {
    let file = file("cases.json");
    run(&file);
    assert!(file.cases.len() >= 280, "{} cases", file.cases.len());
    println!(
        "{} cases of {} shared vectors; {} left out",
        file.cases.len(),
        shared().len(),
        file.left_out.len()
    );
    for left in file.left_out {
        println!("left out: {}: {}", left.id, left.because);
    }
}

#[test]
fn what_only_a_phone_meets_comes_to_what_the_rules_say() {
    run(&file("device.json"));
}

#[test]
fn what_was_shown_is_shown_again_without_a_change() {
    let mut again = 0;
    for case in [file("cases.json").cases, file("device.json").cases].concat() {
        let Expected::Json(shown) = &case.expect else {
            continue;
        };
        let twice = Case {
            json: Some(shown.clone()),
            ..case.clone()
        };
        assert_eq!(twice.run(), case.expect, "{}", case.id);
        again += 1;
    }
    assert!(again >= 100, "{again}");
}

/// The actions of `_can`, each decided for itself by the core on the vector's own labels.
pub(crate) fn can_of(vector: &Shared, _row: &Map<String, Value>) -> String {
    let (_, model) = world(&vector.model).unwrap();
    let resource = vector.input["resource"].as_str().unwrap();
    let at = model.find_resource(resource).unwrap();
    let known = model.resource(at).unwrap();
    let mut can = Vec::new();
    for name in model.actions() {
        let action = model.action(name).unwrap();
        let on_row = !action.makes_a_row() && name != "list";
        if !on_row || known.ever_granted(action).is_empty() {
            continue;
        }
        let mut input = vector.input.clone();
        input["action"] = json!(name);
        input.as_object_mut().unwrap().remove("screen");
        let question: Question = serde_json::from_value(input).unwrap();
        let answer = serde_json::to_value(question.answer(&model, 0).unwrap()).unwrap();
        let stale = answer["deny"]["reason"] == "facts_stale";
        if answer.get("permit").is_some() || stale {
            can.push(name.clone());
        }
    }
    json!(can).to_string()
}

/// A document without its `_can`s.
pub(crate) fn without_can(document: &str) -> String {
    let mut left = document.to_owned();
    while let Some(start) = left.find("\"_can\":[") {
        let end = start + left[start..].find(']').expect("it ends") + 1;
        let comma = left[..start].ends_with(',');
        left.replace_range(start - usize::from(comma)..end, "");
    }
    left
}
