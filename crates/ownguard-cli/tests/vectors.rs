//! `decide` answers the shared vectors, byte for byte.

#![expect(
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read the vectors"
)]

use ownguard_cli::{Exit, InMemory, Terminal, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn vectors() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// The text of a shared model, or a whole model as the vector holds it.
fn model(named: &str) -> String {
    let shared = vectors().join("models").join(format!("{named}.toml"));
    fs::read_to_string(shared).unwrap_or_else(|_| named.to_owned())
}

#[test]
fn decide_answers_every_vector() {
    let mut asked = 0;
    for file in fs::read_dir(vectors().join("decide")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let vector: Value = serde_json::from_str(&text).unwrap();
        let files = InMemory::default()
            .with("ownguard.toml", model(vector["model"].as_str().unwrap()))
            .with("question.json", vector["input"].to_string());
        let args = ["decide", "question.json"].map(str::to_owned);
        let output = run(&args, &files, &Terminal::default());
        let id = &vector["id"];
        let answer: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
        assert_eq!(answer, vector["expect"], "{id}: {}", output.stderr);
        let permitted = vector["expect"].get("permit").is_some();
        assert_eq!(
            output.code,
            if permitted { Exit::Good } else { Exit::No },
            "{id}"
        );
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
}
