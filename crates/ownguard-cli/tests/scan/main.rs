//! Sample projects: what is bad is found at its line, and its good twin is silent.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]
#![expect(clippy::disallowed_methods, reason = "the samples are files")]

mod hostile;

use hostile::stripe_key;
use ownguard_cli::{Exit, InMemory, Output, Terminal, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A code, a file and a line.
type Found = BTreeSet<(String, String, u64)>;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scan")
}

/// The files below a folder of the samples, with the model beside them.
fn project(folder: &str) -> InMemory {
    let root = samples().join(folder);
    let mut files = InMemory::default();
    let mut waiting = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files = files.with(&name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn with_model(files: InMemory) -> InMemory {
    files.with(
        "ownguard.toml",
        fs::read(samples().join("ownguard.toml")).unwrap(),
    )
}

fn scan(files: &InMemory, args: &[&str]) -> Output {
    let args: Vec<String> = std::iter::once("scan")
        .chain(args.iter().copied())
        .map(str::to_owned)
        .collect();
    run(&args, files, &Terminal::default())
}

fn report(files: &InMemory) -> (Exit, Value) {
    let output = scan(files, &["--format", "json"]);
    assert_ne!(output.code, Exit::Bad, "{}", output.stderr);
    (output.code, serde_json::from_str(&output.stdout).unwrap())
}

fn found(report: &Value) -> Found {
    let findings = report["findings"].as_array().unwrap().iter();
    let found = findings.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        (
            text("code"),
            text("file"),
            finding["line"].as_u64().unwrap(),
        )
    });
    found.collect()
}

/// What the samples say of themselves: `expect OG3204` on the line, `expect-next OG3200` on the one before.
fn expected(files: &InMemory) -> Found {
    let mut expected = Found::new();
    for (path, content) in &files.0 {
        for (line, number) in String::from_utf8_lossy(content).lines().zip(1_u64..) {
            for (mark, add) in [("expect ", 0), ("expect-next ", 1)] {
                let codes = line.split(mark).skip(1).filter_map(|rest| rest.get(..6));
                for code in codes.filter(|code| code.starts_with("OG32")) {
                    expected.insert((code.to_owned(), path.clone(), number + add));
                }
            }
        }
    }
    expected
}

#[track_caller]
fn check(case: &str) {
    let bad = with_model(project(&format!("{case}/bad")));
    let (code, told) = report(&bad);
    let expected = expected(&bad);
    assert!(!expected.is_empty(), "{case} expects something");
    assert_eq!(found(&told), expected, "{case}: {told:#}");
    let errors = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|finding| finding["severity"] == "error");
    assert_eq!(code, if errors { Exit::No } else { Exit::Good });
    let (code, told) = report(&with_model(project(&format!("{case}/good"))));
    assert_eq!(
        (code, found(&told)),
        (Exit::Good, Found::new()),
        "{case}: {told:#}"
    );
    assert_eq!(told["unread"].as_array().unwrap().len(), 0, "{told:#}");
}

/// What stands in a file of the snapshots; written anew where `BLESS` is set.
#[track_caller]
fn snapshot(name: &str, told: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/scan-snapshots")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, told).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        told, known,
        "{name}: run this test with BLESS=1 and read the difference"
    );
}

#[test]
fn routes_that_the_model_does_not_name() {
    check("routes");
}

#[test]
fn every_column_of_a_guarded_table() {
    check("select-star");
}

#[test]
fn queries_that_nothing_narrows() {
    check("unfiltered");
}

#[test]
fn rows_by_an_id_that_the_caller_chose() {
    check("by-id");
}

#[test]
fn keys_of_the_server_in_code_that_browsers_get() {
    check("client-key");
}

#[test]
fn webhooks_that_go_by_e_mail() {
    check("webhook");
}

#[test]
fn callers_who_say_whose_rows_they_want() {
    check("claimed");
}

#[test]
fn policies_tables_and_functions_of_migrations() {
    check("policies");
}

#[test]
fn private_answers_that_are_kept_for_all() {
    check("cached");
}

#[test]
fn findings_that_are_ignored_with_and_without_a_reason() {
    check("ignored");
    let (_, told) = report(&with_model(project("ignored/good")));
    assert_eq!(told["ignored"], 3);
}

#[test]
fn a_whole_app_that_is_well_has_no_finding() {
    let (code, told) = report(&project("whole-app"));
    assert_eq!((code, found(&told)), (Exit::Good, Found::new()), "{told:#}");
    assert!(told["files"].as_u64().unwrap() > 35, "{told:#}");
    assert_eq!(told["unread"].as_array().unwrap().len(), 0, "{told:#}");
    assert_eq!(told["ignored"], 0);
}

#[test]
fn without_a_model_less_is_known_and_less_is_said() {
    let route = "import { prisma } from '@/lib/prisma';\nexport async function GET(_: Request, { params }) {\n  const { id } = await params;\n  await prisma.invoice.findMany();\n  return Response.json(await prisma.invoice.findUnique({ where: { id } }));\n}\n";
    let page = "import { prisma } from '@/lib/prisma';\nexport default async function Post({ params }) {\n  return prisma.post.findUnique({ where: { id: (await params).id } });\n}\n";
    let files = InMemory::default()
        .with("app/api/a/[id]/route.ts", route)
        .with("app/blog/[id]/page.tsx", page);
    let (code, told) = report(&files);
    let expected: Found = [("OG3204".to_owned(), "app/api/a/[id]/route.ts".to_owned(), 5)].into();
    assert_eq!(
        (code, found(&told)),
        (Exit::Good, expected),
        "a warning alone is no error: {told:#}"
    );
    assert_eq!(told["findings"][0]["severity"], "warning");
    assert_eq!(told["model"], Value::Null);
    assert!(scan(&files, &[]).stdout.contains("No model"));
}

#[test]
fn a_folder_is_scanned_with_the_paths_that_lead_to_it() {
    let mut files = InMemory::default();
    for (path, content) in project("by-id/bad").0 {
        files = files.with(&format!("apps/web/{path}"), content);
    }
    let files = files.with(
        "ownguard.toml",
        fs::read(samples().join("ownguard.toml")).unwrap(),
    );
    for folder in ["apps/web", "apps/web/"] {
        let output = scan(&files, &[folder, "--format", "json"]);
        let told: Value = serde_json::from_str(&output.stdout).unwrap();
        let expected: Found = expected(&files);
        assert_eq!(found(&told), expected, "{told:#}");
    }
}

#[test]
fn the_three_formats_look_as_they_did() {
    let files = with_model(project("by-id/bad"));
    let files = files.with(
        "dist/index.js",
        format!("{}\"{}\"", "var a;".repeat(100), stripe_key()),
    );
    for format in ["text", "json", "sarif"] {
        let output = scan(&files, &["--format", format]);
        assert_eq!((output.code, output.stderr.as_str()), (Exit::No, ""));
        snapshot(&format!("{format}.txt"), &output.stdout);
    }
    snapshot("rules.txt", &scan(&files, &["--rules"]).stdout);
    let good = scan(&with_model(project("by-id/good")), &[]);
    snapshot("good.txt", &good.stdout);
}
