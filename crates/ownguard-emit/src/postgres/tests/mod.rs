//! The text that is written: its pieces, and what it never says.

use super::text;
use super::{Migration, Mode, Options, emit};
use ownguard_core::Model;
use ownguard_core::http::key::KeyKind;
use ownguard_wire::model::{Format, read};

const DEEP: &str = include_str!("../../condition/tests/deep.toml");

fn written(source: &str, options: &Options) -> Migration {
    let document = read(source, "model.toml", Format::Toml).unwrap();
    let model = Model::compile(document.spec).unwrap();
    emit(&model, &document.storage, options)
}

#[test]
fn a_body_cannot_end_its_own_quotes() {
    assert_eq!(text::body("select 1"), "$ownguard$\nselect 1\n$ownguard$");
    let hostile = text::body("select '$ownguard$; drop table a; --'");
    assert!(hostile.starts_with("$ownguard_$\n") && hostile.ends_with("\n$ownguard_$"));
}

#[test]
fn names_fit_and_differ_where_their_beginnings_do_not() {
    assert_eq!(text::name(&["ownguard", "invoices"]), "ownguard_invoices");
    let (one, two) = ("ä".repeat(40) + "one", "ä".repeat(40) + "two");
    let names = [text::name(&["fixed", &one]), text::name(&["fixed", &two])];
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
    assert_ne!(names.first(), names.last());
}

#[test]
fn a_subject_that_is_no_key_is_nobody() {
    for (kind, begins) in [
        (KeyKind::Uuid, "case when x ~ '^[0-9a-f]{8}-"),
        (KeyKind::Int, "case when x ~ '^(0|-?[1-9]"),
        (KeyKind::Text, "nullif(x, '')"),
    ] {
        assert!(text::cast("x", kind).starts_with(begins), "{kind:?}");
    }
}

#[test]
fn what_a_model_quotes_stays_quoted() {
    let hostile = DEEP
        .replace("\"open\", \"held\"", "\"o'pen\", \"back\\\\slash\"")
        .replace("table      = \"boards\"", "table      = \"select.order\"");
    let up = written(&hostile, &Options::plain()).up.sql;
    assert!(up.contains("in ('o''pen', E'back\\\\slash')"), "{up}");
    assert!(up.contains("on \"select\".\"order\""));
    assert!(up.contains("\"order\".\"team_id\""));
}

#[test]
fn restrictive_policies_deny_where_nobody_is_allowed_and_the_others_are_left_out() {
    let options = |mode| Options {
        mode,
        ..Options::plain()
    };
    let restrictive = written(DEEP, &options(Mode::Restrictive)).up.sql;
    let replace = written(DEEP, &options(Mode::Replace)).up.sql;
    let denied = "create policy \"ownguard_insert_ownguard_anonymous\" on \"public\".\"boards\"\n  as restrictive for insert to \"ownguard_anonymous\"\n  with check (false);";
    assert!(restrictive.contains(denied));
    assert!(
        !replace.contains(
            "create policy \"ownguard_insert_ownguard_anonymous\" on \"public\".\"boards\""
        )
    );
    assert!(
        !replace.contains("as restrictive")
            && !restrictive.contains("for select to \"ownguard_user\"\n  as permissive")
    );
}

#[test]
fn staff_have_a_role_of_their_own_or_none() {
    let names = |staff| {
        let options = Options {
            staff,
            ..Options::supabase()
        };
        let roles = written(DEEP, &options).roles;
        roles.into_iter().map(|role| role.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names(false),
        ["anon", "authenticated", "ownguard_service_robot"]
    );
    assert_eq!(names(true).last().unwrap(), "ownguard_staff_support");
}

#[test]
fn a_table_with_soft_deletion_has_functions_instead_of_delete() {
    let migration = written(DEEP, &Options::plain());
    let called: Vec<_> = migration
        .functions
        .iter()
        .map(|function| function.signature.as_str())
        .collect();
    assert!(
        called.contains(&"ownguard.\"delete_board\"(uuid)"),
        "{called:?}"
    );
    assert!(
        called.contains(&"ownguard.\"restore_card\"(bigint)"),
        "{called:?}"
    );
    assert!(
        !migration
            .up
            .sql
            .contains("for delete to \"ownguard_user\"\n  using (\n    (\"boards\"")
    );
    assert!(
        !migration
            .up
            .sql
            .contains("grant delete on \"public\".\"boards\"")
    );
}

#[test]
fn files_are_named_for_where_they_go() {
    let supabase = Options {
        stamp: Some("20260131120000".to_owned()),
        ..Options::supabase()
    };
    let paths = |options: &Options| {
        let migration = written(DEEP, options);
        [migration.up.path, migration.down.path, migration.audit.path]
    };
    assert_eq!(
        paths(&supabase),
        [
            "supabase/migrations/20260131120000_ownguard.sql",
            "supabase/ownguard/20260131120000_ownguard.down.sql",
            "supabase/ownguard/audit.sql"
        ]
    );
    assert_eq!(
        paths(&Options::plain()),
        ["ownguard.up.sql", "ownguard.down.sql", "ownguard.audit.sql"]
    );
}

#[test]
fn claims_are_found_by_the_names_of_their_path() {
    for (guest, person) in [
        (
            "app_metadata.guest",
            "auth.jwt() #> array['app_metadata', 'guest']::text[] = 'false')",
        ),
        (
            "https://app.example/guest",
            "#> array['https://app.example/guest']::text[] = 'true'",
        ),
        (
            "\"https://app.example/who\".kind=it's",
            "#> array['https://app.example/who', 'kind']::text[] <> to_jsonb('it''s'::text))",
        ),
    ] {
        let mut options = Options::supabase();
        options.claims.guest = Some(guest.to_owned());
        let up = written(DEEP, &options).up.sql;
        assert!(up.contains(person), "`{guest}`");
    }
}
