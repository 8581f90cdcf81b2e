//! Every name that a model makes, and how it is found again.

use crate::model::code::Code;
use crate::model::leaf::{Label, NAME_HELP, Name, is_name};
use crate::model::problem::Draft;
use crate::model::read::{At, Notes, mended, nearest};
use crate::model::said::said;
use crate::model::written::Model;
use ownguard_core::action::BUILT_IN;
use ownguard_core::json::Span;
use ownguard_core::{Action, Relation, Vocabulary};

/// The names of a model.
pub(super) struct Names {
    pub(super) vocabulary: Vocabulary,
    pub(super) tenancy: Option<String>,
    pub(super) plans: Vec<String>,
    pub(super) staff: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) levels: Vec<String>,
    pub(super) own_actions: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) screens: Vec<String>,
}

/// What a resource cannot be called: routes mean something else by it.
const RESERVED: [&str; 7] = ["page", "app", "auth", "public", "webhook", "id", "link"];

impl Names {
    pub(super) fn new(model: &Model, notes: &mut Notes) -> Self {
        let tenancy = model.tenancy.as_ref().map(|at| &at.value);
        let mut levels: Vec<String> = Vec::new();
        let resources = model.resources.as_ref().map_or(&[][..], |map| &map.0);
        for shares in resources
            .iter()
            .filter_map(|(_, at)| at.value.shares.as_ref())
        {
            for level in labels(&shares.value.levels, notes) {
                if !levels.contains(&level) {
                    levels.push(level);
                }
            }
        }
        let roles = tenancy.map_or_else(Vec::new, |tenancy| labels(&tenancy.roles, notes));
        let plans = model.plans.as_ref();
        let plans = plans.map_or_else(Vec::new, |plans| labels(&plans.order, notes));
        let staff = model.staff.as_ref();
        let staff = staff.map_or_else(Vec::new, |staff| labels(&staff.roles, notes));
        let services = keys(
            model.services.as_ref().map_or(&[][..], |map| &map.0),
            &[],
            notes,
        );
        let own_actions = keys(
            model.actions.as_ref().map_or(&[][..], |map| &map.0),
            &BUILT_IN,
            notes,
        );
        let named = tenancy.map_or("", |tenancy| &tenancy.name.value.0);
        let vocabulary = Vocabulary::new(named, &roles, &levels, &services, &staff);
        let names = Self {
            vocabulary: vocabulary.unwrap_or_else(|many| {
                let relations = said!(
                    "{} relations; a model holds {}",
                    many.named,
                    Vocabulary::LIMIT
                );
                let draft = Draft::new(Code::TooMany, first(), relations);
                notes
                    .drafts
                    .push(draft.help("fewer roles, share levels, services or staff roles"));
                smallest()
            }),
            tenancy: tenancy.map(|tenancy| tenancy.name.value.0.clone()),
            plans,
            staff,
            services,
            levels,
            own_actions,
            resources: keys(resources, &RESERVED, notes),
            screens: keys(
                model.screens.as_ref().map_or(&[][..], |map| &map.0),
                &[],
                notes,
            ),
        };
        names.check_sizes(notes);
        names
    }

    fn check_sizes(&self, notes: &mut Notes) {
        let actions = BUILT_IN.len() + self.own_actions.len();
        if actions > Action::LIMIT {
            let message = said!("{actions} actions; a model holds {}", Action::LIMIT);
            let draft = Draft::new(Code::TooMany, first(), message);
            notes.drafts.push(draft.help("fewer actions"));
        }
        if self.plans.len() > usize::from(u8::MAX) {
            notes
                .drafts
                .push(Draft::new(Code::TooMany, first(), "more than 255 plans"));
        }
    }

    pub(super) fn relation(&self, at: &At<String>, notes: &mut Notes) -> Option<Relation> {
        self.vocabulary.find(&at.value).or_else(|| {
            let message = said!("unknown relation `{}`", at.value);
            let draft = Draft::new(Code::UnknownRelation, at.span, message);
            let known: Vec<&str> = self.vocabulary.names().collect();
            notes.note(mended(draft, &at.value, &known))
        })
    }

    /// Every action by name, the built-in ones first.
    pub(super) fn actions(&self) -> impl Iterator<Item = &str> {
        let own = self.own_actions.iter().map(String::as_str);
        BUILT_IN.into_iter().chain(own)
    }

    pub(super) fn action(&self, name: &str, span: Span, notes: &mut Notes) -> Option<Action> {
        let place = self.actions().position(|known| known == name);
        place.and_then(Action::at).or_else(|| {
            let draft = Draft::new(Code::UnknownAction, span, said!("unknown action `{name}`"));
            let known: Vec<&str> = self.actions().collect();
            let near = nearest(name, &known);
            let help = match near {
                Some(near) => said!("did you mean `{near}`?"),
                None => said!(
                    "write `{name} = {{}}` under `[actions]`, or use a built-in one: {}",
                    BUILT_IN.join(", ")
                ),
            };
            notes.note(draft.help(help))
        })
    }

    pub(super) fn action_name(&self, action: Action) -> &str {
        self.actions().nth(action.index()).unwrap_or_default()
    }

    pub(super) fn resource(&self, at: &At<Name>, notes: &mut Notes) -> Option<usize> {
        find(
            &self.resources,
            Code::UnknownResource,
            "resource",
            &at.value.0,
            at.span,
            notes,
        )
    }

    pub(super) fn plan(&self, at: &At<String>, notes: &mut Notes) -> Option<usize> {
        find(
            &self.plans,
            Code::UnknownPlan,
            "plan",
            &at.value,
            at.span,
            notes,
        )
    }

    pub(super) fn screen(&self, at: &At<Name>, notes: &mut Notes) -> Option<usize> {
        find(
            &self.screens,
            Code::UnknownScreen,
            "screen",
            &at.value.0,
            at.span,
            notes,
        )
    }

    pub(super) fn service(&self, name: &str, span: Span, notes: &mut Notes) -> Option<usize> {
        find(
            &self.services,
            Code::UnknownService,
            "service",
            name,
            span,
            notes,
        )
    }
}

fn find(
    known: &[String],
    code: Code,
    what: &str,
    name: &str,
    span: Span,
    notes: &mut Notes,
) -> Option<usize> {
    known.iter().position(|known| known == name).or_else(|| {
        let draft = Draft::new(code, span, said!("unknown {what} `{name}`"));
        let draft = if known.is_empty() {
            draft.help(said!("the model names no {what}: name it under `{what}s`"))
        } else {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            mended(draft, name, &known)
        };
        notes.note(draft)
    })
}

/// The names of labels; one that stands twice is noted.
fn labels(list: &[At<Label>], notes: &mut Notes) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for at in list {
        if names.contains(&at.value.0) {
            notes.drafts.push(twice(&at.value.0, at.span));
        } else {
            names.push(at.value.0.clone());
        }
    }
    names
}

fn keys<T>(list: &[(At<String>, T)], reserved: &[&str], notes: &mut Notes) -> Vec<String> {
    for (at, _) in list {
        check_name(at, notes);
        if reserved.contains(&at.value.as_str()) {
            let message = said!("`{}` means something else already", at.value);
            let draft = Draft::new(Code::Reserved, at.span, message);
            notes.drafts.push(draft.help("choose another name"));
        }
    }
    list.iter().map(|(at, _)| at.value.clone()).collect()
}

pub(super) fn check_name(at: &At<String>, notes: &mut Notes) {
    if !is_name(&at.value) {
        let draft = Draft::new(Code::Name, at.span, said!("`{}` is not a name", at.value));
        notes.drafts.push(draft.help(NAME_HELP));
    }
}

pub(super) fn twice(name: &str, span: Span) -> Draft {
    let draft = Draft::new(Code::Duplicate, span, said!("`{name}` stands twice"));
    draft.help("remove one")
}

pub(super) const fn first() -> Span {
    Span { start: 0, end: 0 }
}

fn smallest() -> Vocabulary {
    // INVARIANT: no names at all are not too many.
    #[expect(clippy::expect_used, reason = "four relations always fit")]
    Vocabulary::new("", &[], &[], &[], &[]).expect("four relations fit")
}
