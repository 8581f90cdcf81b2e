//! Each kind of caller, and what the decision point answers to it. Facts are fresh, the address is
//! verified and the plan is the highest: what remains is who somebody is.

use super::holds;
use crate::source::Loaded;
use ownguard_core::http::spec::{Binding, RouteKind, Segment};
use ownguard_core::{Action, Model, Resource};
use ownguard_wire::question::{Answer, Asked, Caller, Done, Link, Row, Where};
use serde::Serialize;

/// One kind of caller.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Case {
    /// Such as `workspace.viewer`.
    pub(crate) who: String,
    /// What is special about the row; empty for any.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) on: &'static str,
    #[serde(flatten)]
    pub(crate) answer: Answer,
}

pub(super) const TENANT: &str = "tenant";
pub(super) const SUBJECT: &str = "caller";
pub(super) const KEY: &str = "row";

/// A caller before they are asked for.
pub(super) struct Draft {
    pub(super) who: String,
    pub(super) on: &'static str,
    pub(super) caller: Caller,
    pub(super) row: Row,
    /// Whether they present a share link to it.
    pub(super) link: bool,
}

pub(super) fn draft(who: &str, on: &'static str, caller: Caller, row: Row) -> Draft {
    Draft {
        who: who.to_owned(),
        on,
        caller,
        row,
        link: false,
    }
}

/// Every kind of caller that the model can tell apart.
pub(crate) fn cases(loaded: &Loaded, at: usize, action: Action) -> Vec<Case> {
    let model = &loaded.model;
    let Some(resource) = model.resource(at) else {
        return Vec::new();
    };
    let child = resource.spec().parent.is_some();
    let of = Of {
        model,
        resource,
        action,
        collective: (action.makes_a_row()
            || (action == Action::EXPORT && !export_names_a_row(model, at)))
            && !child,
    };
    let linked = holds::root(model, resource).name();
    let drafts = of.drafts();
    let answered = drafts.into_iter().filter_map(|draft| {
        let link = draft.link.then(|| Link::to(linked, KEY));
        let asked = Asked {
            model,
            session: draft.caller.session(model, link.as_ref(), None, 0).ok()?,
            resource: at,
            action,
            now: 0,
        };
        let decision = asked.decide(&of.target(&draft.row)).ok()?;
        Some(Case {
            who: draft.who,
            on: draft.on,
            answer: Answer::of(&asked, decision, None),
        })
    });
    answered.collect()
}

pub(super) struct Of<'a> {
    pub(super) model: &'a Model,
    pub(super) resource: &'a Resource,
    pub(super) action: Action,
    /// Whether no single row is known: then only roles, staff and services count.
    pub(super) collective: bool,
}

impl Of<'_> {
    fn target(&self, row: &Row) -> Done {
        let place = || Where {
            tenant: self.resource.tenant_bound().then(|| TENANT.to_owned()),
            parent: row.parent.clone(),
        };
        if self.action.makes_a_row() {
            Done::New(place())
        } else if self.collective {
            Done::Collection(place())
        } else {
            Done::Row(Box::new(row.clone()))
        }
    }
}

/// Whether a route exports single rows.
fn export_names_a_row(model: &Model, resource: usize) -> bool {
    model.http().routes().any(|route| {
        let exports = match &route.kind {
            RouteKind::Action(action) => {
                action.resource == resource && action.action == Action::EXPORT
            }
            RouteKind::Page
            | RouteKind::App
            | RouteKind::Auth
            | RouteKind::Webhook(_)
            | RouteKind::Public => false,
        };
        exports && route.segments.contains(&Segment::Param(Binding::Key))
    })
}
