//! What a call of the phone's library costs from Rust itself: `ownguard-bench-mobile <folder>` writes the
//! documents that the Swift and the Kotlin bench read too (`model.json`, `session.json`, `one.json` of 2 kB,
//! `page.json` of 50 rows), measures, and prints one line of JSON: microseconds a call, the median of many
//! rounds, and a hash of what was answered. Writes to that folder alone.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop; it keeps time, and writes what the others read"
)]

use ownguard_benches::random::Sequence;
use ownguard_mobile::{Access, Guard, GuardError, SessionFacts};
use ownguard_wire::model::{Format, to_json};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

/// Invoices as a phone gets them, with their lines.
const MODEL: &str = include_str!("../mobile.toml");
const NOW: i64 = 1_800_000_000;
const MEMBER: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";
const WORKSPACE: &str = "11111111-2222-4333-8444-555555555555";
const ROUNDS: usize = 250;
const WARM: usize = 50;

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.expect("usage: ownguard-bench-mobile <folder>");
    let model = to_json(MODEL, "mobile.toml", Format::Toml).expect("the model is good");
    let claims = format!(
        "{{\"sub\":\"{MEMBER}\",\"iat\":{NOW},\"exp\":{},\"app_metadata\":{{\"workspaces\":{{\"{WORKSPACE}\":\"viewer\"}}}}}}",
        NOW + 3_600
    );
    let mut random = Sequence::new(7);
    let one = invoice(&mut random, 0, 8);
    let rows: Vec<String> = (0..50).map(|at| invoice(&mut random, at, 0)).collect();
    let page = format!("{{\"data\":[{}],\"nextCursor\":\"NTA\"}}", rows.join(","));
    for (name, text) in [
        ("model", &model),
        ("session", &claims),
        ("one", &one),
        ("page", &page),
    ] {
        std::fs::write(folder.join(format!("{name}.json")), text).expect("the folder takes it");
    }
    let session = SessionFacts {
        claims: Some(claims),
        ..SessionFacts::default()
    };
    let access = Guard::new(&model).and_then(|guard| guard.bind(session, NOW));
    let access = access.expect("the session is good");
    let said = measured(&access, &one, &page).expect("the documents are good");
    // A reader that went away is no fault of the run.
    drop(writeln!(std::io::stdout(), "{said}"));
}

fn measured(access: &Access, one: &str, page: &str) -> Result<String, GuardError> {
    let redact = || access.redact(one, "invoice", None, NOW);
    let redact_page = || access.redact_page(page, "invoice", None, NOW);
    let can = || access.can("update", "invoice", Some(one.to_owned()), None, NOW);
    let answers = [redact()?, redact_page()?, can()?.to_string()];
    let costs = [
        ("redact", median(200, redact)),
        ("redactPage", median(10, redact_page)),
        ("can", median(200, can)),
    ];
    let mut said = String::from("{");
    for (name, cost) in costs {
        let _ = write!(said, "\"{name}\":{cost:.3},");
    }
    let _ = write!(said, "\"answers\":\"{:016x}\"}}", hash(&answers));
    Ok(said)
}

/// Microseconds a call: the median of rounds, after some that do not count.
fn median<T>(calls: usize, call: impl Fn() -> T) -> f64 {
    let round = || {
        let began = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        began.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
    };
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round()).skip(WARM).collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

/// FNV-1a of 64 bits over the answers, with a line break behind each.
fn hash(answers: &[String]) -> u64 {
    let bytes = answers
        .iter()
        .flat_map(|answer| answer.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// An invoice of twenty fields. Every third is the caller's own.
fn invoice(random: &mut Sequence, at: usize, lines: usize) -> String {
    let owner = if at.is_multiple_of(3) {
        MEMBER.to_owned()
    } else {
        random.uuid()
    };
    let id = random.uuid();
    let cents = random.below(900_000) + 100_000;
    let mut text = format!(
        r#"{{"id":"{id}","workspaceId":"{WORKSPACE}","createdBy":"{owner}","visibility":"private","deletedAt":null,"number":"INV-{at}","status":"open","currency":"EUR","subtotal":{cents},"tax":{},"total":{},"dueAt":"2026-12-15","issuedAt":"2026-11-15","paidAt":null,"customerName":"Ada \"A\" Ltd","customerEmail":"b{at}@example.com","customerPhone":"+44 20 0{at:03}","internalNotes":"pays late","margin":0.{at:02},"stripeCustomerId":"cus_{cents}""#,
        cents / 5,
        cents + cents / 5,
    );
    let lines: Vec<String> = (0..lines)
        .map(|line| {
            let key = random.uuid();
            format!(r#"{{"id":"{key}","invoiceId":"{id}","text":"Hours of work, week {line}","amount":{},"cost":{},"createdAt":"2026-11-15T09:00:00Z"}}"#, cents / 8, cents / 9)
        })
        .collect();
    if !lines.is_empty() {
        let _ = write!(text, ",\"lines\":[{}]", lines.join(","));
    }
    text + "}"
}
