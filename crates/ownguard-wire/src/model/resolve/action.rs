//! Row-checked routes: the action, and where rows and keys stand.

use super::checks::{check_key, check_method, check_parent, inspected, meets_row, of_one, useless};
use super::conflict::check_places;
use super::pattern::Meaning;
use super::routes::{Head, Resolved, Routes};
use crate::model::code::Code;
use crate::model::leaf;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{AnswerKind, RouteTable, Rows};
use ownguard_core::Action;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, Answer, KeyFrom, RouteKind, SiteSpec};
use ownguard_core::json::{Many, Pointer};

impl Routes<'_> {
    /// `<resource>.<action>`, alone or with more to say of it.
    pub(super) fn action(
        &self,
        head: &Head<'_>,
        kind: &At<String>,
        table: Option<&RouteTable>,
        notes: &mut Notes,
    ) -> Option<Resolved> {
        let (resource, action) = self.named(kind, notes)?;
        let spec = self.resources.get(resource)?;
        let mut route = plain(resource, action);
        if let Some(table) = table {
            self.fill(&mut route, table, notes);
            if route.answer != Answer::Json {
                let why = "what is not JSON is not inspected";
                useless(&inspected(table), why, notes);
            }
            if let (Some(at), None) = (&table.parent, &spec.parent) {
                let why = said!("`{}` has no parent", spec.name);
                useless(&[("parent", Some(at.span))], &why, notes);
            }
            check_places(table, &route, notes);
        }
        let meaning = Meaning::Rows {
            resource: spec,
            meets_row: meets_row(action) || action == Action::EXPORT,
        };
        let segments = self.bind(head, &meaning, notes)?;
        let tenancy = self.names.tenancy.as_deref().unwrap_or_default();
        let by_tenant = spec.tenant == Some(spec.key.field) && head.pattern.names(tenancy);
        let in_path = by_tenant || head.pattern.names("id") || head.pattern.names("link");
        check_key(head, kind, &route, in_path, notes);
        check_method(head, kind, action, notes);
        let parent = spec.parent.as_ref();
        if let Some(parent) = parent.and_then(|parent| self.resources.get(parent.resource)) {
            check_parent(head, kind, &route, (spec, parent), notes);
        }
        Some((RouteKind::Action(route), segments))
    }

    fn fill(&self, route: &mut ActionRoute, table: &RouteTable, notes: &mut Notes) {
        let place = |pointer: &At<leaf::Pointer>| pointer.value.0.clone();
        route.answer = table.answer.map_or(Answer::Json, |at| answer(at.value));
        if let Some(rows) = &table.rows {
            let (resource, action) = (route.resource, route.action);
            (route.sites, route.composite) = self.sites(rows, resource, action, notes);
        }
        route.pass = table.pass.iter().flatten().map(place).collect();
        route.parent = table.parent.as_ref().map(place);
        route.body = table.body.as_ref().map(place);
        let args = table.args.as_ref().map_or(&[][..], |args| &args.0);
        route.args = args.iter().map(|at| at.value.clone()).collect();
        route.can = table.can.is_some_and(|at| at.value);
        route.key = match (&table.ids, table.id) {
            (Some(ids), _) => KeyFrom::Body(place(ids)),
            (None, Some(_)) => KeyFrom::Session,
            (None, None) => KeyFrom::Path,
        };
        route.screen = table.screen.as_ref().and_then(|at| {
            let place = self.names.screen(at, notes)?;
            let screen = self.screens.get(place)?;
            if screen.resource != route.resource {
                let message = said!("the screen `{}` is of another resource", at.value.0);
                let draft = Draft::new(Code::UnknownScreen, at.span, message);
                notes
                    .drafts
                    .push(draft.help("name a screen of the route's own resource"));
            }
            Some(place)
        });
    }

    /// Rows of several resources, each with an action of its own.
    pub(super) fn several(
        &self,
        head: &Head<'_>,
        rows: &At<Rows>,
        table: &RouteTable,
        notes: &mut Notes,
    ) -> Option<Resolved> {
        if matches!(rows.value, Rows::Place(_)) {
            let draft = Draft::new(Code::MissingKey, rows.span, "the key `do` is missing");
            return notes.note(
                draft.help("`do = \"invoice.list\"`, or `rows = { \"/data\" = \"invoice.list\" }`"),
            );
        }
        let (sites, composite) = self.sites(rows, usize::MAX, Action::READ, notes);
        let first = sites.first()?;
        let mut route = plain(first.resource, first.action);
        route.composite = composite;
        let pass = table.pass.iter().flatten();
        route.pass = pass.map(|at| at.value.0.clone()).collect();
        route.can = table.can.is_some_and(|at| at.value);
        route.sites = sites;
        let why = "a route of several resources has no action of its own";
        useless(&of_one(table), why, notes);
        check_places(table, &route, notes);
        if head.method != Some(Method::Get) {
            let draft = Draft::new(
                Code::MethodMismatch,
                head.text.span,
                "rows of several resources are only read",
            );
            notes.drafts.push(draft.help("`GET`"));
        }
        let segments = self.bind(head, &Meaning::Several, notes)?;
        Some((RouteKind::Action(route), segments))
    }

    /// Where rows stand, and whether they have actions of their own.
    fn sites(
        &self,
        rows: &At<Rows>,
        resource: usize,
        action: Action,
        notes: &mut Notes,
    ) -> (Vec<SiteSpec>, bool) {
        match &rows.value {
            Rows::Place(pointer) => (vec![site(pointer.0.clone(), resource, action)], false),
            Rows::Places(map) => {
                let sites = map.0.iter().filter_map(|(at, kind)| {
                    let pointer = Pointer::parse(&at.value).ok().or_else(|| {
                        let message = said!("`{}` is not a JSON pointer", at.value);
                        notes.note(
                            Draft::new(Code::Pointer, at.span, message)
                                .help("it begins with `/`: `/data`"),
                        )
                    });
                    let (resource, action) = self.named(kind, notes)?;
                    if !action.only_reads() {
                        let draft = Draft::new(
                            Code::MethodMismatch,
                            kind.span,
                            "rows in an answer are read or listed",
                        );
                        notes
                            .drafts
                            .push(draft.help("`<resource>.read` or `<resource>.list`"));
                    }
                    Some(site(pointer?, resource, action))
                });
                (sites.collect(), true)
            }
        }
    }
}

/// An action on rows at the root.
pub(super) fn plain(resource: usize, action: Action) -> ActionRoute {
    ActionRoute {
        resource,
        action,
        composite: false,
        answer: Answer::Json,
        sites: vec![site(Pointer::ROOT, resource, action)],
        pass: Vec::new(),
        key: KeyFrom::Path,
        parent: None,
        body: None,
        args: Vec::new(),
        can: false,
        screen: None,
    }
}

fn site(pointer: Pointer, resource: usize, action: Action) -> SiteSpec {
    let many = if matches!(action, Action::LIST | Action::EXPORT | Action::BULK_UPDATE) {
        Many::Array
    } else {
        Many::One
    };
    SiteSpec {
        pointer,
        resource,
        action,
        many,
    }
}

fn answer(kind: AnswerKind) -> Answer {
    match kind {
        AnswerKind::Json => Answer::Json,
        AnswerKind::Stream => Answer::Stream,
        AnswerKind::File => Answer::File,
        AnswerKind::Nothing => Answer::Nothing,
    }
}
