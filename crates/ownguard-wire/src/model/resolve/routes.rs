//! Routes: the five usual ones of `rest`, and those that are written out.

use super::names::Names;
use super::pattern::{Meaning, Pattern, pattern, route};
use super::resources::written;
use crate::model::code::Code;
use crate::model::leaf::Name;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes, nearest};
use crate::model::written::{Kind, Model, Route, RouteTable, Rows};
use ownguard_core::Action;
use ownguard_core::action::BUILT_IN;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, Answer, KeyFrom, RouteKind, RouteSpec, SiteSpec};
use ownguard_core::json::{Many, Pointer, Span};
use ownguard_core::spec::{ResourceSpec, ScreenSpec};

/// What routes are resolved against.
pub(super) struct Routes<'a> {
    pub(super) names: &'a Names,
    pub(super) resources: &'a [ResourceSpec],
    pub(super) screens: &'a [ScreenSpec],
}

/// A route and its places.
pub(super) struct Placed {
    pub(super) spec: RouteSpec,
    pub(super) span: Span,
    /// Whether it is one of the five usual ones.
    pub(super) usual: bool,
}

impl Routes<'_> {
    pub(super) fn resolve(&self, model: &Model, notes: &mut Notes) -> Vec<Placed> {
        let mut placed = Vec::new();
        for ((_, at), place) in written(model).zip(0..) {
            if let (Some(base), Some(spec)) = (&at.value.rest, self.resources.get(place)) {
                self.usual(base, place, spec, &mut placed, notes);
            }
        }
        let routes = model.routes.as_ref().map_or(&[][..], |map| &map.0);
        for (text, at) in routes {
            if let Some((method, pattern)) = route(&text.value, text.span, notes) {
                let head = Head {
                    text,
                    method,
                    pattern,
                };
                placed.extend(self.written(&head, &at.value, at.span, notes));
            }
        }
        placed
    }

    /// `rest`: list and create at the path itself, read, update and delete below it.
    fn usual(
        &self,
        base: &At<String>,
        place: usize,
        spec: &ResourceSpec,
        placed: &mut Vec<Placed>,
        notes: &mut Notes,
    ) {
        let Some(at_base) = pattern(&base.value, base.span, notes) else {
            return;
        };
        if at_base.names("id") {
            let draft = Draft::new(
                Code::UnknownParameter,
                base.span,
                "`rest` ends before `{id}`",
            );
            notes
                .drafts
                .push(draft.help("`{id}` is added for `read`, `update` and `delete`"));
            return;
        }
        let trunk = base.value.trim_end_matches('/');
        let routes = [
            (Method::Get, false, Action::LIST),
            (Method::Post, false, Action::CREATE),
            (Method::Get, true, Action::READ),
            (Method::Patch, true, Action::UPDATE),
            (Method::Delete, true, Action::DELETE),
        ];
        let before = notes.drafts.len();
        for (method, below, action) in routes {
            let path = if below {
                format!("{trunk}/{{id}}")
            } else {
                base.value.clone()
            };
            let meaning = Meaning::Rows {
                resource: spec,
                meets_row: below,
            };
            let segments = pattern(&path, base.span, notes).and_then(|pattern| {
                pattern.bind(&meaning, self.names, self.resources, base.span, notes)
            });
            if let Some(segments) = segments {
                placed.push(Placed {
                    spec: RouteSpec {
                        method: Some(method),
                        pattern: path,
                        segments,
                        kind: RouteKind::Action(plain(place, action)),
                    },
                    span: base.span,
                    usual: true,
                });
            }
            if notes.drafts.len() > before {
                return;
            }
        }
    }

    fn written(
        &self,
        head: &Head<'_>,
        route: &Route,
        span: Span,
        notes: &mut Notes,
    ) -> Option<Placed> {
        let kind = match route {
            Route::Kind(kind) => self.kind(head, kind, None, notes),
            Route::Table(table) => match (&table.action, &table.rows) {
                (Some(kind), _) => self.kind(head, kind, Some(table), notes),
                (None, Some(rows)) => self.several(head, rows, table, notes),
                (None, None) => {
                    let draft = Draft::new(Code::MissingKey, span, "the key `do` is missing");
                    notes.note(draft.help("`do = \"invoice.list\"`, or several in `rows`"))
                }
            },
        };
        let (kind, segments) = kind?;
        Some(Placed {
            spec: RouteSpec {
                method: head.method,
                pattern: head.path().to_owned(),
                segments,
                kind,
            },
            span: head.text.span,
            usual: false,
        })
    }

    fn kind(
        &self,
        head: &Head<'_>,
        kind: &At<String>,
        table: Option<&RouteTable>,
        notes: &mut Notes,
    ) -> Option<Resolved> {
        let simple = match kind.value.as_str() {
            "page" => Some((RouteKind::Page, Meaning::Session)),
            "app" => Some((RouteKind::App, Meaning::Session)),
            "auth" => Some((RouteKind::Auth, Meaning::Open)),
            "public" => Some((RouteKind::Public, Meaning::Open)),
            text => match text.strip_prefix("webhook.") {
                Some(service) => {
                    let place = self.names.service(service, kind.span, notes)?;
                    Some((RouteKind::Webhook(place), Meaning::Open))
                }
                None => None,
            },
        };
        let Some((resolved, meaning)) = simple else {
            return self.action(head, kind, table, notes);
        };
        if let Some(table) = table {
            useless(
                &unchecked(table),
                &format!("`{}` is not row-checked", kind.value),
                notes,
            );
        }
        if matches!(resolved, RouteKind::Webhook(_)) && head.method.is_none() {
            notes.drafts.push(any_method(head.text.span));
        }
        let segments =
            head.pattern
                .bind(&meaning, self.names, self.resources, head.text.span, notes)?;
        Some((resolved, segments))
    }

    fn action(
        &self,
        head: &Head<'_>,
        kind: &At<String>,
        table: Option<&RouteTable>,
        notes: &mut Notes,
    ) -> Option<Resolved> {
        let (resource, action) = self.named(kind, notes)?;
        let spec = self.resources.get(resource)?;
        let mut route = plain(resource, action);
        let place = |pointer: &At<crate::model::leaf::Pointer>| pointer.value.0.clone();
        if let Some(table) = table {
            route.answer = table.answer.map_or(Answer::Json, |at| answer(at.value));
            if let Some(rows) = &table.rows {
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
                if screen.resource != resource {
                    let message = format!("the screen `{}` is of another resource", at.value.0);
                    notes
                        .drafts
                        .push(Draft::new(Code::UnknownScreen, at.span, message));
                }
                Some(place)
            });
            if route.answer != Answer::Json {
                useless(
                    &inspected(table),
                    "what is not JSON is not inspected",
                    notes,
                );
            }
            if let (Some(at), None) = (&table.parent, &spec.parent) {
                useless(
                    &[("parent", Some(at.span))],
                    &format!("`{}` has no parent", spec.name),
                    notes,
                );
            }
            super::conflict::check_places(table, &route, notes);
        }
        let named_by_tenant = spec.tenant == Some(spec.key.field)
            && self
                .names
                .tenancy
                .as_deref()
                .is_some_and(|name| head.pattern.names(name));
        let in_path = head.pattern.names("id") || head.pattern.names("link") || named_by_tenant;
        check_key(head, kind, &route, in_path, notes);
        check_method(head, kind, action, notes);
        let parent = spec
            .parent
            .as_ref()
            .and_then(|parent| self.resources.get(parent.resource));
        if let Some(parent) = parent
            && action == Action::CREATE
            && route.parent.is_none()
            && !head.pattern.names(&parent.name)
        {
            let message = format!(
                "a new `{}` is made below a `{}`, and none is named",
                spec.name, parent.name
            );
            let help = format!(
                "`{{{}}}` in the path, or `parent = \"/…\"` in the body",
                parent.name
            );
            notes
                .drafts
                .push(Draft::new(Code::NoParent, kind.span, message).help(help));
        }
        let meaning = Meaning::Rows {
            resource: spec,
            meets_row: meets_row(action) || action == Action::EXPORT,
        };
        let segments =
            head.pattern
                .bind(&meaning, self.names, self.resources, head.text.span, notes)?;
        Some((RouteKind::Action(route), segments))
    }

    fn several(
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
        let pass = table.pass.iter().flatten().map(|at| at.value.0.clone());
        let route = ActionRoute {
            composite,
            pass: pass.collect(),
            can: table.can.is_some_and(|at| at.value),
            ..plain(first.resource, first.action)
        };
        let route = ActionRoute { sites, ..route };
        let of_one = [
            ("id", table.id.as_ref().map(|at| at.span)),
            ("ids", table.ids.as_ref().map(|at| at.span)),
            ("parent", table.parent.as_ref().map(|at| at.span)),
            ("body", table.body.as_ref().map(|at| at.span)),
            ("screen", table.screen.as_ref().map(|at| at.span)),
            (
                "answer",
                table
                    .answer
                    .filter(|at| at.value != Kind::Json)
                    .map(|at| at.span),
            ),
        ];
        useless(
            &of_one,
            "a route of several resources has no action of its own",
            notes,
        );
        super::conflict::check_places(table, &route, notes);
        if head.method != Some(Method::Get) {
            let draft = Draft::new(
                Code::MethodMismatch,
                head.text.span,
                "rows of several resources are only read",
            );
            notes.drafts.push(draft.help("`GET`"));
        }
        let segments = head.pattern.bind(
            &Meaning::Several,
            self.names,
            self.resources,
            head.text.span,
            notes,
        )?;
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
                        let message = format!("`{}` is not a JSON pointer", at.value);
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

    /// `invoice.read`.
    fn named(&self, kind: &At<String>, notes: &mut Notes) -> Option<(usize, Action)> {
        let Some((resource, action)) = kind.value.split_once('.') else {
            let message = format!("`{}` is nothing that a route does", kind.value);
            let kinds = ["page", "app", "auth", "public"];
            let draft = Draft::new(Code::RouteKind, kind.span, message);
            return notes.note(match nearest(&kind.value, &kinds) {
                Some(near) => draft.help(format!("did you mean `{near}`?")),
                None => draft.help(
                    "`<resource>.<action>`, `page`, `app`, `auth`, `public` or `webhook.<service>`",
                ),
            });
        };
        let at = At {
            value: Name(resource.to_owned()),
            span: kind.span,
        };
        let resource = self.names.resource(&at, notes);
        let action = self.names.action(action, kind.span, notes);
        resource.zip(action)
    }
}

type Resolved = (RouteKind, Vec<ownguard_core::http::spec::Segment>);

/// A route's key, read.
struct Head<'w> {
    text: &'w At<String>,
    method: Option<Method>,
    pattern: Pattern,
}

impl Head<'_> {
    fn path(&self) -> &str {
        self.text.value.split_once(' ').map_or("", |(_, path)| path)
    }
}

fn plain(resource: usize, action: Action) -> ActionRoute {
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

fn answer(kind: Kind) -> Answer {
    match kind {
        Kind::Json => Answer::Json,
        Kind::Stream => Answer::Stream,
        Kind::File => Answer::File,
        Kind::Nothing => Answer::Nothing,
    }
}

fn meets_row(action: Action) -> bool {
    !matches!(
        action,
        Action::LIST | Action::CREATE | Action::INVITE | Action::EXPORT | Action::BULK_UPDATE
    )
}

type Keys = [(&'static str, Option<Span>)];

/// Keys that mean something only where rows are checked.
fn unchecked(table: &RouteTable) -> Vec<(&'static str, Option<Span>)> {
    let mut keys = inspected(table);
    keys.extend([
        ("answer", table.answer.map(|at| at.span)),
        ("id", table.id.map(|at| at.span)),
        ("ids", table.ids.as_ref().map(|at| at.span)),
        ("parent", table.parent.as_ref().map(|at| at.span)),
        ("body", table.body.as_ref().map(|at| at.span)),
        (
            "args",
            table
                .args
                .as_ref()
                .and_then(|args| args.0.first())
                .map(|at| at.span),
        ),
    ]);
    keys
}

/// Keys that mean something only where the answer is inspected.
fn inspected(table: &RouteTable) -> Vec<(&'static str, Option<Span>)> {
    vec![
        ("rows", table.rows.as_ref().map(|at| at.span)),
        (
            "pass",
            table
                .pass
                .as_ref()
                .and_then(|list| list.first())
                .map(|at| at.span),
        ),
        ("can", table.can.map(|at| at.span)),
        ("screen", table.screen.as_ref().map(|at| at.span)),
    ]
}

fn useless(keys: &Keys, why: &str, notes: &mut Notes) {
    for (key, span) in keys {
        if let Some(span) = span {
            let draft = Draft::new(
                Code::UselessRouteKey,
                *span,
                format!("`{key}` means nothing here: {why}"),
            );
            notes.drafts.push(draft.help(format!("take `{key}` out")));
        }
    }
}

fn any_method(span: Span) -> Draft {
    let draft = Draft::new(
        Code::AnyMethod,
        span,
        "`*` stands on `page`, `app`, `auth` and `public` only",
    );
    draft.help("name the method: one route each")
}

fn check_key(
    head: &Head<'_>,
    kind: &At<String>,
    route: &ActionRoute,
    in_path: bool,
    notes: &mut Notes,
) {
    let link = head.pattern.names("link");
    if link && route.action != Action::READ {
        let draft = Draft::new(Code::UnknownParameter, head.text.span, "a link only reads");
        notes.drafts.push(draft.help("`{id}` names the row"));
    }
    match &route.key {
        KeyFrom::Path if meets_row(route.action) && !in_path => {
            let message = format!("`{}` meets a row, and the path names none", kind.value);
            let draft = Draft::new(Code::NoKey, kind.span, message);
            notes.drafts.push(
                draft.help("`{id}` in the path, or `id = \"session\"` for the caller's own row"),
            );
        }
        KeyFrom::Session if in_path || !meets_row(route.action) => {
            let draft = Draft::new(
                Code::UselessRouteKey,
                kind.span,
                "`id = \"session\"` means nothing here",
            );
            notes.drafts.push(
                draft.help("it stands where an action meets a row that the path does not name"),
            );
        }
        KeyFrom::Body(_) if in_path || route.action.only_reads() || route.action.makes_a_row() => {
            let draft = Draft::new(Code::UselessRouteKey, kind.span, "`ids` means nothing here");
            notes
                .drafts
                .push(draft.help("it stands where an action changes several rows: `bulk_update`"));
        }
        KeyFrom::Path | KeyFrom::Session | KeyFrom::Body(_) => {}
    }
}

fn check_method(head: &Head<'_>, kind: &At<String>, action: Action, notes: &mut Notes) {
    let Some(method) = head.method else {
        notes.drafts.push(any_method(head.text.span));
        return;
    };
    if method.is_safe() && !action.only_reads() {
        let message = format!(
            "{} only reads, and `{}` may write",
            method.as_str(),
            kind.value
        );
        let draft = Draft::new(Code::MethodMismatch, head.text.span, message);
        let help = "no check against other sites protects it: use `POST`";
        let own = action.index() >= BUILT_IN.len();
        notes
            .drafts
            .push(if own { draft.warning() } else { draft }.help(help));
    } else if method == Method::Options {
        let draft = Draft::new(
            Code::MethodMismatch,
            head.text.span,
            "OPTIONS is no action on rows",
        );
        notes.drafts.push(draft.help("remove the route"));
    }
}
