//! Writes the policies of one model, for the tests and benches in JavaScript:
//! `policies MODEL plain|supabase restrictive|replace up|down|audit|repair`; the last
//! one as JSON.
#![expect(clippy::print_stdout, reason = "it writes to stdout")]

use ownguard_core::Model;
use ownguard_core::http::key::KeyKind;
use ownguard_emit::postgres::{Mode, Options, emit};
use ownguard_emit::repair::queries;
use ownguard_wire::model::{Format, read};
use serde_json::json;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, flavour, mode, what] = arguments.as_slice() else {
        return Err("four arguments: MODEL FLAVOUR MODE WHAT".into());
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("`{path}`: {error}"))?;
    let document = read(&text, path, Format::Toml).map_err(|problems| problems.to_string())?;
    let model = Model::compile(document.spec).map_err(|error| format!("{error:?}"))?;
    let options = match flavour.as_str() {
        "supabase" => Options::supabase(),
        _ => Options::plain(),
    };
    let mode = match mode.as_str() {
        "replace" => Mode::Replace,
        _ => Mode::Restrictive,
    };
    let options = Options {
        mode,
        subject: KeyKind::Uuid,
        ..options
    };
    if what == "repair" {
        let found = queries(&model, &document.storage);
        let found = found
            .iter()
            .map(|query| json!({ "id": query.id, "sql": query.sql }));
        print!("{}", found.collect::<serde_json::Value>());
        return Ok(());
    }
    let migration = emit(&model, &document.storage, &options);
    let file = match what.as_str() {
        "down" => migration.down,
        "audit" => migration.audit,
        _ => migration.up,
    };
    print!("{}", file.sql);
    Ok(())
}
