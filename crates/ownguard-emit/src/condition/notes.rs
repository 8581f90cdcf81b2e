//! What SQL does not see or cannot say of an action, so that whoever relies on
//! the generated rules knows what stays with the app.

use ownguard_core::{Action, Model};

/// Something that a rule in SQL leaves aside or denies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The resource.
    pub resource: usize,
    /// The action.
    pub action: Action,
    /// What is left aside.
    pub ask: Ask,
}

/// What is left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// Facts no older than this, in seconds. SQL reads memberships as they are now, but not the token's age.
    Fresh(u32),
    /// A verified e-mail address. Left aside.
    Verified,
    /// At least this plan. Left aside.
    Plan(u8),
    /// An audit record. SQL makes none.
    Audit,
    /// A grant to `link`. Denied in SQL; the app serves it.
    Link,
    /// A grant to staff, whose every read is audited. Not for people's connections.
    Staff,
}

/// What the rules of every granted action leave aside, in the model's order.
pub fn notes(model: &Model) -> Vec<Note> {
    let actions = || (0..model.actions().len()).filter_map(Action::at);
    let resources = model.resources().iter().enumerate();
    let mut notes = Vec::new();
    for (at, resource) in resources {
        for action in actions() {
            let granted = resource.ever_granted(action);
            if granted.is_empty() {
                continue;
            }
            let asks = resource.asks(action);
            let vocabulary = model.vocabulary();
            let staff = !granted.intersection(vocabulary.staff()).is_empty();
            let all = [
                asks.fresh.map(Ask::Fresh),
                asks.verified.then_some(Ask::Verified),
                asks.plan.map(Ask::Plan),
                asks.audit.then_some(Ask::Audit),
                granted.contains(vocabulary.link()).then_some(Ask::Link),
                staff.then_some(Ask::Staff),
            ];
            notes.extend(all.into_iter().flatten().map(|ask| Note {
                resource: at,
                action,
                ask,
            }));
        }
    }
    notes
}
