//! What a change of the model newly allows or denies: every combination that either model can tell
//! apart is decided under both, and what differs is grouped for people. What decisions do not show,
//! such as columns, routes and levels, is compared as written.

mod access;
mod asks;
mod fields;
mod group;
mod html;
mod json;
mod markdown;
mod reach;
mod routes;
mod settings;
mod text;
mod written;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use text::text;

use crate::matrix::{Questions, Space};
use group::Groups;
use ownguard_core::storage::Storage;
use ownguard_core::{Decision, Model, Spec};

/// One of the two models.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// As it was read.
    pub spec: &'a Spec,
    /// The same, compiled.
    pub model: &'a Model,
    /// The tables behind it, where they are known.
    pub storage: Option<&'a Storage>,
    /// What else was written, each by a name and in a form that tells any two apart.
    pub settings: &'a [Setting],
}

/// Something written that no decision shows, such as where identity is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Such as `identity.issuer`.
    pub name: String,
    /// Its value in words.
    pub value: String,
}

/// Everything that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The old revision.
    pub from: u64,
    /// The new one.
    pub to: u64,
    /// What differs, widenings first.
    pub changes: Vec<Change>,
    /// How many combinations were decided under both.
    pub combinations: usize,
    /// Those that are newly permitted.
    pub allowed: usize,
    /// Those that are newly denied.
    pub denied: usize,
    /// Questions that cases speak of.
    pub questions: Vec<Questions>,
}

/// One thing that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// Stands for exactly this change: with any other combination in it, it is another.
    pub id: String,
    /// Whether more is possible than before.
    pub effect: Effect,
    /// What differs.
    pub kind: Kind,
    /// The resource, where it is about one.
    pub resource: Option<String>,
    /// In one sentence, names between backticks.
    pub text: String,
    /// Every combination that it is about; empty where it is about none.
    pub cases: Vec<Case>,
}

/// One combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// A place in [`Difference::questions`].
    pub questions: usize,
    /// A place in its callers.
    pub caller: usize,
    /// A place in its situations.
    pub situation: usize,
}

/// Whether more is possible than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// More, or something that cannot be compared with what was.
    Widening,
    /// Less.
    Narrowing,
    /// Neither.
    Neutral,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who may do what.
    Access,
    /// What an action asks beyond the grant: fresh facts, a verified address, a plan.
    Asks,
    /// Whether a record is made.
    Audit,
    /// What of a row is shown.
    Shown,
    /// What may be written.
    Writable,
    /// Where rows and people are read from.
    Source,
    /// What stands at a route.
    Route,
    /// How much is enforced, and what holds for all routes.
    Setting,
}

impl Effect {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Widening => "widening",
            Self::Narrowing => "narrowing",
            Self::Neutral => "neutral",
        }
    }
}

impl Kind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Asks => "asks",
            Self::Audit => "audit",
            Self::Shown => "shown",
            Self::Writable => "writable",
            Self::Source => "source",
            Self::Route => "route",
            Self::Setting => "setting",
        }
    }
}

impl Difference {
    /// Compares two models.
    pub fn between(old: Version<'_>, new: Version<'_>) -> Self {
        let models = [old.model, new.model];
        let space = Space::of(&models);
        let mut groups = Groups::default();
        let (mut combinations, mut allowed, mut denied) = (0, 0, 0);
        let actions = space.actions();
        for resource in space.resources() {
            for action in &actions {
                let pair = Pair::of(old.model, new.model, space.questions(&resource, action));
                combinations += pair.cases.len();
                let (more, less) = pair.compare(&mut groups);
                allowed += more;
                denied += less;
            }
        }
        let mut changes = groups.changes(old.model, new.model);
        changes.extend(written::changes(old, new));
        changes.extend(routes::changes(old.model, new.model));
        changes.extend(settings::changes(old, new));
        changes.sort_by(|one, two| one.order().cmp(&two.order()));
        Self {
            from: old.model.revision(),
            to: new.model.revision(),
            changes,
            combinations,
            allowed,
            denied,
            questions: groups.questions,
        }
    }

    /// Whether the new model is older than the old one; it never replaces it.
    pub const fn goes_back(&self) -> bool {
        self.to < self.from
    }

    /// The changes of one effect.
    pub fn of(&self, effect: Effect) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.effect == effect)
    }

    /// The widenings that nobody has acknowledged by their ids.
    pub fn open<'d>(&'d self, acknowledged: &'d [String]) -> impl Iterator<Item = &'d Change> {
        self.of(Effect::Widening)
            .filter(move |change| !acknowledged.contains(&change.id))
    }

    /// A combination in words: who, and what about.
    pub fn case(&self, case: Case) -> Option<(&Questions, String, String)> {
        let questions = self.questions.get(case.questions)?;
        let caller = questions.callers.get(case.caller)?;
        let situation = questions.situations.get(case.situation)?;
        Some((questions, caller.id(), crate::matrix::in_words(situation)))
    }
}

impl Change {
    fn new(effect: Effect, kind: Kind, resource: Option<&str>, text: String) -> Self {
        let id = group::id(effect, &text, std::iter::empty());
        Self {
            id,
            effect,
            kind,
            resource: resource.map(str::to_owned),
            text,
            cases: Vec::new(),
        }
    }

    fn order(&self) -> (Effect, Kind, Option<&str>, &str) {
        (self.effect, self.kind, self.resource.as_deref(), &self.text)
    }
}

/// One action on one resource, decided under both models.
struct Pair<'m> {
    old: &'m Model,
    new: &'m Model,
    questions: Questions,
    cases: Vec<Both>,
}

/// One combination, decided under both.
struct Both {
    caller: usize,
    situation: usize,
    old: Option<Decision>,
    new: Option<Decision>,
}

impl<'m> Pair<'m> {
    fn of(old: &'m Model, new: &'m Model, questions: Questions) -> Self {
        let (before, after) = (questions.answers(old), questions.answers(new));
        let at = |answers: &Option<Vec<Decision>>, at: usize| {
            answers
                .as_ref()
                .and_then(|answers| answers.get(at))
                .copied()
        };
        let cases = questions.cases().enumerate();
        let cases = cases.map(|(place, (caller, situation))| Both {
            caller,
            situation,
            old: at(&before, place),
            new: at(&after, place),
        });
        Self {
            old,
            new,
            cases: cases.collect(),
            questions,
        }
    }
}
