//! Asks every layer about one case, and holds each answer against the core's.

use crate::case::{Act, Case, Facts, New};
use crate::database::{Database, Op};
use crate::layers::cedar::Cedar;
use crate::layers::{filter, postgres};
use ownguard_core::Action;
use std::collections::BTreeMap;

/// What is changed on purpose, to see that the comparison notices.
#[derive(Clone, Copy)]
pub struct Changes {
    pub postgres: Option<fn(String) -> String>,
    pub filter: Option<fn(String) -> String>,
    pub cedar: Option<fn(String) -> String>,
}

impl Changes {
    pub const NONE: Self = Self {
        postgres: None,
        filter: None,
        cedar: None,
    };
}

/// How many questions a layer answered, and how many of them with yes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub BTreeMap<&'static str, (u64, u64)>);

impl Tally {
    pub fn count(&mut self, layer: &'static str, permits: bool) {
        let (asked, permitted) = self.0.entry(layer).or_default();
        *asked += 1;
        *permitted += u64::from(permits);
    }

    pub fn add(&mut self, other: &Self) {
        for (layer, (asked, permitted)) in &other.0 {
            let sum = self.0.entry(layer).or_default();
            sum.0 += asked;
            sum.1 += permitted;
        }
    }
}

/// One question that was answered in two ways.
#[derive(Clone, Debug)]
pub struct Disagreement {
    pub layer: &'static str,
    pub question: String,
    /// What each layer said.
    pub answers: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub tally: Tally,
    pub disagreements: Vec<Disagreement>,
    /// How often a layer was stricter, as its emitter says it is.
    pub stricter: u64,
}

impl Judged {
    /// Counts an answer, and keeps it where it differs.
    pub fn hold(
        &mut self,
        layer: &'static str,
        said: bool,
        core: bool,
        question: impl Fn() -> String,
        more: impl Fn() -> Vec<(&'static str, String)>,
    ) {
        self.tally.count(layer, said);
        if said != core {
            let mut answers = vec![("core", word(core)), (layer, word(said))];
            answers.extend(more());
            self.disagreements.push(Disagreement {
                layer,
                question: question(),
                answers,
            });
        }
    }
}

fn word(permits: bool) -> String {
    if permits { "permits" } else { "denies" }.to_owned()
}

/// Without a database only the layers in this process answer.
pub fn judge(
    case: &Case,
    database: Option<&mut Database>,
    changes: Changes,
) -> Result<Judged, String> {
    let mut judged = Judged::default();
    // Where one is changed, the others have nothing to say.
    let none = changes
        .cedar
        .or(changes.filter)
        .or(changes.postgres)
        .is_none();
    if none || changes.cedar.is_some() {
        in_process(case, changes, &mut judged)?;
    }
    if let Some(database) = database {
        in_transaction(case, database, &mut |database| {
            if none || changes.filter.is_some() {
                filter::ask(case, database, changes.filter, &mut judged)?;
            }
            if none || changes.postgres.is_some() {
                postgres::ask(case, database, changes.postgres, &mut judged)?;
            }
            Ok(())
        })?;
    }
    Ok(judged)
}

fn in_process(case: &Case, changes: Changes, judged: &mut Judged) -> Result<(), String> {
    let news: Vec<New> = (0..case.draft.resources.len())
        .flat_map(|resource| case.news(resource))
        .collect();
    let cedar = Cedar::new(case, &news, changes.cedar)?;
    for act in case.acts() {
        let core = case.core(act, Facts::All);
        judged.tally.count("core", core);
        let naive = case.naive(act, Facts::All);
        let question = || asked(case, act);
        let also = || vec![("naive", word(naive))];
        judged.hold("naive", naive, core, question, Vec::new);
        judged.hold("cedar", cedar.act(act)?, core, question, also);
    }
    for caller in 0..case.callers.len() {
        for (at, new) in news.iter().enumerate() {
            for action in [Action::CREATE, Action::INVITE] {
                let core = case.core_new(caller, new, action, Facts::All);
                judged.tally.count("core", core);
                let naive = case.naive_new(caller, new, action, Facts::All);
                let question = || asked_new(case, caller, new, action);
                let also = || vec![("naive", word(naive))];
                judged.hold("naive", naive, core, question, Vec::new);
                let said = cedar.new_row(caller, at, action)?;
                judged.hold("cedar", said, core, question, also);
            }
        }
    }
    Ok(())
}

/// With the world's tables, which are gone afterwards.
fn in_transaction(
    case: &Case,
    database: &mut Database,
    ask: &mut dyn FnMut(&mut Database) -> Result<(), String>,
) -> Result<(), String> {
    let tables = case.world.sql(&case.draft);
    let begun = database.run(&[Op::Exec("begin".into()), Op::Exec(tables.clone())])?;
    let failed = begun.into_iter().find_map(Result::err);
    let asked = match failed {
        None => ask(database),
        Some(failure) => Err(format!("{}\n{tables}", failure.message)),
    };
    database.run(&[Op::Exec("rollback".into())])?;
    asked
}

pub fn asked(case: &Case, act: Act) -> String {
    let resource = &case.draft.resources[act.resource];
    format!(
        "{}: may they {} the {} `{}`?",
        case.callers[act.caller].name,
        case.model.action_name(act.action),
        resource.name,
        case.records[act.resource][act.row].key
    )
}

pub fn asked_new(case: &Case, caller: usize, new: &New, action: Action) -> String {
    format!(
        "{}: may they {} a {} in {:?} below {:?}, of role {:?}?",
        case.callers[caller].name,
        case.model.action_name(action),
        case.draft.resources[new.resource].name,
        new.tenant,
        new.parent,
        new.role
    )
}
