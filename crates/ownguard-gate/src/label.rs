//! Asking the app for labels of rows: which calls, with which proof, and what
//! their answers say.

use ownguard_core::http::{HeaderList, LabelBook, RowRef, labels_in_answer};
use ownguard_verify::proof::{self, Body, Purpose, Statement, Target};
use ownguard_wire::labels::{MAX_KEYS, parse, request};
use std::collections::VecDeque;

use crate::gate::Gate;
use crate::step::{Failure, Fetch, Moment};

/// How long the label or fact source may take, in milliseconds.
pub(crate) const SOURCE_PATIENCE: u32 = 3_000;

/// The calls that are still to be made: rows of one resource each.
pub(crate) type Calls = VecDeque<Vec<RowRef>>;

/// Splits rows into calls.
pub(crate) fn calls(mut rows: Vec<RowRef>) -> Calls {
    rows.sort();
    let mut calls = Calls::new();
    for row in rows {
        match calls.back_mut() {
            Some(call)
                if call.len() < MAX_KEYS
                    && call
                        .first()
                        .is_some_and(|first| first.resource == row.resource) =>
            {
                call.push(row);
            }
            Some(_) | None => calls.push_back(vec![row]),
        }
    }
    calls
}

/// The call for rows of one resource; `None` where the model names no label source.
pub(crate) fn fetch(
    gate: &Gate,
    call: &[RowRef],
    subject: Option<&str>,
    moment: &Moment,
) -> Option<Fetch> {
    let path = gate.labels.as_deref()?;
    let resource = gate.model.resource(call.first()?.resource)?.name();
    let keys: Vec<&str> = call.iter().map(|row| row.key.as_str()).collect();
    let body = request(subject, resource, &keys);
    let mut fetch = ask(
        gate,
        "POST",
        path,
        Purpose::Labels,
        Body::Digest(proof::body_digest(body.as_bytes())),
        moment,
    );
    fetch
        .headers
        .push(("content-type".to_owned(), "application/json".to_owned()));
    fetch.body = Some(body);
    Some(fetch)
}

/// A call of the gate's own to the origin, with its proof.
pub(crate) fn ask(
    gate: &Gate,
    method: &'static str,
    path: &str,
    purpose: Purpose,
    body: Body,
    moment: &Moment,
) -> Fetch {
    let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
    let statement = Statement {
        principal: "gate".to_owned(),
        tenant: None,
        action: purpose.name().to_owned(),
        body,
    };
    let target = Target {
        purpose,
        method,
        authority: gate.authority(),
        path_and_query: path,
    };
    if let Some(key) = &gate.proof {
        let made = proof::make(
            &target,
            &statement,
            moment.now,
            proof::MAX_LIFETIME,
            moment.random,
            key,
        );
        headers.extend(made.ok().map(|proof| (proof::HEADER.to_owned(), proof)));
    }
    Fetch {
        method,
        url: format!("{}{path}", gate.origin),
        headers,
        body: None,
        limit: 1 << 20,
        patience: SOURCE_PATIENCE,
    }
}

/// Writes the answer of a call into the book. An answer that is not understood is no answer.
pub(crate) fn note(
    gate: &Gate,
    book: &mut LabelBook,
    call: &[RowRef],
    status: u16,
    body: &[u8],
) -> Option<()> {
    let resource = call.first()?.resource;
    let keys: Vec<&str> = call.iter().map(|row| row.key.as_str()).collect();
    let labels = (status == 200).then(|| parse(&gate.model, resource, &keys, body).ok())??;
    for (row, labels) in call.iter().zip(labels) {
        book.note(row.clone(), labels);
    }
    Some(())
}

/// Reads a row as its caller would: with their credentials, and with nothing else of their request.
pub(crate) fn read_row(gate: &Gate, headers: &HeaderList, path: &str, moment: &Moment) -> Fetch {
    let body = Body::Digest(proof::body_digest(b""));
    let mut fetch = ask(gate, "GET", path, Purpose::Labels, body, moment);
    let credentials = headers.iter().filter(|(name, _)| {
        ["authorization", "cookie"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
            || gate.callers.tokens.as_ref().is_some_and(|tokens| {
                tokens
                    .sources
                    .headers
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known))
            })
    });
    fetch
        .headers
        .extend(credentials.map(|(name, value)| (name.to_owned(), value.to_owned())));
    fetch
}

/// Writes down what a row's own read route said.
pub(crate) fn reread(
    gate: &Gate,
    book: &mut LabelBook,
    route: usize,
    row: RowRef,
    fetched: Result<(u16, Vec<u8>), Failure>,
) -> Option<()> {
    let labels = match fetched {
        Ok((200, body)) => Some(labels_in_answer(&gate.model, route, &row, &body)?),
        Ok((403 | 404 | 410, _)) => None,
        Ok(_) | Err(Failure::Dead | Failure::Slow | Failure::TooLong) => return None,
    };
    book.note(row, labels);
    Some(())
}
