//! How much is enforced, and until when.

use super::rules::{LEVEL_BELOW_FULL, LEVEL_ENDED};
use super::subject::Subject;
use crate::finding::Finding;
use crate::terminal::Date;
use ownguard_core::http::spec::Level;

pub(super) fn lint(subject: &Subject<'_>, today: Date) -> Option<Finding> {
    let level = subject.model.http().level();
    let end = subject.document.until.as_ref()?;
    if level == Level::Full {
        return None;
    }
    let left = today.until(Date::parse(&end.0)?);
    let (level, end) = (level.name(), &end.0);
    Some(if left < 0 {
        let message = format!("the level `{level}` ended on {end}, and today is {today}");
        subject.found(&LEVEL_ENDED, &["enforce", "until"], message)
    } else {
        let lacks = match subject.model.http().level() {
            Level::Report => "nothing is enforced",
            Level::Cache => "only the cache rules are enforced",
            Level::Rows => "fields are not redacted, and unlisted routes pass",
            Level::Fields | Level::Full => "unlisted routes pass",
        };
        let days = if left == 1 {
            "1 day".to_owned()
        } else {
            format!("{left} days")
        };
        let message = format!("the level is `{level}`: {lacks}; it ends in {days}, after {end}");
        subject.found(&LEVEL_BELOW_FULL, &["enforce", "level"], message)
    })
}
