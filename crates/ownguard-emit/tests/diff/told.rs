//! How a difference is told: ids stand for exactly one change, and every form says the same.

use crate::difference;
use crate::models::LEAKY;
use ownguard_emit::diff::{Difference, Effect, html, json, markdown, text};
use ownguard_emit::matrix::Look;
use std::collections::BTreeSet;

const DELETE: &str = r#"delete      = { fresh = "0s", audit = true, verified = true }"#;
const LOOK: Look = Look {
    width: 100,
    color: false,
    fields: false,
};

fn changed() -> Difference {
    let new = LEAKY
        .replace(DELETE, "")
        .replace("\"service.cron\"", "")
        .replace(
            "service.cron      = [\"list\", \"read\", \"remind\"]",
            "service.cron = [\"list\", \"read\", \"delete\"]",
        );
    difference(LEAKY, &new)
}

fn ids(difference: &Difference) -> Vec<String> {
    difference
        .of(Effect::Widening)
        .map(|change| change.id.clone())
        .collect()
}

#[test]
fn an_id_stands_for_one_change_and_stays() {
    let (one, two) = (ids(&changed()), ids(&changed()));
    assert_eq!(one, two);
    let unique: BTreeSet<_> = one.iter().collect();
    assert_eq!(unique.len(), one.len());
    assert!(
        one.iter()
            .all(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    );
}

/// The sentence is the same, and the combinations are not.
#[test]
fn a_change_that_grows_has_another_id() {
    let grant = "workspace.manager = [\"delete\"]";
    let grants = [
        "workspace.viewer = [\"list\", \"read\", \"export\"]",
        "workspace.viewer = [\"list\", \"read\", \"export\"]",
    ];
    let wider = |more: &str| {
        let new = LEAKY.replace(
            "[resources.customer.grants]\nworkspace.viewer  = [\"list\", \"read\"]",
            &format!("[resources.customer.grants]\n{}", grants[0]),
        );
        let old = LEAKY.replace(grant, &format!("{grant}\n{more}"));
        let found = difference(&old, &new);
        let export = found
            .of(Effect::Widening)
            .find(|one| one.text.contains("customer.export"));
        let export = export.unwrap();
        (export.text.clone(), export.id.clone(), export.cases.len())
    };
    let all = wider("");
    let fewer = wider("staff.support = [\"export\", \"read\"]\nworkspace.admin = [\"export\"]");
    assert_eq!(all.0, fewer.0);
    assert!(fewer.2 < all.2, "{fewer:?} {all:?}");
    assert_ne!(all.1, fewer.1);
}

#[test]
fn what_is_acknowledged_is_not_open() {
    let difference = changed();
    let ids = ids(&difference);
    assert!(ids.len() > 1);
    assert_eq!(difference.open(&[]).count(), ids.len());
    assert_eq!(difference.open(&ids[..1]).count(), ids.len() - 1);
    assert_eq!(difference.open(&ids).count(), 0);
    assert_eq!(difference.open(&["0".repeat(12)]).count(), ids.len());
}

#[test]
fn every_form_tells_every_change() {
    let difference = changed();
    let ids = ids(&difference);
    let said = [
        text(&difference, &ids[..1], LOOK),
        markdown(&difference, &ids[..1]),
        json(&difference, &ids[..1]).to_string(),
        html(&difference, &ids[..1], ("old.toml", "new<&>.toml")),
    ];
    for (at, said) in said.iter().enumerate() {
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for id in &ids {
            assert!(flat.contains(id), "form {at} has no {id}");
        }
        for (old, new) in [("old.toml", "&lt;&amp;&gt;")].iter().filter(|_| at == 3) {
            assert!(said.contains(old) && said.contains(new));
        }
    }
    assert!(
        text(&difference, &[], LOOK)
            .lines()
            .all(|line| line.chars().count() <= 102)
    );
    let open = json(&difference, &ids[..1])["open"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(open, ids.len() - 1);
}

#[test]
fn json_holds_every_combination_of_each_change() {
    let difference = changed();
    let all = json(&difference, &[]);
    let changes = all["changes"].as_array().unwrap();
    assert_eq!(changes.len(), difference.changes.len());
    for (told, change) in changes.iter().zip(&difference.changes) {
        let cases = told["cases"].as_array().unwrap();
        assert_eq!(cases.len(), change.cases.len());
        let unique: BTreeSet<String> = cases.iter().map(ToString::to_string).collect();
        assert_eq!(unique.len(), cases.len(), "{}", change.text);
    }
}

#[test]
fn nothing_is_told_as_nothing() {
    let same = difference(LEAKY, LEAKY);
    assert!(text(&same, &[], LOOK).starts_with("no difference\n"));
    assert!(markdown(&same, &[]).contains("No difference."));
    assert!(html(&same, &[], ("a", "b")).contains("No difference."));
}
