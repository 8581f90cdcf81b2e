//! Drafts of models from schemas: refused while decisions are open, read once they are made.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail loudly"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the drafts to compare with are files"
)]

mod command;
mod samples;

use ownguard_cli::{Exit, InMemory, Output, Terminal, run};
use ownguard_wire::model::{Code, Document, Format, Problems, read};
use serde_json::Value;
use std::fs;
use std::path::Path;

const SUPABASE: &str = include_str!("../../../../tests/init/supabase-saas.sql");
const PRISMA: &str = include_str!("../../../../tests/init/saas.prisma");
const NOTES: &str = include_str!("../../../../tests/init/notes.sql");
const CHAT: &str = include_str!("../../../../tests/init/chat.sql");
const DEEP: &str = include_str!("../../../../tests/init/deep.sql");
const ODD: &str = include_str!("../../../../tests/init/odd-names.sql");
const COMPANY: &str = include_str!("../../../../tests/init/one-company.prisma");

const ALL: [(&str, &str); 7] = [
    ("supabase.sql", SUPABASE),
    ("saas.prisma", PRISMA),
    ("notes.sql", NOTES),
    ("chat.sql", CHAT),
    ("deep.sql", DEEP),
    ("odd.sql", ODD),
    ("company.prisma", COMPANY),
];

struct Drafted {
    model: String,
    decisions: Vec<Value>,
    report: Value,
}

fn init(files: &InMemory, args: &[&str]) -> Output {
    let args: Vec<String> = std::iter::once("init")
        .chain(args.iter().copied())
        .map(str::to_owned)
        .collect();
    run(&args, files, &Terminal::default())
}

#[track_caller]
fn draft(name: &str, schema: &str) -> Drafted {
    let files = InMemory::default().with(name, schema);
    let output = init(&files, &["--from", name, "--format", "json"]);
    assert_eq!(output.code, Exit::Good, "{}", output.stderr);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    Drafted {
        model: output.writes[0].content.clone(),
        decisions: report["decisions"].as_array().unwrap().clone(),
        report,
    }
}

fn parsed(model: &str) -> Result<Document, Problems> {
    read(model, "ownguard.toml", Format::Toml)
}

/// The draft with an answer in place of every `"?"`; `pick` gets the number of answers.
fn filled(drafted: &Drafted, pick: impl Fn(usize, usize) -> usize) -> String {
    let mut lines: Vec<String> = drafted.model.lines().map(str::to_owned).collect();
    for (at, decision) in drafted.decisions.iter().enumerate() {
        let line = usize::try_from(decision["line"].as_u64().unwrap()).unwrap() - 1;
        let answers = decision["answers"].as_array().unwrap();
        let answer = answers[pick(at, answers.len())].as_str().unwrap();
        assert!(lines[line].contains("\"?\""), "{}", lines[line]);
        lines[line] = lines[line].replacen("\"?\"", answer, 1);
    }
    lines.join("\n")
}

/// What stands in a file beside the schemas; written anew where `BLESS` is set.
#[track_caller]
fn snapshot(name: &str, told: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/init/drafts");
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), told).unwrap();
    }
    let known = fs::read_to_string(folder.join(name)).unwrap_or_default();
    assert_eq!(
        told, known,
        "{name}: run this test with BLESS=1 and read the difference"
    );
}

#[test]
fn a_draft_is_refused_for_its_open_decisions_and_nothing_else() {
    for (name, schema) in ALL {
        let drafted = draft(name, schema);
        let problems = parsed(&drafted.model).unwrap_err();
        let strange: Vec<_> = problems
            .iter()
            .filter(|problem| problem.code() != Code::OpenDecision)
            .collect();
        assert!(
            strange.is_empty(),
            "{name}: {strange:#?}\n{}",
            drafted.model
        );
        assert_eq!(problems.len(), drafted.decisions.len(), "{name}");
        let told = drafted
            .decisions
            .iter()
            .map(|decision| decision["line"].as_u64().unwrap());
        let meant = problems.iter().map(|problem| problem.start().line as u64);
        assert!(
            told.eq(meant),
            "{name}: every decision is told with its line"
        );
    }
}

#[test]
fn every_answer_to_every_decision_gives_a_model_that_is_read() {
    for (name, schema) in ALL {
        let drafted = draft(name, schema);
        let read = |model: &str, what: &str| {
            if let Err(problems) = parsed(model) {
                panic!("{name}, {what}: {problems}\n{model}");
            }
        };
        read(&filled(&drafted, |_, _| 0), "first answers");
        read(&filled(&drafted, |_, count| count - 1), "last answers");
        for at in 0..drafted.decisions.len() {
            for nth in 0..drafted.decisions[at]["answers"].as_array().unwrap().len() {
                let model = filled(&drafted, |place, _| if place == at { nth } else { 0 });
                read(
                    &model,
                    &format!("answer {nth} to {}", drafted.decisions[at]["key"]),
                );
            }
        }
    }
}

#[test]
fn check_accepts_a_draft_once_every_decision_is_made() {
    for (name, schema) in ALL {
        let model = filled(&draft(name, schema), |_, _| 0);
        let files = InMemory::default().with("ownguard.toml", model);
        let output = run(&["check".to_owned()], &files, &Terminal::default());
        assert_eq!(output.code, Exit::Good, "{name}: {}", output.stdout);
    }
}

#[test]
fn a_question_in_a_list_may_be_struck_out_to_grant_nothing() {
    for (name, schema) in ALL {
        let drafted = draft(name, schema);
        let model = filled(&drafted, |_, _| 0);
        for decision in &drafted.decisions {
            let line = usize::try_from(decision["line"].as_u64().unwrap()).unwrap() - 1;
            let key = decision["key"].as_str().unwrap();
            let grant = key.contains(".grants.");
            if !grant {
                continue;
            }
            let struck = drafted.model.lines().nth(line).unwrap();
            let struck = struck.replace(", \"?\"", "").replace("\"?\"", "");
            let answered = drafted.model.lines().nth(line).unwrap();
            let answer = decision["answers"][0].as_str().unwrap();
            let answered = answered.replacen("\"?\"", answer, 1);
            let model = model.replacen(&answered, &struck, 1);
            if let Err(problems) = parsed(&model) {
                panic!("{name}, {key}: {problems}\n{model}");
            }
        }
    }
}

#[test]
fn no_schema_makes_it_fall() {
    for (_, schema) in ALL {
        let points = (0..schema.len())
            .step_by(97)
            .filter(|at| schema.is_char_boundary(*at));
        for end in points {
            let files = InMemory::default()
                .with("a.sql", &schema[..end])
                .with("b.prisma", &schema[..end]);
            for name in ["a.sql", "b.prisma"] {
                let output = init(&files, &["--from", name, "--format", "json"]);
                if let Some(write) = output.writes.first() {
                    let problems = parsed(&write.content).err();
                    let mut problems = problems.iter().flatten();
                    let open = problems.all(|problem| problem.code() == Code::OpenDecision);
                    assert!(open, "{name} up to {end}:\n{}", write.content);
                }
            }
        }
    }
}

#[test]
fn drafts_and_reports_look_as_they_did() {
    for (name, schema) in ALL {
        let files = InMemory::default().with(name, schema);
        let output = init(&files, &["--from", name, "--stdout"]);
        let stem = name.split('.').next().unwrap();
        snapshot(&format!("{stem}.toml"), &output.stdout);
        snapshot(&format!("{stem}.txt"), &output.stderr);
    }
}
