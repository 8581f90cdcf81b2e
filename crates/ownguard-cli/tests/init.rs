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

use ownguard_cli::{Exit, InMemory, Output, Terminal, run};
use ownguard_wire::model::{Code, Document, Format, Problems, read};
use serde_json::Value;
use std::fs;
use std::path::Path;

const SUPABASE: &str = include_str!("../../../tests/init/supabase-saas.sql");
const PRISMA: &str = include_str!("../../../tests/init/saas.prisma");
const NOTES: &str = include_str!("../../../tests/init/notes.sql");
const CHAT: &str = include_str!("../../../tests/init/chat.sql");
const DEEP: &str = include_str!("../../../tests/init/deep.sql");
const ODD: &str = include_str!("../../../tests/init/odd-names.sql");
const COMPANY: &str = include_str!("../../../tests/init/one-company.prisma");

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

/// The report's lists, by what they name.
fn left_out(drafted: &Drafted) -> Vec<String> {
    let list = drafted.report["leftOut"].as_array().unwrap();
    list.iter()
        .map(|item| item["table"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn says(drafted: &Drafted, lines: &[&str]) {
    for line in lines {
        let found = drafted
            .model
            .lines()
            .any(|known| known.split_whitespace().eq(line.split_whitespace()));
        assert!(found, "no line `{line}` in\n{}", drafted.model);
    }
}

#[test]
fn a_supabase_starter_becomes_a_tenancy_with_its_rows_children_and_secrets() {
    let drafted = draft("supabase.sql", SUPABASE);
    says(
        &drafted,
        &[
            "preset = \"supabase\"",
            "roles = [\"viewer\", \"member\", \"admin\", \"owner\"]  # the roles, weakest first: each holds what those before it hold",
            "members = { table = \"team_members\", tenant = \"team_id\", user = \"user_id\", role = \"role\", active = { removed_at = \"null\" } }",
            "order = [\"free\", \"pro\", \"enterprise\"]  # the plans, least first",
            "never = [\"stripe_customer_id\"]",
            "never = [\"token\"]",
            "never = [\"api_key\"]",
            "deleted = \"deleted_at\"",
            "visibility = \"visibility\"",
            "# the schema has policies of its own: Members can view.",
            "parent = { resource = \"project\", field = \"project_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "parent = { resource = \"task\", field = \"task_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "\"POST /api/webhooks/stripe\" = \"webhook.stripe\"",
            "team.owner = [\"list\", \"read\"]  # the server keeps these: no route writes them",
        ],
    );
    let notes = drafted.report["notes"].to_string();
    assert!(
        notes.contains("on `profiles`, `products`, `subscriptions`"),
        "{notes}"
    );
    assert_eq!(left_out(&drafted), ["task_labels", "products", "prices"]);
    assert_eq!(drafted.report["skipped"].as_array().unwrap().len(), 0);
}

#[test]
fn a_prisma_starter_is_read_with_the_names_of_the_database() {
    let drafted = draft("saas.prisma", PRISMA);
    says(
        &drafted,
        &[
            "preset = \"authjs\"",
            "case = \"camel\"  # how column names are written in JSON: snake or camel",
            "name = \"organization\"",
            "roles = [\"MEMBER\", \"ADMIN\", \"OWNER\"]  # the roles, weakest first: each holds what those before it hold",
            "never = [\"password_hash\"]",
            "never = [\"hashed_key\"]",
            "owner = \"author_id\"",
            "folder_id = { write = [\"?\"], ref = \"folder\" }  # decide: who may point it at another folder: owner, organization.OWNER",
        ],
    );
    assert_eq!(
        left_out(&drafted),
        ["accounts", "sessions", "verification_tokens"]
    );
}

#[test]
fn an_app_of_single_people_has_no_tenancy() {
    let drafted = draft("notes.sql", NOTES);
    assert!(!drafted.model.contains("[tenancy]"));
    says(
        &drafted,
        &[
            "deleted = \"is_deleted\"",
            "parent = { resource = \"notebook\", field = \"notebook_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "never = [\"password_digest\"]",
        ],
    );
    assert_eq!(left_out(&drafted), ["countries"]);
}

#[test]
fn the_people_in_a_conversation_are_its_shares() {
    let drafted = draft("chat.sql", CHAT);
    assert!(!drafted.model.contains("[tenancy]"));
    says(
        &drafted,
        &[
            "table = \"conversation_participants\"",
            "levels = [\"read\", \"write\", \"admin\"]  # weakest first",
            "shared.read = [\"list\", \"read\"]",
            "never = [\"push_token\"]",
        ],
    );
    assert_eq!(left_out(&drafted), ["conversation_participants"]);
}

#[test]
fn what_is_too_deep_or_not_to_be_named_is_left_out_and_told() {
    let deep = draft("deep.sql", DEEP);
    assert_eq!(left_out(&deep), ["lesson_steps"]);
    let odd = draft("odd.sql", ODD);
    assert_eq!(
        left_out(&odd),
        ["Order Items", "end of # line\n[resources.injected]"]
    );
    assert_eq!(odd.report["skipped"].as_array().unwrap().len(), 2);
    assert!(!odd.model.contains("\n[resources.injected]"));
    assert!(!odd.model.contains("old_things"));
    says(
        &odd,
        &[
            "[resources.pages]",
            "table = \"billing.invoices\"",
            "[resources.links]",
        ],
    );
}

#[test]
fn everybody_of_one_company_is_a_member_by_their_own_row() {
    let drafted = draft("company.prisma", COMPANY);
    says(
        &drafted,
        &[
            "members = { table = \"User\", tenant = \"companyId\", user = \"id\", role = \"role\" }",
            "roles = [\"member\", \"admin\", \"?\"]  # decide: the roles, weakest first: each holds what those before it hold",
            "levels = [\"view\", \"?\"]  # decide: the levels, weakest first",
        ],
    );
}

#[test]
fn a_model_that_is_there_is_replaced_only_when_told_to() {
    let files = InMemory::default()
        .with("schema.sql", NOTES)
        .with("ownguard.toml", "version = 1");
    let refused = init(&files, &[]);
    assert_eq!((refused.code, refused.writes.len()), (Exit::Bad, 0));
    assert!(refused.stderr.contains("OG3303"), "{}", refused.stderr);
    let forced = init(&files, &["--force"]);
    assert_eq!((forced.code, forced.writes.len()), (Exit::Good, 1));
    assert!(forced.writes[0].replace);
    let printed = init(&files, &["--stdout"]);
    assert_eq!((printed.code, printed.writes.len()), (Exit::Good, 0));
    assert_eq!(printed.stdout, forced.writes[0].content);
    assert!(printed.stderr.contains("To decide"), "{}", printed.stderr);
    let beside = init(&files, &["--out", "draft.toml"]);
    assert_eq!(beside.writes[0].path, "draft.toml");
    assert!(!beside.writes[0].replace);
}

#[test]
fn a_schema_that_is_not_there_or_has_no_table_is_a_bad_question() {
    for (files, args, code) in [
        (InMemory::default(), &[][..], "OG3301"),
        (InMemory::default(), &["--from", "a.sql"], "OG3002"),
        (
            InMemory::default().with("db/readme.md", "x"),
            &["--from", "db"],
            "OG3301",
        ),
        (
            InMemory::default().with("a.sql", "select 1;"),
            &["--from", "a.sql"],
            "OG3302",
        ),
        (
            InMemory::default().with("a.prisma", "model {"),
            &["--from", "a.prisma"],
            "OG3302",
        ),
        (
            InMemory::default().with("a.sql", [0xff, 0xfe]),
            &["--from", "a.sql"],
            "OG3003",
        ),
    ] {
        let output = init(&files, args);
        assert_eq!(
            (output.code, output.writes.len()),
            (Exit::Bad, 0),
            "{args:?}"
        );
        assert!(output.stderr.contains(code), "{args:?}: {}", output.stderr);
    }
}

#[test]
fn migrations_of_a_folder_are_followed_in_order() {
    let files = InMemory::default()
        .with(
            "supabase/migrations/2_more.sql",
            "alter table things rename to items; alter table items add column owner_id uuid;",
        )
        .with(
            "supabase/migrations/1_first.sql",
            "create table things (id uuid primary key, name text);",
        )
        .with(
            "supabase/migrations/3_last.sql",
            "create table gone (id int primary key); drop table gone;",
        );
    let output = init(&files, &[]);
    let model = &output.writes[0].content;
    assert!(
        model.contains("[resources.item]") && model.contains("owner = \"owner_id\""),
        "{model}"
    );
    assert!(!model.contains("gone"), "{model}");
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
fn the_odd_corners_of_prisma_are_read() {
    let schema = r#"
        // model Gone { id Int @id }
        /* model Gone2 { id Int @id } */
        generator client { provider = "prisma-client-js" }
        type Address { street String }
        view Totals { id Int @unique }
        enum Level {
          view @map("VIEW")
          edit @map("EDIT")
        }
        enum Privacy {
          private
          unlisted
          public
        }
        model Owner {
          id String @id @db.Uuid
          @@map("users")
        }
        model Doc {
          /// the key
          key    BigInt   @id(map: "doc_pk") @default(autoincrement()) @map("doc_key")
          owner  Owner    @relation(
            fields: [by],
            references: [id],
            onDelete: Cascade
          )
          by     String   @map("owner_id") @db.Uuid
          shape  Unsupported("circle")?
          title  String   @default("a \"quoted\" // text") @db.VarChar(80)
          visibility Privacy @default(private)
          tags   String[]
          shares DocShare[]
          @@index([by, title(ops: raw("x"))])
          @@map(name: "docs")
        }
        model DocShare {
          docKey BigInt @map("doc_key")
          doc    Doc    @relation(fields: [docKey], references: [key])
          userId String @map("user_id") @db.Uuid
          user   Owner  @relation(fields: [userId], references: [id])
          level  Level
          @@id([docKey, userId])
          @@map("doc_shares")
        }
    "#;
    let drafted = draft("schema.prisma", schema);
    says(
        &drafted,
        &[
            "table = \"docs\"",
            "key = \"doc_key:int\"",
            "owner = \"owner_id\"",
            "visibility = \"visibility\"",
            "table = \"doc_shares\"",
            "resource = \"doc_key\"",
            "levels = [\"VIEW\", \"EDIT\"]  # weakest first",
            "# not shown: tags. An object or a list passes only whole: `{ json = true }` under `fields`, and in",
        ],
    );
    assert!(!drafted.model.contains("gone"), "{}", drafted.model);
    assert!(!drafted.model.contains("street"), "{}", drafted.model);
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
fn drafts_and_reports_look_as_they_did() {
    for (name, schema) in ALL {
        let files = InMemory::default().with(name, schema);
        let output = init(&files, &["--from", name, "--stdout"]);
        let stem = name.split('.').next().unwrap();
        snapshot(&format!("{stem}.toml"), &output.stdout);
        snapshot(&format!("{stem}.txt"), &output.stderr);
    }
}
