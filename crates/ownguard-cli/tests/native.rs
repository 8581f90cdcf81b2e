//! The native binary: files are read and written as they are, all of them or none, and nothing is
//! coloured where there is no terminal.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail loudly, and read and write files"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("ownguard-cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn run(&self, args: &[&str], stdin: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ownguard"))
            .args(args)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(stdin.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const MODEL: &str = include_str!("notes.toml");

#[test]
fn the_default_model_is_read_and_nothing_is_coloured() {
    let folder = Folder::new("check").with("ownguard.toml", MODEL);
    let output = folder.run(&["check"], "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("ownguard.toml: good"));
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn exit_codes_tell_no_from_a_bad_question() {
    let folder = Folder::new("codes").with("bad.toml", "version = 2\n");
    assert_eq!(
        folder.run(&["check", "-m", "bad.toml"], "").status.code(),
        Some(1)
    );
    assert_eq!(folder.run(&["check"], "").status.code(), Some(2));
    assert_eq!(
        folder
            .run(&["explain", "note", "-m", "bad.toml"], "")
            .status
            .code(),
        Some(2)
    );
    assert_eq!(folder.run(&["check", "-m", "."], "").status.code(), Some(2));
}

#[test]
fn a_question_may_stand_at_standard_input() {
    let folder = Folder::new("stdin").with("ownguard.toml", MODEL);
    let question = r#"{ "caller": { "kind": "anonymous" }, "resource": "note", "action": "create", "target": { "new": { "tenant": "t1" } } }"#;
    let output = folder.run(&["decide", "-"], question);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"anonymous\""));
}

#[test]
fn a_file_is_written_whole_and_nothing_is_left_beside_it() {
    let folder = Folder::new("write").with("out/schema.json", "old");
    for _ in 0..2 {
        let output = folder.run(&["schema", "--out", "out/schema.json"], "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let schema = text(&folder.run(&["schema"], "").stdout);
        assert_eq!(
            fs::read_to_string(folder.0.join("out/schema.json")).unwrap(),
            schema
        );
        assert_eq!(names(&folder.0.join("out")), ["schema.json"]);
    }
}

#[test]
fn where_a_file_cannot_be_written_nothing_is() {
    let folder = Folder::new("blocked").with("taken/inside", "x");
    let output = folder.run(&["schema", "--out", "taken"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("`taken` cannot be written"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(names(&folder.0), ["taken"]);
}

#[test]
fn a_review_finds_tests_below_the_folder_and_not_in_what_was_installed() {
    let folder = Folder::new("review")
        .with("ownguard.toml", MODEL)
        .with("app/a.test.ts", "get('/health')")
        .with("node_modules/x/b.test.ts", "note.create");
    let output = folder.run(&["explain", "--review", "--format", "json"], "");
    let told = text(&output.stdout);
    assert!(
        told.contains("\"app/a.test.ts\"") && !told.contains("b.test.ts"),
        "{told}"
    );
}

#[test]
fn where_one_of_several_files_cannot_be_written_none_is() {
    let folder = Folder::new("several")
        .with("ownguard.toml", MODEL)
        .with("db/ownguard.audit.sql/inside", "x");
    let output = folder.run(&["rls", "--flavour", "plain", "--out", "db"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`db/ownguard.audit.sql` cannot be written"));
    assert_eq!(names(&folder.0.join("db")), ["ownguard.audit.sql"]);
}

#[test]
fn a_draft_replaces_no_model() {
    let folder = Folder::new("draft")
        .with(
            "schema.sql",
            "create table notes (id uuid primary key, user_id uuid);",
        )
        .with("ownguard.toml", "mine");
    let output = folder.run(&["init", "--from", "schema.sql"], "");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(folder.0.join("ownguard.toml")).unwrap(),
        "mine"
    );
}
