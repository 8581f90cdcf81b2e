//! The model under check, and where its parts stand in the text.

use crate::finding::{Finding, Rule};
use crate::source::Loaded;
use ownguard_core::http::spec::{ActionRoute, RouteKind, RouteSpec};
use ownguard_core::json::Span;
use ownguard_core::{Action, Model, Relation, RelationSet, Resource};
use ownguard_wire::model::{Document, Places};

pub(super) struct Subject<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) model: &'a Model,
    pub(super) document: &'a Document,
    places: Option<Places<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(loaded: &'a Loaded) -> Self {
        Self {
            loaded,
            model: &loaded.model,
            document: &loaded.document,
            places: Places::read(loaded.source.text(), loaded.format),
        }
    }

    /// A finding at a path of the model, or at the nearest thing above it; at its first line where
    /// nothing of the path is there.
    pub(super) fn found(&self, rule: &Rule, path: &[&str], message: impl Into<String>) -> Finding {
        let places = self.places.as_ref();
        let place = places.and_then(|places| {
            places
                .nearest(path)
                .or_else(|| places.nearest(&["version"]))
        });
        let span = place.map_or(Span { start: 0, end: 0 }, |place| place.name);
        rule.found(message).at(&self.loaded.source, span)
    }

    /// Whether something stands at a path.
    pub(super) fn stands(&self, path: &[&str]) -> bool {
        let places = self.places.as_ref();
        places.is_some_and(|places| places.find(path).is_some())
    }

    /// The resources that stand in the text with grants of their own: all but children.
    pub(super) fn roots(&self) -> impl Iterator<Item = &'a Resource> {
        let resources = self.model.resources().iter();
        resources.filter(|resource| resource.spec().parent.is_none())
    }

    pub(super) fn routes(&self) -> impl Iterator<Item = &'a RouteSpec> {
        self.model.http().routes()
    }

    pub(super) fn relation(&self, relation: Relation) -> &'a str {
        self.model.vocabulary().name(relation)
    }

    pub(super) fn action(&self, action: Action) -> &'a str {
        self.model.action_name(action)
    }

    /// Whether some route is decided in the app, so that it may use what no other route does.
    pub(super) fn has_unchecked_routes(&self) -> bool {
        self.routes().any(|route| match &route.kind {
            RouteKind::Page | RouteKind::App => true,
            RouteKind::Action(_) | RouteKind::Auth | RouteKind::Webhook(_) | RouteKind::Public => {
                false
            }
        })
    }

    /// What somebody holds who holds this relation: a role or level with those before it.
    pub(super) fn held_with(&self, relation: Relation) -> RelationSet {
        let vocabulary = self.model.vocabulary();
        let roles = (0..).map_while(|at| Some((at, vocabulary.role(at)?)));
        let role = roles
            .filter(|(_, role)| *role == relation)
            .map(|(at, _)| at)
            .next();
        role.map_or(RelationSet::of(relation), |at| {
            vocabulary.role_and_weaker(at)
        })
    }
}

/// The route as it is written in `routes`.
pub(crate) fn key(route: &RouteSpec) -> String {
    let method = route
        .method
        .map_or("*", ownguard_core::http::Method::as_str);
    format!("{method} {}", route.pattern)
}

/// The row-checked route that it is.
pub(super) const fn action_of(route: &RouteSpec) -> Option<&ActionRoute> {
    match &route.kind {
        RouteKind::Action(action) => Some(action),
        RouteKind::Page
        | RouteKind::App
        | RouteKind::Auth
        | RouteKind::Webhook(_)
        | RouteKind::Public => None,
    }
}
