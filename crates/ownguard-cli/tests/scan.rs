//! Sample projects: what is bad is found at its line, and its good twin is silent.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]
#![expect(clippy::disallowed_methods, reason = "the samples are files")]

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

/// A secret of Stripe's form, put together here so that none stands in a file.
fn stripe_key() -> String {
    ["sk_", "live_", "51Habcdefgh", "ijklmnop42"].concat()
}

/// A token of Supabase's form: its middle says `{"role":"service_role"}`.
fn service_token() -> String {
    [
        "eyJhbGciOiJIUzI1NiJ9.",
        "eyJyb2xlIjoic2VydmljZV9yb2xlIn0",
        ".c2lnbmF0dXJl",
    ]
    .concat()
}

#[test]
fn secrets_are_found_in_what_browsers_get_and_never_repeated() {
    let (key, token) = (stripe_key(), service_token());
    let long = "x".repeat(2000);
    let files = InMemory::default()
        .with(
            ".next/static/chunks/app.js",
            format!("{long}\n(()=>{{{long};let k=\"{key}\";{long}}})()"),
        )
        .with("dist/assets/index.js", format!("const a='{token}'"))
        .with("public/config.json", format!("{{\"key\": \"{key}\"}}"))
        .with(
            "components/pay.tsx",
            format!("\"use client\";\nexport const key = \"{key}\";\n"),
        )
        // What only the server has, and what is no text.
        .with(".next/server/app.js", format!("'{key}'"))
        .with("lib/server.ts", format!("export const key = \"{key}\";"))
        .with("node_modules/a/dist/index.js", format!("'{token}'"))
        .with("public/logo.png", vec![0xff, 0xd8]);
    let (code, told) = report(&files);
    let expected = [
        ("OG3206", ".next/static/chunks/app.js", 2),
        ("OG3206", "components/pay.tsx", 2),
        ("OG3206", "dist/assets/index.js", 1),
        ("OG3206", "public/config.json", 1),
    ];
    let expected: Found = expected
        .map(|(code, file, line)| (code.to_owned(), file.to_owned(), line))
        .into();
    assert_eq!((code, found(&told)), (Exit::No, expected), "{told:#}");
    for format in ["text", "json", "sarif"] {
        let output = scan(&files, &["--format", format]);
        assert!(
            !output.stdout.contains("ijklmnop42") && !output.stdout.contains("eyJyb2xl"),
            "{format}: {}",
            output.stdout
        );
        assert!(
            output.stdout.lines().all(|line| line.len() < 1000),
            "{format}: long lines are not shown whole"
        );
    }
}

#[test]
fn settings_are_found_by_their_name_and_their_values_are_never_shown() {
    let files = InMemory::default()
        .with(".env.local", "A=1\nNEXT_PUBLIC_STRIPE_SECRET_KEY=hush-hush\nSTRIPE_SECRET_KEY=quiet\nexport VITE_SERVICE_ROLE_KEY=still\n")
        .with(".env.example", "NEXT_PUBLIC_STRIPE_SECRET_KEY=\n")
        .with("apps/web/.env", "# NEXT_PUBLIC_JWT_SECRET=x\nNEXT_PUBLIC_SERVICE_URL=https://a.example\n");
    let files = files.with(
        ".env.production",
        "# OLD=shh1\nA=\"shh2\nshh3=\nshh4\"\nREACT_APP_JWT_SECRET=shh5\n",
    );
    let (code, told) = report(&files);
    let expected = [
        ("OG3205", ".env.local", 2),
        ("OG3205", ".env.local", 4),
        ("OG3205", ".env.production", 5),
    ];
    let expected: Found = expected
        .map(|(code, file, line)| (code.to_owned(), file.to_owned(), line))
        .into();
    assert_eq!((code, found(&told)), (Exit::No, expected), "{told:#}");
    let output = scan(&files, &[]);
    for value in ["hush-hush", "quiet", "still", "shh"] {
        assert!(!output.stdout.contains(value), "{}", output.stdout);
    }
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
fn a_folder_or_a_model_that_cannot_be_read_is_a_bad_question() {
    let files = InMemory::default()
        .with("app/page.tsx", "export default 1")
        .with("bad.toml", "version = ");
    for (args, code) in [
        (&["nowhere"][..], "OG3002"),
        (&["--model", "missing.toml"], "OG3002"),
        (&["--model", "bad.toml"], "OG1001"),
        (&["--format", "xml"], "invalid value"),
    ] {
        let output = scan(&files, args);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (Exit::Bad, ""),
            "{args:?}"
        );
        assert!(output.stderr.contains(code), "{args:?}: {}", output.stderr);
    }
    let folder = InMemory::default()
        .with("web/app/page.tsx", "")
        .with("web/ownguard.toml", "version = ");
    assert_eq!(
        scan(&folder, &["web"]).code,
        Exit::Bad,
        "the model in the folder is the model"
    );
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
fn what_cannot_be_read_is_told_and_nothing_falls() {
    let (_, told) = report(
        &InMemory::default()
            .with("app/broken.ts", "export const = {{{ (")
            .with("app/latin.ts", vec![0x61, 0xff])
            .with("app/long.ts", "a;".repeat(2 << 20)),
    );
    let unread = told["unread"].as_array().unwrap();
    let names: Vec<&str> = unread
        .iter()
        .map(|unread| unread["file"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["app/broken.ts", "app/latin.ts", "app/long.ts"]);

    let whole = project("by-id/bad")
        .0
        .into_iter()
        .chain(project("policies/bad").0);
    for (path, content) in whole {
        let text = String::from_utf8(content).unwrap();
        for end in (0..text.len())
            .step_by(41)
            .filter(|end| text.is_char_boundary(*end))
        {
            let _ = report(&with_model(
                InMemory::default().with(&path, text.get(..end).unwrap()),
            ));
        }
    }
}

#[test]
fn nesting_beyond_reason_is_no_end() {
    let deep = format!("export const a = {}1{};", "[".repeat(200), "]".repeat(200));
    let calls = format!("f{}", "(g)".repeat(400));
    let sql = format!(
        "create policy p on notes using ({}true{});",
        "(".repeat(400),
        ")".repeat(400)
    );
    let files = InMemory::default()
        .with("app/a.ts", deep)
        .with("app/b.ts", calls)
        .with("a.sql", sql);
    let (_, told) = report(&with_model(files));
    assert_eq!(told["files"], 3);
    let deeper = format!(
        "export const a = {}1{};",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (_, told) = report(&InMemory::default().with("app/a.ts", deeper));
    assert_eq!(told["unread"][0]["why"], "it is nested too deeply");
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
