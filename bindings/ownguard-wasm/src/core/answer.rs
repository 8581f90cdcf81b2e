//! A decision in JSON, as `ownguard_wire::question::Answer` says it; written by hand, since serde would
//! weigh more than deciding.

use super::json::{list, text};
use super::outcomes::Outcome;
use ownguard_core::{Decision, Denial, FieldSet, Model, Otherwise, Permit};

pub(crate) fn json(model: &Model, outcome: Outcome) -> String {
    let mut to = String::new();
    match outcome.decision {
        Decision::Permit(permit) => permitted(&mut to, model, outcome, &permit),
        Decision::Deny(denial) => denied(&mut to, denial),
    }
    to
}

fn denied(to: &mut String, denial: Denial) {
    to.push_str("{\"deny\":{\"reason\":");
    text(to, denial.reason.name());
    to.push_str(",\"status\":");
    to.push_str(&denial.status().to_string());
    to.push_str(",\"missing\":");
    list(
        to,
        denial.missing.iter().map(ownguard_core::LabelKind::name),
    );
    to.push_str("}}");
}

fn permitted(to: &mut String, model: &Model, outcome: Outcome, permit: &Permit) {
    let vocabulary = model.vocabulary();
    let columns = model
        .resource(outcome.resource)
        .map_or(&[][..], |resource| resource.fields());
    let sorted = |set: FieldSet| {
        let names = set.iter().filter_map(|at| columns.get(at));
        let mut names: Vec<&str> = names.map(|field| field.column.as_str()).collect();
        names.sort_unstable();
        names
    };
    let plan = permit.obligations.fields;
    let hidden: Vec<_> = plan
        .otherwise
        .iter()
        .filter_map(|at| columns.get(at))
        .collect();
    let mut nulls = Vec::new();
    let mut masks = Vec::new();
    for field in hidden {
        match field.otherwise {
            Otherwise::Null => nulls.push(field.column.as_str()),
            Otherwise::Mask(mask) => masks.push((field.column.as_str(), mask.name())),
            Otherwise::Drop => {}
        }
    }
    nulls.sort_unstable();
    masks.sort_unstable();
    to.push_str("{\"permit\":{\"relations\":");
    list(
        to,
        permit
            .relations
            .iter()
            .map(|relation| vocabulary.name(relation)),
    );
    to.push_str(",\"named\":");
    let named = permit
        .relations
        .first()
        .map(|relation| vocabulary.name(relation));
    text(to, named.unwrap_or_default());
    to.push_str(if permit.obligations.audit {
        ",\"audit\":true"
    } else {
        ",\"audit\":false"
    });
    to.push_str(",\"show\":");
    list(to, sorted(plan.show));
    to.push_str(",\"null\":");
    list(to, nulls);
    to.push_str(",\"mask\":{");
    for (at, (column, mask)) in masks.into_iter().enumerate() {
        if at > 0 {
            to.push(',');
        }
        text(to, column);
        to.push(':');
        text(to, mask);
    }
    to.push_str("},\"write\":");
    let writes = if outcome.action.only_reads() {
        FieldSet::NONE
    } else {
        permit.obligations.write
    };
    list(to, sorted(writes));
    to.push_str("}}");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use ownguard_core::{Action, Scope, Session, Target, decide};
    use ownguard_wire::model::{Format, read};
    use ownguard_wire::question::{Answer, Asked, Caller};

    fn model() -> Model {
        let text = include_str!("../../../../tests/leaky-app/ownguard.toml");
        let document = read(text, "ownguard.toml", Format::Toml).unwrap();
        Model::compile(document.spec).unwrap()
    }

    fn equal(model: &Model, outcome: Outcome) {
        let asked = Asked {
            model,
            session: Session::from(ownguard_core::Principal::Anonymous),
            resource: outcome.resource,
            action: outcome.action,
            now: 0,
        };
        let answer = Answer::of(&asked, outcome.decision, None);
        let ours: Answer = serde_json::from_str(&json(model, outcome)).unwrap();
        let value = |answer: &Answer| serde_json::to_value(answer).unwrap();
        assert_eq!(value(&ours), value(&answer));
    }

    #[test]
    fn every_decision_is_written_as_serde_writes_it() {
        let model = model();
        let callers = [
            r#"{"kind":"anonymous"}"#,
            r#"{"kind":"token_expired"}"#,
            r#"{"kind":"staff","id":"s","roles":["support"]}"#,
            r#"{"kind":"service","name":"stripe","tenant":"t1"}"#,
            r#"{"kind":"person","id":"u","memberships":[{"tenant":"t1","role":"viewer"}]}"#,
            r#"{"kind":"person","id":"u","verified":true,"memberships":[{"tenant":"t1","role":"admin","plan":"team"}]}"#,
        ];
        let mut permits = 0;
        for caller in callers {
            let caller: Caller = serde_json::from_str(caller).unwrap();
            let session = caller.session(&model, None, None, 0).unwrap();
            for resource in 0..model.resources().len() {
                for action in (0..model.actions().len()).filter_map(Action::at) {
                    let anywhere = Target::Listing(Scope::default());
                    let decision = decide(&model, &session, resource, action, &anywhere, 0);
                    permits += u32::from(decision.is_permit());
                    let outcome = Outcome {
                        resource,
                        action,
                        decision,
                    };
                    equal(&model, outcome);
                }
            }
        }
        assert!(permits > 50, "{permits}");
    }
}
