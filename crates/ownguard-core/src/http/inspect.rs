//! The third step: the rows of a JSON answer, each held against the decision,
//! the path and the rows around it, and written out with the fields its reader
//! may see. One pass over the bytes.

use super::judge::{Judged, Judgement, Outcome};
use super::labels::{LabelBook, RowRef};
use super::passage::Passage;
use super::refusal::{Refusal, Rejection};
use super::spec::{ActionRoute, Level, RouteKind};
use crate::json::{Fault, Kind, Limits, Node, Tape, Tree, Verdict};
use crate::model::Model;
use crate::principal::{Session, Timestamp};
use crate::relation::RelationSet;

/// What an answer's body was held against.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The passage of its request.
    pub passage: &'a Passage,
    /// The caller.
    pub session: &'a Session,
    /// The body, whole and not encoded.
    pub body: &'a [u8],
    /// What the label source said.
    pub labels: &'a LabelBook,
    /// Unix time in seconds.
    pub now: Timestamp,
}

/// The outcome of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inspection {
    /// This leaves.
    Release(Inspected),
    /// Labels of these rows must be known first.
    Need(Vec<RowRef>),
    /// Nothing of the answer leaves.
    Refuse(Rejection, Report),
}

/// A body that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The bytes.
    pub body: Vec<u8>,
    /// What was seen.
    pub report: Report,
    /// What the level kept from being enforced.
    pub would: Option<Refusal>,
}

/// What an inspection saw, for the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The rows that left.
    pub rows: Vec<RowRef>,
    /// Every relation that let one of them leave.
    pub relations: RelationSet,
    /// How many rows the caller may not see were left out silently.
    pub hidden: usize,
    /// Rows that the origin should not have sent; any is a leak event.
    pub leaked: Vec<RowRef>,
}

/// Inspects the body of a JSON answer.
pub fn inspect(model: &Model, answered: &Answered<'_>) -> Inspection {
    let refuse = |refusal: Refusal| Inspection::Refuse(refusal.into(), Report::default());
    let routes = &model.http().routes;
    let Some(route) = answered.passage.route.and_then(|at| routes.get(at)) else {
        return refuse(Refusal::NotInspectable);
    };
    let (RouteKind::Action(action), Some(layout)) = (&route.spec.kind, &route.layout) else {
        return refuse(Refusal::NotInspectable);
    };
    let limits = Limits {
        bytes: model.http().inspect_limit,
        ..Limits::default()
    };
    let tape = match Tape::scan(answered.body, layout, &limits) {
        Ok(tape) => tape,
        Err(error) => {
            let refusal = match error.fault {
                Fault::TooLarge | Fault::TooManyRows => Refusal::AnswerTooLarge,
                Fault::RowsNotFound => Refusal::RowsNotFound,
                Fault::NotUtf8
                | Fault::ByteOrderMark
                | Fault::Syntax
                | Fault::LoneSurrogate
                | Fault::Trailing
                | Fault::TooDeep
                | Fault::DuplicateMember => Refusal::NotInspectable,
            };
            return Inspection::Refuse(
                Rejection::about(refusal, &error.to_string()),
                Report::default(),
            );
        }
    };
    let judgement = Judgement {
        model,
        answered,
        route: action,
    };
    match judgement.judge(&tape) {
        Outcome::Need(rows) => Inspection::Need(rows),
        Outcome::Judged(judged) => conclude(answered, action, &tape, judged),
        Outcome::Refuse(rejection, report) => Inspection::Refuse(rejection, report),
    }
}

fn conclude(
    answered: &Answered<'_>,
    route: &ActionRoute,
    tape: &Tape<'_>,
    judged: Judged,
) -> Inspection {
    let level = answered.passage.level;
    let report = judged.report;
    // A row that the origin answers a read with, and the caller may not have, is as good as none.
    if judged.only_row_denied && route.action.only_reads() && level >= Level::Rows {
        return Inspection::Refuse(Refusal::ForeignRow.into(), report);
    }
    if judged.only_row_denied && level >= Level::Rows {
        return Inspection::Release(Inspected {
            body: Vec::new(),
            report,
            would: None,
        });
    }
    let clean = report.leaked.is_empty() && report.hidden == 0;
    if level == Level::Report || (level < Level::Fields && clean) {
        return Inspection::Release(Inspected {
            body: answered.body.to_vec(),
            would: (!report.leaked.is_empty()).then_some(Refusal::ForeignRow),
            report,
        });
    }
    let verdicts: Vec<Verdict<'_>> = judged
        .rows
        .iter()
        .map(
            |row| match row.and_then(|row| judged.plans.get(row.plan).map(|plan| (row, plan))) {
                Some((row, plan)) => Verdict::Keep {
                    plan: &plan.plan,
                    extra: judged
                        .extra
                        .get(row.extra.0..row.extra.1)
                        .unwrap_or_default(),
                },
                None => Verdict::Drop,
            },
        )
        .collect();
    let mut body = Vec::with_capacity(answered.body.len() + judged.extra.len());
    tape.emit(&verdicts, &mut body);
    Inspection::Release(Inspected {
        body,
        report,
        would: None,
    })
}

/// What an error body may say: `code` and `message` as scalars; `errors` as scalars, or lists or objects
/// of them, one level of objects with `field`, `path`, `code` and `message` included. A row is none of
/// these. `None` where the body is no JSON object.
pub fn inspect_error(model: &Model, body: &[u8]) -> Option<Vec<u8>> {
    let limits = Limits {
        bytes: model.http().inspect_limit,
        ..Limits::default()
    };
    let tree = Tree::parse(body, &limits).ok()?;
    let root = tree.root().filter(|root| root.kind() == Kind::Object)?;
    let passes = |name: &str, value: Node<'_>| match name {
        "code" | "message" => value.kind().is_scalar(),
        "errors" => tells_errors(value),
        _ => false,
    };
    let mut out = vec![b'{'];
    for member in root
        .members()
        .filter(|member| passes(&member.name, member.value))
    {
        if out.len() > 1 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(member.name.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(member.value.value().raw().as_bytes());
    }
    out.push(b'}');
    Some(out)
}

/// A text, a list of texts or of told errors, or texts by field.
fn tells_errors(errors: Node<'_>) -> bool {
    let texts = |node: Node<'_>| {
        let scalar = |item: Node<'_>| item.kind().is_scalar();
        scalar(node) || (node.kind() == Kind::Array && node.items().all(scalar))
    };
    let told = |error: Node<'_>| {
        let known = |name: &str| matches!(name, "field" | "path" | "code" | "message");
        error
            .members()
            .all(|member| known(&member.name) && texts(member.value))
    };
    match errors.kind() {
        Kind::Array => errors
            .items()
            .all(|item| texts(item) || (item.kind() == Kind::Object && told(item))),
        Kind::Object => {
            errors
                .members()
                .all(|member| member.value.kind() == Kind::Array && texts(member.value))
                || told(errors)
        }
        Kind::Null | Kind::Bool | Kind::Number | Kind::String => true,
    }
}
