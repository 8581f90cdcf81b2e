//! What of an admitted request reaches the origin, and what passes where the
//! level does not enforce a refusal.

use super::{Asked, Entry, reach};
use crate::http::headers::HeaderFault;
use crate::http::headers::request::{Reach, RequestRules, request_edits};
use crate::http::method::Method;
use crate::http::passage::{Admission, Admitted, Handling, Passage};
use crate::http::path::{Canonical, canonical};
use crate::http::query::without_method_override;
use crate::http::refusal::{Refusal, Rejection};
use crate::http::request::Stop;
use crate::http::spec::{Answer, Level};

impl Entry<'_> {
    pub(super) fn forward(
        &self,
        asked: &Asked<'_>,
        reach: Reach,
        handling: Handling,
        admitted: Option<Admitted>,
    ) -> Result<Passage, Stop> {
        let headers = self.request.headers;
        let streams = match handling {
            Handling::Action(Answer::Stream) | Handling::Unchecked => true,
            Handling::Action(Answer::Json | Answer::File | Answer::Nothing)
            | Handling::Public
            | Handling::Untouched
            | Handling::Auth => false,
        };
        let websocket = streams
            && headers
                .single("upgrade")
                .is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
        let rules = RequestRules {
            reach,
            inspected: handling == Handling::Action(Answer::Json),
            front: self.request.front,
            websocket,
        };
        let edits = request_edits(headers.iter(), rules).map_err(header_refusal)?;
        let level = self.model.http().level;
        if level == Level::Report {
            let handling = if admitted.is_some() {
                handling
            } else {
                Handling::Untouched
            };
            return Ok(Passage {
                route: Some(asked.at),
                handling,
                admitted,
                ..self.untouched(asked.method)
            });
        }
        Ok(Passage {
            route: Some(asked.at),
            handling,
            method: asked.method.decided_as(),
            head: asked.method == Method::Head,
            target: whole(asked.path),
            remove: edits.remove.into_iter().map(str::to_owned).collect(),
            set: edits.set,
            websocket,
            admitted,
            would: None,
            level,
        })
    }

    /// Rejects, or below the level that enforces it, lets the request pass and says what would have been.
    pub(super) fn refuse(&self, rejection: Rejection) -> Admission {
        let level = self.model.http().level;
        if level >= rejection.refusal.enforced_from() {
            return Admission::Reject(rejection);
        }
        let Some(method) = Method::parse(self.request.method) else {
            return Admission::Reject(rejection);
        };
        let untouched = Passage {
            would: Some(rejection.clone()),
            ..self.untouched(method)
        };
        if level == Level::Report {
            return Admission::Forward(Box::new(untouched));
        }
        let rules = RequestRules {
            reach: reach(method),
            inspected: false,
            front: self.request.front,
            websocket: true,
        };
        let headers = self.request.headers;
        match (
            request_edits(headers.iter(), rules),
            canonical(self.request.target),
        ) {
            (Ok(edits), Ok(path)) => Admission::Forward(Box::new(Passage {
                handling: Handling::Unchecked,
                method: method.decided_as(),
                target: whole(&path),
                remove: edits.remove.into_iter().map(str::to_owned).collect(),
                ..untouched
            })),
            (Err(_), _) | (_, Err(_)) => Admission::Reject(rejection),
        }
    }

    /// The request as it came.
    pub(super) fn untouched(&self, method: Method) -> Passage {
        Passage {
            route: None,
            handling: Handling::Untouched,
            method,
            head: method == Method::Head,
            target: self.request.target.to_owned(),
            remove: Vec::new(),
            set: &[],
            websocket: self.request.headers.has("upgrade"),
            admitted: None,
            would: None,
            level: self.model.http().level,
        }
    }
}

/// The target that is sent: the canonical path, and the query with the four characters escaped that a
/// URL parser on the way would escape (WHATWG URL, section 1.3), so that the proof covers what arrives.
fn whole(path: &Canonical<'_>) -> String {
    let Some(query) = path.query().filter(|query| !query.is_empty()) else {
        return path.path().to_owned();
    };
    let mut target = format!("{}?", path.path());
    for char in without_method_override(query).chars() {
        match char {
            '"' => target.push_str("%22"),
            '\'' => target.push_str("%27"),
            '<' => target.push_str("%3C"),
            '>' => target.push_str("%3E"),
            _ => target.push(char),
        }
    }
    target
}

fn header_refusal(fault: HeaderFault) -> Refusal {
    match fault {
        HeaderFault::TooLarge => Refusal::HeadersTooLarge,
        HeaderFault::Precondition => Refusal::PreconditionFailed,
        HeaderFault::BadName
        | HeaderFault::BadValue
        | HeaderFault::Duplicate
        | HeaderFault::Framing
        | HeaderFault::ConnectionLists => Refusal::BadHeaders,
    }
}
