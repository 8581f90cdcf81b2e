//! The rules one by one, on small models. Every answer is also the naive decider's.

/// A table of who asks what of what, and what is said.
macro_rules! check {
    ($spec:expr; $($session:expr, $what:expr, $target:expr => $said:expr;)+) => {
        crate::rules::check($spec, &[$(($session, $what, $target, $said)),+])
    };
}

mod children;
mod facts;
mod fields;
mod order;
mod relations;
mod rows;
mod tenants;
mod writes;

use crate::agree::in_words;
use crate::fixture::named;
use crate::naive::{Naive, Verdict};
use crate::world::NOW;
use ownguard_core::{Model, Session, Spec, Target, decide};

/// The verdict on `"invoice.update"`, by both deciders.
fn verdict(spec: &Spec, session: &Session, what: &str, target: &Target<'_>) -> Verdict {
    let (resource, action) = what.split_once('.').unwrap();
    let resource = spec
        .resources
        .iter()
        .position(|known| known.name == resource)
        .unwrap();
    let action = named(action);
    let model = Model::compile(spec.clone()).unwrap();
    let decision = decide(&model, session, resource, action, target, NOW);
    let core = in_words(&model, spec, resource, decision);
    let naive = Naive::new(spec, session, NOW).decide(resource, action, target);
    assert_eq!(core, naive, "{what} by {session:?} on {target:?}");
    core
}

/// The granting relations, or `no: ` and the reason.
fn says(spec: &Spec, session: &Session, what: &str, target: &Target<'_>) -> String {
    match verdict(spec, session, what, target) {
        Verdict::Permit(allowed) => allowed.relations.into_iter().collect::<Vec<_>>().join(" "),
        Verdict::Deny(reason) => format!("no: {}", reason.name()),
    }
}

/// One table: caller, what they ask, of what, and what is said.
fn check(spec: &Spec, table: &[(Session, &str, Target<'_>, &str)]) {
    for (session, what, target, expected) in table {
        let said = says(spec, session, what, target);
        assert_eq!(said, *expected, "{what} by {session:?} on {target:?}");
    }
}

/// Shown, masked and writable fields and the audit, as `"show a b, mask c, write d, audit"`.
fn obligations(spec: &Spec, session: &Session, what: &str, target: &Target<'_>) -> String {
    match verdict(spec, session, what, target) {
        Verdict::Deny(reason) => format!("no: {}", reason.name()),
        Verdict::Permit(allowed) => {
            let mut said = Vec::new();
            for (word, names) in [
                ("show", allowed.show),
                ("mask", allowed.masked),
                ("write", allowed.write),
            ] {
                if !names.is_empty() {
                    let names: Vec<_> = names.into_iter().collect();
                    said.push(format!("{word} {}", names.join(" ")));
                }
            }
            said.extend(allowed.audit.then(|| "audit".to_owned()));
            said.join(", ")
        }
    }
}
