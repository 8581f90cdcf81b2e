//! Whatever stands in a model, commands answer: none panics, and none takes a broken model for a good one.

#![expect(clippy::disallowed_methods, reason = "tests read the models")]

use ownguard_cli::{Exit, InMemory, Output, Terminal, run};
use std::fs;
use std::path::Path;

const MODEL: &str = include_str!("notes.toml");

fn ask(line: &str, name: &str, text: &[u8]) -> Output {
    let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    run(
        &args,
        &InMemory::default().with(name, text),
        &Terminal::default(),
    )
}

/// The commands that say the most.
const LINES: [&str; 8] = [
    "check -v",
    "check -f sarif",
    "explain --review",
    "explain note",
    "explain comment.create",
    "rls",
    "types",
    "repair",
];

fn check(text: &str) {
    for line in LINES {
        let output = ask(line, "ownguard.toml", text.as_bytes());
        assert!(
            !output.stdout.is_empty() || !output.stderr.is_empty(),
            "{line}\n{text}"
        );
        assert!(
            output.code != Exit::Bad || output.stdout.is_empty(),
            "{line}\n{text}"
        );
    }
}

#[test]
fn models_that_end_early_are_answered() {
    let ends = MODEL.char_indices().map(|(at, _)| at).step_by(11);
    for text in ends.filter_map(|end| MODEL.get(..end)) {
        check(text);
    }
}

#[test]
fn models_that_lack_a_line_are_answered() {
    let count = MODEL.lines().count();
    for left_out in 0..count {
        let lines = MODEL.lines().enumerate().filter(|(at, _)| *at != left_out);
        let lines: Vec<&str> = lines.map(|(_, line)| line).collect();
        check(&lines.join("\n"));
    }
}

#[test]
fn models_with_a_list_emptied_are_answered() {
    for (at, _) in MODEL.match_indices('[') {
        let (before, list) = MODEL.split_at_checked(at).unwrap_or_default();
        if let Some((_, behind)) = list.split_once(']') {
            check(&format!("{before}[]{behind}"));
        }
    }
}

#[test]
fn every_mistake_of_the_reader_makes_the_answer_no() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models/bad");
    let mut asked = 0;
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let kind = file.extension().and_then(|kind| kind.to_str());
        let Some(name) = kind
            .filter(|kind| *kind != "txt")
            .map(|kind| format!("ownguard.{kind}"))
        else {
            continue;
        };
        let text = fs::read(&file).unwrap();
        let told = fs::read_to_string(file.with_extension("txt")).unwrap();
        let output = ask("check", &name, &text);
        assert_eq!(output.code, Exit::No, "{}", file.display());
        let codes = told.lines().filter(|line| line.starts_with("OG"));
        for code in codes {
            assert!(output.stdout.contains(code), "{}: {code}", file.display());
        }
        asked += 1;
    }
    assert!(asked >= 40, "{asked}");
}
