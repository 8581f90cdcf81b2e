//! An answer of 50 invoices of 20 fields, some 25 KB, and the steps it goes
//! through: `release` and `inspect`.

use crate::NOW;
use crate::exchange::{MEMBER, ORIGIN, WORKSPACE};
use crate::random::Sequence;
use ownguard_core::http::{
    AnswerHead, Answered, HeaderList, Inspection, LabelBook, Passage, Release, inspect, release,
};
use ownguard_core::{Model, Session};
use std::fmt::Write;

/// How many rows the answer has.
pub const ROWS: usize = 50;

/// The body. A third of the rows are the caller's own, so that they see more of these.
pub fn body() -> Vec<u8> {
    let mut random = Sequence::new(3);
    let mut text = String::from("{\"data\":[");
    for at in 0..ROWS {
        let owner = if at % 3 == 0 {
            MEMBER.to_owned()
        } else {
            random.uuid()
        };
        let comma = if at == 0 { "" } else { "," };
        let id = random.uuid();
        let cents = random.below(900_000) + 100_000;
        let number = 1_000 + at;
        write!(
            text,
            r#"{comma}{{"id":"{id}","workspaceId":"{WORKSPACE}","createdBy":"{owner}","visibility":"private","deletedAt":null,"number":"INV-{number}","status":"open","currency":"EUR","subtotal":{cents},"tax":{},"total":{},"dueAt":"2026-12-15","issuedAt":"2026-11-15","paidAt":null,"customerName":"Ada \"A\" Ltd","customerEmail":"b{at}@example.com","customerPhone":"+44 20 0{at:03}","internalNotes":"pays late","margin":0.{at:02},"stripeCustomerId":"cus_{cents}"}}"#,
            cents / 5,
            cents + cents / 5,
        )
        .expect("a string takes all");
    }
    text.push_str("],\"nextCursor\":\"NTA\"}");
    text.into_bytes()
}

/// The head of the answer, as a Next.js app gives it.
pub fn head() -> HeaderList {
    let fields = [
        ("content-type", "application/json"),
        ("content-length", "25000"),
        ("cache-control", "private, no-cache"),
        ("date", "Sat, 21 Nov 2026 09:00:00 GMT"),
        ("etag", "\"a1b2c3\""),
        ("vary", "rsc, next-router-state-tree, accept-encoding"),
        ("x-powered-by", "Next.js"),
        ("connection", "keep-alive"),
    ];
    let owned = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    HeaderList(owned.into())
}

/// Releases the head.
pub fn released(model: &Model, passage: &Passage, headers: &HeaderList) -> Release {
    let answer = AnswerHead {
        status: 200,
        headers,
        gate: ORIGIN,
        upstream: "https://origin.example.com",
    };
    release(model, passage, &answer)
}

/// Inspects the body: the bytes that leave.
pub fn inspected(model: &Model, passage: &Passage, session: &Session, body: &[u8]) -> Vec<u8> {
    let answered = Answered {
        passage,
        session,
        body,
        labels: &LabelBook::default(),
        now: NOW,
    };
    match inspect(model, &answered) {
        Inspection::Release(inspected) => inspected.body,
        Inspection::Need(_) | Inspection::Refuse(..) => unreachable!("the answer is the caller's"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{passage, session};
    use crate::{MODEL, compile};

    #[test]
    fn the_answer_is_of_the_size_that_is_told_and_leaves_redacted() {
        let (model, body) = (compile(MODEL), body());
        assert!((25_000..=26_000).contains(&body.len()), "{}", body.len());
        let out = inspected(&model, &passage(&model), &session(), &body);
        let text = String::from_utf8(out).unwrap_or_default();
        assert_eq!(text.matches("\"number\":").count(), ROWS);
        for gone in ["internalNotes", "margin", "stripeCustomerId", "deletedAt"] {
            assert!(!text.contains(gone), "{gone}");
        }
        let own = ROWS.div_ceil(3);
        assert_eq!(text.matches("\"customerPhone\":\"").count(), own);
        assert_eq!(
            text.matches("\"customerEmail\":\"b***@").count(),
            ROWS - own
        );
    }
}
