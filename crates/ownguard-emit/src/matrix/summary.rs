//! The compact form: for each resource, who may do what and see what, with notes where it depends.

use super::caller::Who;
use super::holder::Holder;
use super::outcome::{Shown, Writable};
use super::sheet::Sheet;
use super::space::{Space, distinct};
use ownguard_core::Model;
use std::collections::BTreeSet;

/// Who may do what under one model.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The model's revision.
    pub revision: u64,
    /// The tenancy's name; empty without one.
    pub tenancy: String,
    /// Each resource.
    pub resources: Vec<ResourceSummary>,
    /// Who is refused everywhere, in words.
    pub refused: Vec<String>,
    /// How many combinations were decided.
    pub combinations: usize,
    /// How many of them are permitted.
    pub permitted: usize,
}

/// Who may do what with one resource.
#[derive(Clone, Debug)]
pub struct ResourceSummary {
    /// The resource.
    pub name: String,
    /// How its rows belong to somebody.
    pub belongs: String,
    /// The rows of the table.
    pub holders: Vec<Holder>,
    /// The columns of the table.
    pub columns: Vec<Column>,
    /// For each holder, one cell for each column.
    pub cells: Vec<Vec<Cell>>,
    /// For each field, one cell for each holder.
    pub fields: Vec<FieldRow>,
    /// What cells refer to, from 1.
    pub notes: Vec<String>,
    /// Staff roles and services that may do nothing here.
    pub without: Vec<String>,
    /// Actions that nobody may do.
    pub unused: Vec<String>,
}

/// One action.
#[derive(Clone, Debug)]
pub struct Column {
    /// The action.
    pub action: String,
    /// What it asks of persons and guests beyond the grant, in words.
    pub asks: Vec<String>,
    /// Whether it is audited.
    pub audit: bool,
    /// How old facts may be, in seconds.
    pub max_age: Option<u32>,
}

/// Whether somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether.
    pub mark: Mark,
    /// The note that says when, from 1; 0 is none.
    pub note: usize,
    /// The reason of the denial, and its status.
    pub reason: Option<(&'static str, u16)>,
}

/// Whether something is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// In every state.
    Yes,
    /// In some states.
    Depends,
    /// In none.
    No,
}

/// One field.
#[derive(Clone, Debug)]
pub struct FieldRow {
    /// The column's name in the database.
    pub column: String,
    /// Whether it leaves the server for nobody.
    pub never: bool,
    /// For each holder.
    pub cells: Vec<FieldCell>,
}

/// What somebody sees of a field, and what they may write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldCell {
    /// What they see.
    pub shown: Shown,
    /// The note that says when, from 1; 0 is none.
    pub note: usize,
    /// What they may write.
    pub write: Writable,
    /// Whether only while the row is made.
    pub only_new: bool,
}

impl Summary {
    /// Sums up one model. Every combination is decided by the core.
    pub fn of(model: &Model) -> Self {
        let models = [model];
        let space = Space::of(&models);
        let tenancy = model.tenancy().map_or("", |tenancy| &tenancy.name);
        let (mut combinations, mut permitted) = (0, 0);
        let mut asked: Vec<Who> = Vec::new();
        let mut allowed: BTreeSet<Who> = BTreeSet::new();
        let mut resources = Vec::new();
        for resource in model.resources() {
            let questions: Vec<_> = model
                .actions()
                .iter()
                .map(|action| space.questions(resource.name(), action))
                .collect();
            for questions in &questions {
                let answers = questions.answers(model).unwrap_or_default();
                combinations += answers.len();
                for ((caller, _), answer) in questions.cases().zip(&answers) {
                    if answer.is_permit() {
                        permitted += 1;
                        let who = questions
                            .callers
                            .get(caller)
                            .map(|caller| caller.who.clone());
                        allowed.extend(who);
                    }
                }
                asked.extend(questions.callers.iter().map(|caller| caller.who.clone()));
                asked = distinct(asked.into_iter());
            }
            resources.push(Sheet { model, resource }.sum_up(&questions));
        }
        let refused = asked.iter().filter(|who| !allowed.contains(who));
        Self {
            revision: model.revision(),
            tenancy: tenancy.to_owned(),
            resources,
            refused: refused.map(|who| who.words(tenancy)).collect(),
            combinations,
            permitted,
        }
    }
}

/// Seconds as a model writes them.
pub(crate) fn seconds_in_words(seconds: u32) -> String {
    match seconds {
        0 => "0s".to_owned(),
        _ if seconds.is_multiple_of(86_400) => format!("{}d", seconds / 86_400),
        _ if seconds.is_multiple_of(3_600) => format!("{}h", seconds / 3_600),
        _ if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}
