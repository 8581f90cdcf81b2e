//! The second step: what of the origin's answer may go on, by its head. Says
//! which headers leave, and what becomes of the body.

use super::cache::{
    Body as BodyEdit, PRIVATE_SET, check_fresh, is_unencoded, private_edits, public_edits,
};
use super::content_type::{BodyKind, MediaType};
use super::headers::HeaderEdits;
use super::headers::redirect::redirect_stays;
use super::passage::{Handling, Passage};
use super::refusal::{Refusal, Rejection};
use super::request::HeaderList;
use super::spec::{Answer, Level};
use crate::model::Model;

/// The head of the origin's answer, untrusted.
#[derive(Clone, Copy, Debug)]
pub struct AnswerHead<'a> {
    /// The status.
    pub status: u16,
    /// All header fields.
    pub headers: &'a HeaderList,
    /// The gate's own origin, as clients see it.
    pub gate: &'a str,
    /// The origin's own origin; redirects to it are turned to the gate.
    pub upstream: &'a str,
}

/// What a shell does with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The status.
    pub status: u16,
    /// Names of headers that do not leave.
    pub remove: Vec<String>,
    /// Headers that are set, after the removals.
    pub set: Vec<(&'static str, String)>,
    /// What becomes of the body.
    pub body: BodyPlan,
    /// What the level kept from being enforced.
    pub would: Option<Rejection>,
}

/// What becomes of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyPlan {
    /// It passes as it comes.
    Pass,
    /// It is dropped.
    Drop,
    /// It is read whole and inspected.
    Inspect,
    /// It is read whole, and only what an error may say passes.
    InspectError,
    /// The whole answer is replaced by the gate's own for this status; none of its headers leave.
    Own,
    /// The whole answer is replaced by a refusal.
    Refuse(Rejection),
}

/// Decides what of an answer may leave.
pub fn release(model: &Model, passage: &Passage, answer: &AnswerHead<'_>) -> Release {
    let release = match passage.handling {
        // No upgrade without an allowed decision, and nothing of an origin that breaks on the way to a session.
        Handling::Public | Handling::Auth if answer.status == 101 => {
            refused(answer, Refusal::OriginFailed)
        }
        Handling::Auth if answer.status >= 500 => refused(answer, Refusal::OriginFailed),
        Handling::Public => edited(answer, public_edits(answer.headers.iter()), BodyPlan::Pass),
        Handling::Untouched => untouched(answer, BodyPlan::Pass),
        Handling::Auth => without_foreign_readers(
            model,
            answer,
            edited(
                answer,
                private_edits(answer.headers.iter(), BodyEdit::AsSent),
                BodyPlan::Pass,
            ),
        ),
        Handling::Unchecked => {
            without_foreign_readers(model, answer, unchecked(model, passage, answer))
        }
        Handling::Action(_) if passage.level == Level::Report => action(model, passage, answer),
        Handling::Action(_) => {
            without_foreign_readers(model, answer, action(model, passage, answer))
        }
    };
    match &release.body {
        BodyPlan::Refuse(rejection) if passage.level < rejection.refusal.enforced_from() => {
            let rejection = rejection.clone();
            let edits = private_edits(answer.headers.iter(), BodyEdit::AsSent);
            let passed = match passage.level {
                Level::Report => untouched(answer, BodyPlan::Pass),
                Level::Cache | Level::Rows | Level::Fields | Level::Full => {
                    edited(answer, edits, BodyPlan::Pass)
                }
            };
            Release {
                would: Some(rejection),
                ..passed
            }
        }
        BodyPlan::Pass
        | BodyPlan::Drop
        | BodyPlan::Inspect
        | BodyPlan::InspectError
        | BodyPlan::Own
        | BodyPlan::Refuse(_) => release,
    }
}

fn untouched(answer: &AnswerHead<'_>, body: BodyPlan) -> Release {
    Release {
        status: answer.status,
        remove: Vec::new(),
        set: Vec::new(),
        body,
        would: None,
    }
}

fn edited(answer: &AnswerHead<'_>, edits: HeaderEdits<'_>, body: BodyPlan) -> Release {
    let set = edits
        .set
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Release {
        status: answer.status,
        remove: edits.remove.into_iter().map(str::to_owned).collect(),
        set: set.collect(),
        body,
        would: None,
    }
}

fn refused(answer: &AnswerHead<'_>, rejection: impl Into<Rejection>) -> Release {
    let rejection = rejection.into();
    let status = rejection.refusal.status();
    let set = PRIVATE_SET
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    Release {
        status,
        set,
        ..untouched(answer, BodyPlan::Refuse(rejection))
    }
}

/// No page of another site reads a private answer, unless the model lists its origin (Fetch, section
/// 3.3: CORS).
fn without_foreign_readers(
    model: &Model,
    answer: &AnswerHead<'_>,
    mut release: Release,
) -> Release {
    let reader = answer.headers.single("access-control-allow-origin");
    let listed = |reader: &str| {
        reader == answer.gate || model.http().origins.iter().any(|known| known == reader)
    };
    if !reader.is_some_and(listed) {
        let named = answer.headers.iter().map(|(name, _)| name);
        let of_cors = |name: &&str| {
            name.get(..15)
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case("access-control-"))
        };
        release
            .remove
            .extend(named.filter(of_cors).map(str::to_owned));
    }
    release
}

fn unchecked(model: &Model, passage: &Passage, answer: &AnswerHead<'_>) -> Release {
    if check_fresh(answer.status, answer.headers.iter()).is_err() {
        return refused(answer, Refusal::OriginCached);
    }
    if answer.status == 101 && !passage.websocket {
        return refused(answer, Refusal::OriginFailed);
    }
    // What an origin says when it breaks, it says to its developers.
    if answer.status >= 500 && passage.route.is_some() {
        return refused(answer, Refusal::OriginFailed);
    }
    let edits = private_edits(answer.headers.iter(), BodyEdit::AsSent);
    redirected(model, answer, edited(answer, edits, BodyPlan::Pass))
}

fn action(model: &Model, passage: &Passage, answer: &AnswerHead<'_>) -> Release {
    let kind = match passage.handling {
        Handling::Action(kind) => kind,
        Handling::Public | Handling::Untouched | Handling::Unchecked | Handling::Auth => {
            Answer::Nothing
        }
    };
    let level = passage.level;
    if level == Level::Report && passage.head {
        return untouched(answer, BodyPlan::Pass);
    }
    if level == Level::Report {
        return untouched(
            answer,
            if observable(model, kind, answer) {
                BodyPlan::Inspect
            } else {
                BodyPlan::Pass
            },
        );
    }
    if check_fresh(answer.status, answer.headers.iter()).is_err() {
        return refused(answer, Refusal::OriginCached);
    }
    let as_sent = |body| {
        edited(
            answer,
            private_edits(answer.headers.iter(), BodyEdit::AsSent),
            body,
        )
    };
    if level == Level::Cache {
        return as_sent(BodyPlan::Pass);
    }
    let rewritten = |body| {
        edited(
            answer,
            private_edits(answer.headers.iter(), BodyEdit::Rewritten),
            body,
        )
    };
    match answer.status {
        101 if passage.websocket => as_sent(BodyPlan::Pass),
        204 | 205 => rewritten(BodyPlan::Drop),
        200..=299 => match kind {
            Answer::Json
                if passage.head && answer.headers.single("content-length") == Some("0") =>
            {
                rewritten(BodyPlan::Drop)
            }
            Answer::Json if is_json(answer) => rewritten(BodyPlan::Inspect),
            Answer::Json if empty_write(passage, answer) => rewritten(BodyPlan::Drop),
            Answer::Json => refused(answer, Refusal::NotInspectable),
            Answer::Stream | Answer::File => as_sent(BodyPlan::Pass),
            Answer::Nothing => rewritten(BodyPlan::Drop),
        },
        300..=399 => redirected(model, answer, rewritten(BodyPlan::Drop)),
        400 | 409 | 422 if is_json(answer) => rewritten(BodyPlan::InspectError),
        // Whoever cannot read a row is told that it does not exist, also where the origin says more.
        403 if passage.method.is_safe()
            && passage.admitted.as_ref().is_some_and(|to| to.key.is_some()) =>
        {
            Release {
                status: 404,
                ..own(answer)
            }
        }
        400..=499 => own(answer),
        _ => refused(answer, Refusal::OriginFailed),
    }
}

/// The gate's own answer for the origin's status, the same whichever side said it.
fn own(answer: &AnswerHead<'_>) -> Release {
    let set = PRIVATE_SET
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let retry = answer
        .headers
        .single("retry-after")
        .map(|after| ("retry-after", after.to_owned()));
    let set = set.chain(retry.filter(|_| answer.status == 429)).collect();
    Release {
        set,
        ..untouched(answer, BodyPlan::Own)
    }
}

/// A write may answer with nothing, whatever its status.
fn empty_write(passage: &Passage, answer: &AnswerHead<'_>) -> bool {
    !passage.method.is_safe() && answer.headers.single("content-length") == Some("0")
}

fn is_json(answer: &AnswerHead<'_>) -> bool {
    let media = answer
        .headers
        .single("content-type")
        .and_then(|named| MediaType::parse(named).ok());
    media.is_some_and(|media| media.body() == BodyKind::Json) && is_unencoded(answer.headers.iter())
}

/// At `report` an answer is looked into only where its length is known to fit.
fn observable(model: &Model, kind: Answer, answer: &AnswerHead<'_>) -> bool {
    let length = answer
        .headers
        .single("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    let fits = length.is_some_and(|length| length <= model.http().inspect_limit);
    kind == Answer::Json && fits && (200..300).contains(&answer.status) && is_json(answer)
}

/// Redirects stay on the origin; those to its own address are turned to the gate.
fn redirected(model: &Model, answer: &AnswerHead<'_>, mut release: Release) -> Release {
    if !(300..400).contains(&answer.status) {
        return release;
    }
    let behind = answer
        .headers
        .single("location")
        .and_then(|location| location.strip_prefix(answer.upstream));
    if let Some(behind) =
        behind.filter(|behind| behind.is_empty() || behind.starts_with(['/', '?', '#']))
    {
        release
            .set
            .push(("location", format!("{}{behind}", answer.gate)));
        return release;
    }
    let listed = model.http().origins.iter().map(String::as_str);
    let origins: Vec<&str> = std::iter::once(answer.gate).chain(listed).collect();
    if redirect_stays(answer.status, answer.headers.iter(), &origins) {
        return release;
    }
    refused(answer, Refusal::OriginRedirects)
}
