//! Questions in the words of the second enumeration.

use super::enumeration::{Combination, OTHER};
use ownguard_emit::matrix::{Age, Caller, Owner, Situation, Value};

/// A question in the words of the second enumeration.
pub(crate) fn in_words(caller: &Caller, situation: &Situation) -> Combination {
    let owner = |owner: Owner| owner.text().unwrap_or("null").to_owned();
    let rows = situation.levels.iter().map(|level| {
        let seen = level.visibility.map(|seen| seen.name().to_owned());
        let resource = Some(level.resource.clone());
        [resource, level.owner.map(owner), seen, level.share.clone()]
    });
    let when = situation.when.iter().map(|(column, value)| {
        let value = match value {
            Value::Named(text) => Some(text.clone()),
            Value::Other(_) => Some(OTHER.to_owned()),
            Value::Null => None,
        };
        (column.clone(), value)
    });
    let flaw = &situation.flaw;
    Combination {
        who: caller.who.id(),
        verified: caller.verified,
        plan: caller.plan.clone(),
        age: match caller.age {
            Age::ThisRequest => None,
            Age::Seconds(seconds) => Some(seconds),
        },
        target: situation.target.name().to_owned(),
        named: situation.named,
        rows: rows.collect(),
        link: situation.link.clone(),
        when: when.collect(),
        flaw: (flaw.name().to_owned(), flaw.resource().map(str::to_owned)),
    }
}
