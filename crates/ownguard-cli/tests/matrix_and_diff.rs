//! `matrix` and `diff` as a person sees them: arguments, standard output, standard error and exit code
//! together, in a file each below `matrix-snapshots/`. `BLESS=1 cargo test -p ownguard-cli --test
//! matrix_and_diff` writes them; read them before they are committed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read and write files"
)]

use ownguard_cli::{Exit, InMemory, Output, Terminal, run};
use std::fs;
use std::path::{Path, PathBuf};

const MODEL: &str = include_str!("notes.toml");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix-snapshots")
}

/// The model with some text replaced; the text must be there.
fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = MODEL.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}`");
        text = text.replace(from, to);
    }
    text
}

const NARROWER: (&str, &str) = ("staff.support = [\"read\"]\n", "");
const RAISED: (&str, &str) = ("revision = 3", "revision = 4");

fn files() -> InMemory {
    let wider = changed(&[
        RAISED,
        (
            "{ do = \"delete\", when = { state = \"draft\" } }",
            "\"delete\"",
        ),
        (
            "plan = \"pro\", verified = true, audit = true }",
            "plan = \"free\" }",
        ),
        (
            "mood = { to = [\"owner\"]",
            "mood = { to = [\"owner\", \"team.admin\"]",
        ),
        (
            "\"* /app/{*rest}\"                     = \"page\"",
            "\"* /app/{*rest}\" = \"public\"",
        ),
    ]);
    InMemory::default()
        .with("ownguard.toml", MODEL)
        .with("old.toml", MODEL)
        .with("wider.toml", wider)
        .with("narrower.toml", changed(&[RAISED, NARROWER]))
        .with("raised.toml", changed(&[RAISED]))
        .with("kept.toml", changed(&[NARROWER]))
        .with("wrong.toml", "version = 1\nresource = 1\n")
        .with("-", MODEL)
        .with("acks", "# what is meant\n0123456789ab\n\n")
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn answer(line: &str, color: bool) -> Output {
    let terminal = Terminal {
        now: 1_795_219_200,
        width: Some(90),
        color,
    };
    run(&words(line), &files(), &terminal)
}

fn check(name: &str, line: &str) {
    let output = answer(line, name.ends_with("-colored"));
    let mut told = format!("$ ownguard {line}\nexit {}\n", output.code.code());
    for (title, text) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !text.is_empty() {
            told.extend(["---- ", title, "\n", text]);
        }
    }
    for write in &output.writes {
        told.extend(["---- writes ", &write.path, "\n"]);
    }
    let told = told.replace('\u{1b}', "␛");
    let file = root().join(format!("{name}.txt"));
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(root()).unwrap();
        fs::write(&file, &told).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        told == expected,
        "{name}: run this test with BLESS=1 and read the difference\n{told}"
    );
}

macro_rules! snapshots {
    ($($name:ident: $line:literal;)+) => {
        $(
            #[test]
            fn $name() {
                check(&stringify!($name).replace('_', "-"), $line);
            }
        )+

        /// A snapshot of a command that is gone would never be read again.
        #[test]
        fn no_snapshot_is_left_over() {
            let known = [$(stringify!($name)),+].map(|name| format!("{}.txt", name.replace('_', "-")));
            for file in fs::read_dir(root()).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                assert!(known.contains(&name), "{name}");
            }
        }
    };
}

snapshots! {
    matrix_help: "matrix --help";
    matrix: "matrix";
    matrix_colored: "matrix --resource note";
    matrix_fields: "matrix --fields --resource note";
    matrix_one_action: "matrix --resource note --action update";
    matrix_unknown_resource: "matrix --resource nota";
    matrix_unknown_action: "matrix --action fly";
    matrix_missing: "matrix --model nowhere.toml";
    matrix_wrong: "matrix --model wrong.toml";
    matrix_to_a_file: "matrix --format html --output out/matrix.html";

    diff_help: "diff --help";
    diff_none: "diff old.toml raised.toml";
    diff_wider: "diff old.toml wider.toml";
    diff_wider_colored: "diff old.toml wider.toml";
    diff_wider_markdown: "diff old.toml wider.toml --format markdown";
    diff_narrower: "diff old.toml narrower.toml";
    diff_of_standard_input: "diff - wider.toml";
    diff_to_the_default: "diff old.toml";
    diff_goes_back: "diff wider.toml old.toml";
    diff_same_revision: "diff old.toml kept.toml";
    diff_unknown_acknowledgement: "diff old.toml narrower.toml --ack-file acks";
    diff_missing: "diff nowhere.toml old.toml";
    diff_missing_acks: "diff old.toml wider.toml --ack-file nowhere";
    diff_wrong: "diff old.toml wrong.toml";
    diff_to_a_file: "diff old.toml wider.toml --format html --output diff.html";
}

fn open() -> Vec<String> {
    let told = answer("diff old.toml wider.toml --format json", false).stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let open = told["open"].as_array().unwrap().iter();
    open.map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_widening_is_good_once_each_of_its_ids_is_acknowledged() {
    let ids = open();
    assert!(ids.len() > 1);
    let with = |ids: &[String]| {
        let acks: String = ids.iter().map(|id| [" --ack ", id].concat()).collect();
        answer(&format!("diff old.toml wider.toml{acks}"), false)
    };
    assert_eq!(with(&ids).code, Exit::Good);
    assert_eq!(with(&ids).stderr, "");
    for left in 0..ids.len() {
        let mut some = ids.clone();
        some.remove(left);
        assert_eq!(with(&some).code, Exit::No);
    }
}

#[test]
fn ids_in_a_file_count_as_those_on_the_line() {
    let acks = open().join(" # meant\n");
    let files = files().with("meant", format!("# all\n\n{acks}\n"));
    let terminal = Terminal::default();
    let line = "diff old.toml wider.toml --ack-file meant";
    assert_eq!(run(&words(line), &files, &terminal).code, Exit::Good);
}

#[test]
fn a_file_holds_what_standard_output_would() {
    for format in ["table", "json", "csv", "html"] {
        let line = format!("matrix --format {format}");
        let told = answer(&line, false).stdout;
        let written = answer(&format!("{line} --output x"), true);
        assert_eq!(written.writes.len(), 1, "{format}");
        let same = written
            .writes
            .first()
            .is_some_and(|write| write.content == told);
        assert!(same, "{format}");
    }
}

#[test]
fn json_says_the_hash_of_the_model() {
    let told = answer("matrix --format json --resource note", false).stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["hash"].as_str().unwrap().len(), 64);
    assert_eq!(told["resources"].as_array().unwrap().len(), 1);
}
