//! The command itself: where it reads, where it writes, and when it refuses.

use super::{NOTES, init};
use ownguard_cli::{Exit, InMemory};

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
fn a_usual_folder_is_one_that_holds_a_schema() {
    let files = InMemory::default()
        .with("drizzle/schema.ts", "export {}")
        .with("schema.sql", NOTES);
    assert!(init(&files, &[]).stdout.contains("--from schema.sql`"));
    let files = files.with("drizzle/0000_first.sql", NOTES);
    assert!(init(&files, &[]).stdout.contains("--from drizzle`"));
}

#[test]
fn what_is_next_names_the_files_that_were_given() {
    let files = InMemory::default().with("db/a.sql", NOTES);
    let told = init(&files, &["--from", "db/a.sql", "--out", "draft.toml"]).stdout;
    assert!(
        told.contains("`npx ownguard check -m draft.toml`"),
        "{told}"
    );
    let build = "`npx ownguard build -m draft.toml --from db/a.sql`";
    assert!(told.contains(build), "{told}");
}
