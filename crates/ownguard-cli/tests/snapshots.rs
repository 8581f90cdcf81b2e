//! Every command as a person sees it: arguments, standard output, standard error and exit code
//! together, in a file each below `snapshots/`. `BLESS=1 cargo test -p ownguard-cli --test snapshots`
//! writes them; read them before they are committed.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read and write files"
)]

use ownguard_cli::{InMemory, Terminal, run};
use std::fs;
use std::path::{Path, PathBuf};

/// 2026-11-21.
const TODAY: i64 = 1_795_219_200;

/// A model with a bit of everything.
const MODEL: &str = include_str!("notes.toml");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

fn files() -> InMemory {
    InMemory::default()
        .with("ownguard.toml", MODEL)
        .with("empty.toml", "version = 1\n")
        .with("broken.toml", "version = 1\n[resources.note\n")
        .with("wrong.toml", MODEL.replace("team.admin", "team.amdin"))
        .with("open.toml", MODEL.replace("\"full\"", "\"?\""))
        .with(
            "ended.toml",
            MODEL.replace("level = \"full\"", "level = \"rows\"\nuntil = 2026-01-31"),
        )
        .with(
            "guests.toml",
            MODEL.replace(
                "max_lifetime = \"1h\"",
                "claims = { guest = { claim = \"kind\", equals = \"guest\" } }",
            ),
        )
        .with("app/ownguard.toml", MODEL)
        .with("taken/wrangler.jsonc", "{}")
        .with("schema.sql", SCHEMA)
        .with("question.json", QUESTION)
        .with(
            "foreign.json",
            QUESTION.replace(
                "\"tenant\": \"t1\", \"role\"",
                "\"tenant\": \"t2\", \"role\"",
            ),
        )
        .with(
            "not-a-question.json",
            "{ \"caller\": { \"kind\": \"robot\" } }",
        )
        .with("latin1.toml", vec![0x76, 0xe9])
        .with("member.json", MEMBER)
        .with("caller.json", "{ \"kind\": \"person\", \"id\": \"u1\" }")
        .with(
            "tests/notes.test.ts",
            "test('read', () => get(`/api/teams/${team}/notes/${id}`))\n",
        )
        .with("node_modules/x/notes.test.ts", "note.delete\n")
}

/// A member whose facts are of today.
const MEMBER: &str = r#"{ "kind": "person", "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "memberships": [{ "tenant": "t1", "role": "member" }] }"#;

const SCHEMA: &str = "create table notes (
  id uuid primary key,
  text text not null,
  state text not null check (state in ('draft', 'done')),
  mood text,
  stars int not null
);
";

const QUESTION: &str = r#"{
  "caller": { "kind": "person", "id": "u1", "memberships": [{ "tenant": "t1", "role": "member" }] },
  "resource": "note",
  "action": "update",
  "target": { "row": { "key": "n1", "tenant": "t1", "owner": "u1", "visibility": "private", "deleted": null, "when": { "state": "draft" } } }
}
"#;

/// Arguments as a shell takes them: single quotes hold blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn check(name: &str, line: &str) {
    let terminal = Terminal {
        now: TODAY,
        width: Some(100),
        color: name.ends_with("-colored"),
    };
    let output = run(&words(line), &files(), &terminal);
    let mut told = format!("$ ownguard {line}\nexit {}\n", output.code.code());
    for (title, text) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !text.is_empty() {
            told.extend(["---- ", title, "\n", text]);
        }
    }
    for write in &output.writes {
        let how = if write.replace { "replaces" } else { "new" };
        let line = format!(
            "---- writes {} ({how})
",
            write.path
        );
        told.push_str(&line);
    }
    let told = told.replace('\u{1b}', "␛");
    let file = root().join(format!("{name}.txt"));
    if std::env::var_os("BLESS").is_some() {
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
    help: "--help";
    help_short: "-h";
    no_command: "";
    unknown_command: "chekc";
    unknown_option: "check --modle x.toml";

    check_good: "check";
    check_good_colored: "check";
    check_verbose: "check -v";
    check_help: "check --help";
    check_empty: "check -m empty.toml";
    check_json: "check -f json";
    check_sarif: "check -m wrong.toml -f sarif";
    check_missing: "check -m nowhere.toml";
    check_missing_json: "check -m nowhere.toml --format=json";
    check_not_utf8: "check -m latin1.toml";
    check_broken: "check -m broken.toml";
    check_wrong: "check -m wrong.toml";
    check_wrong_colored: "check -m wrong.toml";
    check_open_decision: "check -m open.toml";
    check_ended: "check -m ended.toml";
    check_fails_on_notes: "check --fail-on info --allow staleness --allow OG3120";
    check_rule: "check --rules OG3143";
    check_rule_of_models: "check --rules OG2103";
    check_rules: "check --rules";
    check_unknown_rule: "check --rules OG9999";

    explain_help: "explain --help";
    explain_nothing: "explain";
    explain_resource: "explain note";
    explain_action: "explain note.update";
    explain_action_colored: "explain note.update";
    explain_child: "explain comment.create";
    explain_create: "explain note.create";
    explain_json: "explain note.export -f json";
    explain_kind: "explain note.update --as team.member";
    explain_kind_by_condition: "explain note.delete --as owner";
    explain_unknown_kind: "explain note.update --as team.owner";
    explain_caller: "explain note.read --as '{ \"kind\": \"person\", \"id\": \"u1\", \"memberships\": [{ \"tenant\": \"t1\", \"role\": \"member\" }] }' --row '{ \"tenant\": \"t1\", \"owner\": \"u2\", \"visibility\": \"private\", \"deleted\": null }'";
    explain_caller_in_a_file: "explain note.read --as @caller.json --row '{ \"tenant\": \"t1\" }'";
    explain_labels_missing: "explain note.update --as '{ \"kind\": \"person\", \"id\": \"u1\", \"as_of\": \"this_request\", \"memberships\": [{ \"tenant\": \"t1\", \"as_of\": \"this_request\" }] }' --row '{ \"tenant\": \"t1\" }'";
    explain_caller_that_is_none: "explain note.read --as '{ \"kind\": \"robot\" }'";
    explain_unknown_resource: "explain nota.read";
    explain_unknown_action: "explain note.fly";
    explain_review: "explain --review";
    explain_review_json: "explain --review -f json";
    explain_of_a_wrong_model_json: "explain note.read -m wrong.toml -f json";
    explain_of_a_wrong_model: "explain note.read -m wrong.toml";

    decide_help: "decide --help";
    decide_permit: "decide question.json";
    decide_permit_text: "decide question.json -f text";
    decide_deny: "decide foreign.json";
    decide_deny_text: "decide foreign.json -f text";
    decide_no_question: "decide not-a-question.json";
    decide_missing: "decide nowhere.json";

    rls_help: "rls --help";
    rls_bad_stamp: "rls --stamp ../../x";
    rls_guests_by_value: "rls -m guests.toml";
    rls_down_and_out: "rls --down --out .";

    where_help: "where --help";
    where_sql: "where note.list --as @member.json";
    where_sql_with_alias: "where note.delete --as @member.json --tenant t1 --alias n --first 3";
    where_json: "where comment.read --as @member.json -f json";
    where_prisma: "where note.list --as @member.json --flavour prisma";
    where_nobody: "where note.create --as '{ \"kind\": \"anonymous\" }'";
    where_no_action: "where note --as @member.json";
    where_unknown_screen: "where note.list --as @member.json --screen small";
    where_without_caller: "where note.list";

    types_help: "types --help";
    types_from_nowhere: "types --from nowhere";
    types_to_a_file: "types --out src/ownguard.ts";

    build_help: "build --help";
    build: "build";
    build_beside_the_model: "build -m app/ownguard.toml --from schema.sql";
    build_of_a_wrong_model: "build -m wrong.toml";
    build_that_is_not_current: "build --check";
    build_that_watches: "build --watch";
    dev: "dev --origin http://localhost:3000";

    gate_help: "gate";
    gate_init_help: "gate init --help";
    gate_init: "gate init";
    gate_init_in_a_folder: "gate init --out gate --name acme-gate";
    gate_init_there_already: "gate init --out taken";
    gate_init_bad_name: "gate init --name Acme";

    repair_help: "repair --help";
    repair_of_nothing: "repair --only nothing -f json";
    repair_to_a_file: "repair --out repair.sql";

    schema_to_a_file: "schema --out ownguard.schema.json";
    completions_help: "completions --help";
    completions_unknown: "completions tcsh";
}

#[test]
fn the_schema_is_json_and_completions_are_made_for_every_shell() {
    let ask = |line: &str| run(&words(line), &files(), &Terminal::default());
    let schema: serde_json::Value = serde_json::from_str(&ask("schema").stdout).unwrap();
    assert!(schema.get("properties").is_some());
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = ask(&format!("completions {shell}")).stdout;
        for word in ["check", "explain", "decide", "--fail-on"] {
            assert!(
                script.contains(word.trim_start_matches('-')),
                "{shell}: {word}"
            );
        }
    }
}

#[test]
fn types_and_queries_are_those_of_the_model() {
    let ask = |line: &str| run(&words(line), &files(), &Terminal::default()).stdout;
    assert!(ask("types").contains("\"note.update\""));
    assert!(ask("repair").contains("from \"comments\""));
    let queries: serde_json::Value =
        serde_json::from_str(&ask("repair --only comment -f json")).unwrap();
    let ids = queries
        .as_array()
        .unwrap()
        .iter()
        .map(|query| query["id"].as_str().unwrap());
    assert!(ids.clone().count() > 0 && ids.clone().all(|id| id.contains("comment")));
}

#[test]
fn policies_are_written_there_and_back() {
    let ask = |line: &str| run(&words(line), &files(), &Terminal::default());
    assert!(ask("rls").stdout.contains("create policy"));
    assert!(ask("rls --down").stdout.contains("drop"));
    assert!(ask("rls --audit").stdout.contains("select"));
    let whole: serde_json::Value = serde_json::from_str(&ask("rls -f json").stdout).unwrap();
    let paths: Vec<String> = ask("rls -f json --out x")
        .writes
        .into_iter()
        .map(|write| write.path)
        .collect();
    let told =
        ["up", "down", "audit"].map(|file| format!("x/{}", whole[file]["path"].as_str().unwrap()));
    assert_eq!(paths, told);
    let plain = ask("rls --flavour plain --out db");
    let paths: Vec<&str> = plain
        .writes
        .iter()
        .map(|write| write.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "db/ownguard.up.sql",
            "db/ownguard.down.sql",
            "db/ownguard.audit.sql"
        ]
    );
    for path in paths {
        assert!(plain.stdout.contains(path), "{}", plain.stdout);
    }
    assert!(
        plain.stdout.contains("    note.export, comment.export\n"),
        "{}",
        plain.stdout
    );
}

#[test]
fn what_was_built_is_current_until_the_model_changes() {
    let ask = |line: &str, files: &InMemory| run(&words(line), files, &Terminal::default());
    let built = ask("build --from schema.sql", &files()).writes;
    let there = files().with("ownguard.gen.ts", built[0].content.as_str());
    for line in ["build --from schema.sql", "build --from schema.sql --check"] {
        let again = ask(line, &there);
        assert_eq!((again.code.code(), again.writes.len()), (0, 0), "{line}");
        assert_eq!(again.stdout, "ownguard.gen.ts is current\n");
    }
    assert_eq!(ask("build --check", &there).code.code(), 1);
    let changed = there.with("ownguard.toml", MODEL.replace("\"1h\"", "\"2h\""));
    assert_eq!(
        ask("build --from schema.sql --check", &changed).code.code(),
        1
    );
    assert!(built[0].replace && built[0].content.contains("state: \"draft\" | \"done\";"));
}

#[test]
fn a_built_model_is_a_template_that_means_its_json() {
    let odd = MODEL.replace(
        "[identity]\n",
        "[identity]\nissuer = 'https://a.example/`${x}\\'\n",
    );
    let files = InMemory::default().with("ownguard.toml", odd);
    let built = run(&words("build"), &files, &Terminal::default());
    assert_eq!(built.code.code(), 0, "{}", built.stderr);
    let text = &built.writes[0].content;
    assert!(
        text.contains("https://a.example/\\`\\${x}\\\\\\\\\""),
        "{text}"
    );
}

#[test]
fn types_know_what_the_schema_says_of_columns() {
    let ask = |line: &str| run(&words(line), &files(), &Terminal::default()).stdout;
    let (unknown, known) = (ask("types"), ask("types --from schema.sql"));
    for line in [
        "state: \"draft\" | \"done\";",
        "id: string;",
        "text: string;",
    ] {
        assert!(known.contains(line), "{line}\n{known}");
    }
    assert!(unknown.contains("state: Scalar;"), "{unknown}");
}
