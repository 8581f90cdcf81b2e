//! 10,000 generated documents: the shell must give what the core's inspection of the same answer gives, with
//! `_can` on every row, byte for byte; what it gave must be given again unchanged. Where
//! `OWNGUARD_DOCUMENTS` names a file, the documents and what the core gives of each are left there, for
//! Swift and Kotlin to show the same: a line of JSON each, the first says by which model, when and to whom.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail loudly"
)]

mod world;

use ownguard_core::Session;
use ownguard_core::http::spec::{Answer, Level};
use ownguard_core::http::{Admitted, Answered, Handling, Method, Passage};
use ownguard_core::http::{Inspection, LabelBook, Refusal, inspect};
use ownguard_mobile::{Access, Guard, GuardError};
use serde_json::json;
use std::{env, fs};
use world::{MODEL, NOW, Random, World, callers, document, page};

const DOCUMENTS: usize = 10_000;

#[test]
fn generated_documents_are_shown_as_the_core_shows_them() {
    let guard = Guard::new(MODEL).unwrap();
    let world = World::new();
    let told = callers();
    let sessions: Vec<_> = told
        .iter()
        .map(|told| json!({ "claims": told.claims, "facts": told.facts }))
        .collect();
    let mut lines = vec![json!({ "model": MODEL, "now": NOW, "sessions": sessions }).to_string()];
    let callers: Vec<_> = told
        .into_iter()
        .enumerate()
        .map(|(at, told)| (at, world.session(&told), guard.bind(told, NOW).unwrap()))
        .collect();
    let mut random = Random(0x6f77_6e67_7561_7264);
    let (mut shown, mut refused, mut rows) = (0, 0, 0);
    for turn in 0..DOCUMENTS {
        let (caller, session, access) = random.pick(&callers);
        let kind = &world::KINDS[*random.pick(&[0, 0, 0, 0, 1, 2, 2, 3])];
        let many = random.chance(2);
        let body = if many {
            page(&mut random, kind)
        } else {
            document(&mut random, kind)
        };
        let expected = core(&world, session, kind.name, many, &body);
        let (text, error) = (expected.as_ref().ok(), expected.as_ref().err());
        lines.push(
            json!({
                "session": caller, "resource": kind.name, "page": many, "json": body,
                "shown": text, "error": error,
            })
            .to_string(),
        );
        let got = shell(access, kind.name, many, &body);
        assert_eq!(got, expected, "document {turn}, `{}`: {body}", kind.name);
        match &got {
            Ok(text) => {
                shown += 1;
                rows += text.matches("\"_can\"").count();
                assert_eq!(
                    shell(access, kind.name, many, text),
                    got,
                    "again, {turn}: {body}"
                );
            }
            Err(_) => refused += 1,
        }
    }
    assert!(
        shown > 4_000 && refused > 2_000 && rows > 5_000,
        "{shown} {refused} {rows}"
    );
    if let Some(file) = env::var_os("OWNGUARD_DOCUMENTS") {
        fs::write(file, lines.join("\n")).unwrap();
    }
}

fn shell(access: &Access, resource: &str, many: bool, body: &str) -> Result<String, String> {
    let shown = if many {
        access.redact_page(body, resource, None, NOW)
    } else {
        access.redact(body, resource, None, NOW)
    };
    shown.map_err(|error: GuardError| error.code().to_owned())
}

fn core(
    world: &World,
    session: &Session,
    resource: &str,
    many: bool,
    body: &str,
) -> Result<String, String> {
    let passage = Passage {
        route: Some(world.route(resource, many)),
        handling: Handling::Action(Answer::Json),
        method: Method::Get,
        head: false,
        target: "/".to_owned(),
        remove: Vec::new(),
        set: &[],
        websocket: false,
        admitted: Some(Admitted::default()),
        would: None,
        level: Level::Full,
    };
    let answered = Answered {
        passage: &passage,
        session,
        body: body.as_bytes(),
        labels: &LabelBook::default(),
        now: NOW,
    };
    match inspect(&world.model, &answered) {
        Inspection::Release(inspected) => Ok(String::from_utf8(inspected.body).expect("text")),
        Inspection::Need(_) => Err("labels_missing".to_owned()),
        Inspection::Refuse(rejection, _) => Err(match rejection.refusal {
            Refusal::ForeignRow => "refused",
            Refusal::AnswerTooLarge => "too_large",
            Refusal::RowsNotFound => "rows_not_found",
            Refusal::NotInspectable => "json_invalid",
            other => other.name(),
        }
        .to_owned()),
    }
}
