//! A write inside an app, judged as the same write over HTTP: the decision on the
//! row, the allow-list of fields and values, references, members' rules. Where the
//! app has not loaded what that needs, it is named.

use super::act::act;
use super::admit::Entry;
use super::headers::request::Front;
use super::identity::contradicts;
use super::labels::{LabelBook, RowRef};
use super::refusal::{Refusal, Rejection};
use super::request::{Body, Evidence, HeaderList, Need, Request, Stop};
use super::router::Bindings;
use super::spec::{ActionRoute, Answer, KeyFrom};
use crate::action::Action;
use crate::model::Model;
use crate::principal::{Session, Timestamp};
use std::borrow::Cow;

/// What an app is about to write.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The resource's place in the model.
    pub resource: usize,
    /// What is done.
    pub action: Action,
    /// The tenant that a new row is made in, from the path or the session.
    pub tenant: Option<&'a str>,
    /// The key of the existing row; its labels stand in `known`.
    pub key: Option<&'a str>,
    /// The key of the row that a new one stands under.
    pub parent: Option<&'a str>,
    /// Members by their names on the wire: an object in JSON.
    pub given: &'a [u8],
    /// Labels of every row that was loaded.
    pub known: &'a LabelBook,
}

/// What may be done with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It may be written as it is.
    Allowed {
        /// Whether an audit record must be made.
        audit: bool,
    },
    /// These rows must be loaded first: it points at them, or stands under them.
    Load(Vec<RowRef>),
    /// It is refused.
    Refused(Rejection),
}

/// Judges an input. Levels below `full` are of the gate: here everything is enforced.
pub fn judge_input(model: &Model, session: &Session, input: &Input<'_>, now: Timestamp) -> Judged {
    let json = ("content-type".to_owned(), "application/json".to_owned());
    let request = Request {
        method: "POST",
        target: "/",
        headers: &HeaderList(vec![json]),
        front: Front::Client,
        origin: "",
    };
    let evidence = Evidence {
        session: Some(session),
        by_cookie: false,
        more_facts: false,
        labels: input.known,
        body: Body::Read(input.given),
    };
    let entry = Entry {
        model,
        request: &request,
        evidence: &evidence,
        now,
    };
    let route = ActionRoute {
        resource: input.resource,
        action: input.action,
        composite: false,
        answer: Answer::Nothing,
        sites: Vec::new(),
        pass: Vec::new(),
        key: KeyFrom::Path,
        parent: None,
        body: None,
        args: Vec::new(),
        can: false,
        screen: None,
    };
    let bindings = Bindings {
        tenant: None,
        key: input.key.map(Cow::Borrowed),
        ancestors: [input.parent.map(Cow::Borrowed), None],
        link: None,
    };
    match act(&entry, &route, &bindings, session, input.tenant) {
        Ok((_, Some(rejection))) => Judged::Refused(rejection),
        Ok((admitted, None)) => Judged::Allowed {
            audit: admitted.audit,
        },
        Err(Stop::Need(Need::Labels(rows))) => Judged::Load(rows),
        Err(Stop::Need(Need::Session { .. } | Need::Facts | Need::Body)) => {
            Judged::Refused(Refusal::LabelsUnavailable.into())
        }
        Err(Stop::Reject(rejection)) => Judged::Refused(rejection),
    }
}

/// Whether a member of that name and value says that the caller is somebody else, or of another tenant
/// than this one (without one: than any of theirs).
pub fn names_somebody_else(
    model: &Model,
    session: &Session,
    name: &str,
    value: &str,
    tenant: Option<&str>,
) -> bool {
    contradicts(&model.http().identity_names, name, value, session, tenant)
}
