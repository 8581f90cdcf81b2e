//! What routes cannot say: keys without a meaning, actions without a row, methods
//! that do not fit.

use super::routes::Head;
use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{AnswerKind, RouteTable};
use ownguard_core::Action;
use ownguard_core::action::BUILT_IN;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, KeyFrom};
use ownguard_core::json::Span;
use ownguard_core::spec::ResourceSpec;

pub(super) fn meets_row(action: Action) -> bool {
    !matches!(
        action,
        Action::LIST | Action::CREATE | Action::INVITE | Action::EXPORT | Action::BULK_UPDATE
    )
}

type Keys = [(&'static str, Option<Span>)];

/// Keys that mean something only where rows are checked.
pub(super) fn unchecked(table: &RouteTable) -> Vec<(&'static str, Option<Span>)> {
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
pub(super) fn inspected(table: &RouteTable) -> Vec<(&'static str, Option<Span>)> {
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

/// Keys that mean something only for one action.
pub(super) fn of_one(table: &RouteTable) -> Vec<(&'static str, Option<Span>)> {
    let answer = table.answer.filter(|at| at.value != AnswerKind::Json);
    vec![
        ("id", table.id.map(|at| at.span)),
        ("ids", table.ids.as_ref().map(|at| at.span)),
        ("parent", table.parent.as_ref().map(|at| at.span)),
        ("body", table.body.as_ref().map(|at| at.span)),
        ("screen", table.screen.as_ref().map(|at| at.span)),
        ("answer", answer.map(|at| at.span)),
    ]
}

pub(super) fn useless(keys: &Keys, why: &str, notes: &mut Notes) {
    for (key, span) in keys {
        if let Some(span) = span {
            let draft = Draft::new(
                Code::UselessRouteKey,
                *span,
                said!("`{key}` means nothing here: {why}"),
            );
            notes.drafts.push(draft.help(said!("take `{key}` out")));
        }
    }
}

pub(super) fn any_method(span: Span) -> Draft {
    let draft = Draft::new(
        Code::AnyMethod,
        span,
        "`*` stands on `page`, `app`, `auth` and `public` only",
    );
    draft.help("name the method: one route each")
}

pub(super) fn check_key(
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
            let message = said!("`{}` meets a row, and the path names none", kind.value);
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

pub(super) fn check_method(head: &Head<'_>, kind: &At<String>, action: Action, notes: &mut Notes) {
    let Some(method) = head.method else {
        notes.drafts.push(any_method(head.text.span));
        return;
    };
    if method.is_safe() && !action.only_reads() {
        let message = said!(
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

/// A new child is made below a parent that the route names.
pub(super) fn check_parent(
    head: &Head<'_>,
    kind: &At<String>,
    route: &ActionRoute,
    (spec, parent): (&ResourceSpec, &ResourceSpec),
    notes: &mut Notes,
) {
    let named = route.parent.is_some() || head.pattern.names(&parent.name);
    if route.action == Action::CREATE && !named {
        let (child, parent) = (&spec.name, &parent.name);
        let message = said!("a new `{child}` needs the `{parent}` that owns it");
        let help = said!("`{{{parent}}}` in the path, or `parent = \"/…\"` for one in the body");
        let draft = Draft::new(Code::NoParent, kind.span, message);
        notes.drafts.push(draft.help(help));
    }
}
