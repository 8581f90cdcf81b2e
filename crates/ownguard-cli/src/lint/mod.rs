//! What `check` finds in a model that can be read: what was probably not meant, and what is worth
//! knowing before it goes live. Pure; the day is an argument.

mod fields;
mod grants;
mod identity;
mod level;
mod relations;
mod routes;
mod rules;
mod silence;
mod subject;
mod words;

pub(crate) use identity::duration;
pub(crate) use rules::ALL;

use crate::finding::Finding;
use crate::source::Loaded;
use crate::terminal::Date;
pub(crate) use subject::key as route_key;

use subject::Subject;

/// Everything that is found, in the order of the text.
pub(crate) fn lint(loaded: &Loaded, today: Date) -> Vec<Finding> {
    let subject = Subject::new(loaded);
    let mut findings = routes::lint(&subject);
    findings.extend(grants::lint(&subject));
    findings.extend(relations::lint(&subject));
    findings.extend(fields::lint(&subject));
    findings.extend(identity::lint(&subject));
    findings.extend(level::lint(&subject, today));
    silence::keep(loaded.source.text(), &mut findings);
    findings.sort_by(|one, two| one.order().cmp(&two.order()));
    findings
}
