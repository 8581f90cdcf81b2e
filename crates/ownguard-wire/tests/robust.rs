//! Whatever a file holds, reading ends in a model or in problems, and a model compiles.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_core::Model;
use ownguard_wire::model::{Format, read};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn design(kind: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models/good");
    fs::read_to_string(folder.join("design").with_extension(kind)).unwrap()
}

/// Reads; says whether it is a model.
fn check(source: &str, format: Format) -> bool {
    match read(source, "model", format) {
        Ok(document) => {
            assert!(Model::compile(document.spec).is_ok());
            true
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(!problems.render(80).is_empty());
            for problem in &problems {
                let (start, end) = (problem.start(), problem.end());
                assert!(start <= end, "{problem:#}");
            }
            false
        }
    }
}

/// One word of a text replaced by another of it.
fn shuffled(text: &str, from: usize, to: usize) -> String {
    let words: Vec<&str> = text.split_inclusive([' ', '\n', '"', '.', ',']).collect();
    let other = words.get(from % words.len()).copied().unwrap_or_default();
    let place = to % words.len();
    let kept = words.iter().enumerate();
    kept.map(|(at, word)| if at == place { other } else { word })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_in_problems(text in "\\PC{0,80}") {
        check(&text, Format::Toml);
        check(&text, Format::Json);
    }

    #[test]
    fn a_model_with_a_word_in_a_wrong_place_is_a_model_or_has_problems(from: usize, to: usize) {
        check(&shuffled(&design("toml"), from, to), Format::Toml);
        check(&shuffled(&design("json"), from, to), Format::Json);
    }

    #[test]
    fn a_model_that_ends_early_is_a_model_or_has_problems(end: prop::sample::Index) {
        let text = design("toml");
        let end = end.index(text.len());
        if let Some(text) = text.get(..end) {
            check(text, Format::Toml);
        }
    }
}

#[test]
fn the_undisturbed_model_is_one() {
    assert!(check(&design("toml"), Format::Toml));
    assert!(check(&design("json"), Format::Json));
}
