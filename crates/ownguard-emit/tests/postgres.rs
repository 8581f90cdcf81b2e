//! The policies of whole models against what was last looked at, in files below
//! `tests/postgres/`. `BLESS=1 cargo test -p ownguard-emit --test postgres` writes
//! them: read the difference, since it is what databases will do.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_core::Model;
use ownguard_core::http::key::KeyKind;
use ownguard_emit::postgres::{Migration, Mode, Options, emit};
use ownguard_wire::model::{Format, read};
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const LEAKY: &str = include_str!("../../../tests/leaky-app/ownguard.toml");
const PEOPLE: &str = include_str!("../../../tests/models/good/people.toml");

fn migration(source: &str, options: &Options) -> Migration {
    let document = read(source, "ownguard.toml", Format::Toml).unwrap();
    let model = Model::compile(document.spec).unwrap();
    emit(&model, &document.storage, options)
}

#[track_caller]
fn check(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/postgres")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = known
        .lines()
        .zip(found.lines())
        .position(|(one, two)| one != two);
    let length = known.lines().count().min(found.lines().count());
    assert!(
        known == found,
        "{name} differs from line {}: run this test with BLESS=1 and read the difference",
        differs.unwrap_or(length) + 1
    );
}

#[test]
fn the_leaky_app_with_supabase_beside_other_policies() {
    let options = Options {
        stamp: Some("20260131120000".to_owned()),
        ..Options::supabase()
    };
    let written = migration(LEAKY, &options);
    check("leaky-app.supabase.restrictive.sql", &written.up.sql);
    check("leaky-app.supabase.down.sql", &written.down.sql);
    check("leaky-app.supabase.audit.sql", &written.audit.sql);
}

#[test]
fn the_leaky_app_with_settings_in_place_of_other_policies() {
    let options = Options {
        mode: Mode::Replace,
        subject: KeyKind::Uuid,
        staff: true,
        ..Options::plain()
    };
    check(
        "leaky-app.plain.replace.sql",
        &migration(LEAKY, &options).up.sql,
    );
}

#[test]
fn an_app_of_single_people() {
    let options = Options {
        mode: Mode::Replace,
        ..Options::plain()
    };
    check(
        "people.plain.replace.sql",
        &migration(PEOPLE, &options).up.sql,
    );
}

#[test]
fn what_is_written_hangs_on_the_model_alone() {
    let options = Options::supabase();
    assert_eq!(migration(LEAKY, &options), migration(LEAKY, &options));
}

/// What people write down, with a key that the database gives.
const SERIAL: &str = r#"
version = 1
[resources.note]
table = "notes"
key   = "id:int"
owner = "user_id"
show  = ["id", "title"]
write = ["title"]
[resources.note.grants]
owner = ["list", "read", "create"]
"#;

/// Two services: only one may read what a field of the rows that both write points at.
const PLANS: &str = r#"
version = 1
[tenancy]
name = "team"
table = "teams"
key = "id:text"
roles = ["member"]
members = { table = "team_members", tenant = "team_id", user = "user_id", role = "role" }
facts = ["origin:/facts"]
[services]
importer = { proof = "token" }
sorter = { proof = "token" }
[resources.folder]
table  = "folders"
key    = "id:text"
tenant = "team_id"
show   = ["id", "name"]
[resources.folder.grants]
service.sorter = ["read"]
[resources.note]
table  = "notes"
key    = "id:int"
tenant = "team_id"
visibility = "visibility"
show   = ["id", "title", "state", "folder_id"]
write  = ["title", "state", "folder_id", "visibility"]
[resources.note.grants]
service.importer = ["read", "create", "update"]
service.sorter   = ["read", "create", "update", "share"]
[resources.note.fields]
folder_id = { ref = "folder" }
state = { write = { "service.importer" = ["new"], "service.sorter" = ["sorted"] } }
"#;

#[test]
fn postgres_does_what_is_said_whoever_applies_it_and_whatever_stood_there() {
    let both = |source: &str, options: &Options| {
        let written = migration(source, options);
        json!({ "up": written.up.sql, "down": written.down.sql })
    };
    let ids = Options {
        subject: KeyKind::Uuid,
        ..Options::plain()
    };
    let replace = Options {
        mode: Mode::Replace,
        ..ids.clone()
    };
    let migrations = json!({
        "plain": both(LEAKY, &replace),
        "narrow": both(LEAKY, &ids),
        "supabase": both(LEAKY, &Options { mode: Mode::Replace, ..Options::supabase() }),
        "serial": both(SERIAL, &Options::plain()),
        "plans": both(PLANS, &Options::plain()),
    });
    let mut child = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres/run.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(migrations.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{said}");
    assert_eq!(told.lines().count(), 7, "{told}");
}
