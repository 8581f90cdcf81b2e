//! Routes: the five usual ones of `rest`, and those that are written out.

use super::action::plain;
use super::checks::{any_method, unchecked, useless};
use super::names::Names;
use super::pattern::{Meaning, Pattern, pattern, route};
use super::resources::written;
use crate::model::code::Code;
use crate::model::leaf::Name;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes, nearest};
use crate::model::said::said;
use crate::model::written::{Model, Route, RouteTable};
use ownguard_core::Action;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{RouteKind, RouteSpec, Segment};
use ownguard_core::json::Span;
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
                &said!("`{}` is not row-checked", kind.value),
                notes,
            );
        }
        if matches!(resolved, RouteKind::Webhook(_)) && head.method.is_none() {
            notes.drafts.push(any_method(head.text.span));
        }
        let segments = self.bind(head, &meaning, notes)?;
        Some((resolved, segments))
    }

    pub(super) fn bind(
        &self,
        head: &Head<'_>,
        meaning: &Meaning<'_>,
        notes: &mut Notes,
    ) -> Option<Vec<Segment>> {
        let span = head.text.span;
        head.pattern
            .bind(meaning, self.names, self.resources, span, notes)
    }

    /// `invoice.read`.
    pub(super) fn named(&self, kind: &At<String>, notes: &mut Notes) -> Option<(usize, Action)> {
        let Some((resource, action)) = kind.value.split_once('.') else {
            let message = said!("`{}` is nothing that a route does", kind.value);
            let kinds = ["page", "app", "auth", "public"];
            let draft = Draft::new(Code::RouteKind, kind.span, message);
            return notes.note(match nearest(&kind.value, &kinds) {
                Some(near) => draft.help(said!("did you mean `{near}`?")),
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

/// What stands at a route, and its path.
pub(super) type Resolved = (RouteKind, Vec<Segment>);

/// A route's key, read.
pub(super) struct Head<'w> {
    pub(super) text: &'w At<String>,
    pub(super) method: Option<Method>,
    pub(super) pattern: Pattern,
}

impl Head<'_> {
    fn path(&self) -> &str {
        self.text.value.split_once(' ').map_or("", |(_, path)| path)
    }
}
