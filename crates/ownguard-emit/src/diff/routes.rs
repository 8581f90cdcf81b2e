//! What stands at each path and method under both models: kinds, actions, and how answers are treated.

use super::reach::{Reach, paths, reach};
use super::{Change, Effect, Kind};
use ownguard_core::Model;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, Answer, KeyFrom, RouteKind, RouteSpec};
use ownguard_core::json::Pointer;

const METHODS: [Method; 6] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
    Method::Options,
];

pub(super) fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let before: Vec<&RouteSpec> = old.http().routes().collect();
    let after: Vec<&RouteSpec> = new.http().routes().collect();
    let both: Vec<&RouteSpec> = before.iter().chain(&after).copied().collect();
    let mut found: Vec<(Effect, String)> = Vec::new();
    for path in paths(&both) {
        for method in METHODS {
            let from = reach(&before, &path, method);
            let to = reach(&after, &path, method);
            for change in compare((old, from), (new, to)) {
                if !found.contains(&change) {
                    found.push(change);
                }
            }
        }
    }
    let found = found.into_iter();
    found
        .map(|(effect, text)| Change::new(effect, Kind::Route, None, text))
        .collect()
}

fn compare(old: (&Model, Reach<'_>), new: (&Model, Reach<'_>)) -> Vec<(Effect, String)> {
    match (old.1, new.1) {
        (Reach::Route(from), Reach::Route(to)) => between((old.0, from), (new.0, to)),
        (Reach::Nothing | Reach::OtherMethod, Reach::Route(to)) => {
            let effect = match to.kind {
                RouteKind::Action(_) => Effect::Neutral,
                RouteKind::Page
                | RouteKind::App
                | RouteKind::Auth
                | RouteKind::Webhook(_)
                | RouteKind::Public => Effect::Widening,
            };
            let how = if stands(old.0, to) {
                "takes paths or methods that were refused"
            } else {
                "is new"
            };
            let text = format!("{} {how}: {}", line(to), kind(new.0, to));
            vec![(effect, text)]
        }
        (Reach::Route(from), Reach::Nothing | Reach::OtherMethod) => {
            let how = if stands(new.0, from) {
                "leaves paths or methods to be refused"
            } else {
                "is refused"
            };
            let text = format!("{} {how}; it was {}", line(from), kind(old.0, from));
            vec![(Effect::Narrowing, text)]
        }
        (Reach::Nothing | Reach::OtherMethod, Reach::Nothing | Reach::OtherMethod) => Vec::new(),
    }
}

/// Whether a model has a route of the same method and pattern.
fn stands(model: &Model, route: &RouteSpec) -> bool {
    let mut routes = model.http().routes();
    routes.any(|known| line(known) == line(route))
}

fn between(old: (&Model, &RouteSpec), new: (&Model, &RouteSpec)) -> Vec<(Effect, String)> {
    let (from, to) = (kind(old.0, old.1), kind(new.0, new.1));
    if let (RouteKind::Action(before), RouteKind::Action(after)) = (&old.1.kind, &new.1.kind) {
        let mut found = Vec::new();
        if from != to {
            found.push((
                Effect::Widening,
                format!("{} is judged as {to}, not as {from}", line(new.1)),
            ));
        }
        details(&mut found, &line(new.1), (old.0, before), (new.0, after));
        if !same_parameters(old.1, new.1) {
            found.push((
                Effect::Widening,
                format!("{}: its parameters name something else", line(new.1)),
            ));
        }
        return found;
    }
    if from == to {
        return Vec::new();
    }
    let (before, after) = (openness(&old.1.kind), openness(&new.1.kind));
    let same = matches!(
        (&old.1.kind, &new.1.kind),
        (RouteKind::Page, RouteKind::App) | (RouteKind::App, RouteKind::Page)
    );
    let effect = if same {
        Effect::Neutral
    } else if after < before {
        Effect::Narrowing
    } else {
        Effect::Widening
    };
    let was = if line(old.1) == line(new.1) {
        String::new()
    } else {
        format!(", by {}", line(old.1))
    };
    vec![(
        effect,
        format!("{} is {to}; it was {from}{was}", line(new.1)),
    )]
}

/// How little stands between a request and the origin.
const fn openness(kind: &RouteKind) -> u8 {
    match kind {
        RouteKind::Action(_) => 0,
        RouteKind::Webhook(_) => 1,
        RouteKind::Page | RouteKind::App => 2,
        RouteKind::Auth => 3,
        RouteKind::Public => 4,
    }
}

fn details(
    found: &mut Vec<(Effect, String)>,
    line: &str,
    (old, from): (&Model, &ActionRoute),
    (new, to): (&Model, &ActionRoute),
) {
    let mut push = |effect, text: String| found.push((effect, format!("{line}: {text}")));
    if from.answer != to.answer {
        let effect = match (from.answer, to.answer) {
            (_, Answer::Json | Answer::Nothing) => Effect::Narrowing,
            (_, Answer::Stream | Answer::File) => Effect::Widening,
        };
        let (from, to) = (answer(from.answer), answer(to.answer));
        push(effect, format!("the answer is {to}, not {from}"));
    }
    let passed =
        |pointers: &[Pointer]| -> Vec<String> { pointers.iter().map(Pointer::to_string).collect() };
    listed(
        &mut push,
        "passes whole",
        &passed(&from.pass),
        &passed(&to.pass),
    );
    listed(
        &mut push,
        "is taken from the body unchecked",
        &from.args,
        &to.args,
    );
    let (before, after) = (sites(old, from), sites(new, to));
    if before != after {
        push(
            Effect::Widening,
            format!("rows are looked for at {after}, not at {before}"),
        );
    }
    let named = |name: &str, from: Option<&Pointer>, to: Option<&Pointer>| {
        (from != to).then(|| format!("{name} of the row stands elsewhere in the body"))
    };
    let moved = [
        named("the parent", from.parent.as_ref(), to.parent.as_ref()),
        named("the fields", from.body.as_ref(), to.body.as_ref()),
        (from.key != to.key).then(|| {
            format!(
                "its row is named by {}, not by {}",
                key(&to.key),
                key(&from.key)
            )
        }),
    ];
    for text in moved.into_iter().flatten() {
        push(Effect::Widening, text);
    }
    if from.can != to.can {
        let now = if to.can { "tells" } else { "no longer tells" };
        push(
            Effect::Neutral,
            format!("each row {now} what its reader may do"),
        );
    }
    let (before, after) = (screen(old, from), screen(new, to));
    match (before, after) {
        (Some(_), None) => push(
            Effect::Widening,
            "no screen narrows what is shown".to_owned(),
        ),
        (None, Some(_)) => push(
            Effect::Narrowing,
            "a screen narrows what is shown".to_owned(),
        ),
        (Some(from), Some(to)) => listed(&mut push, "is shown by its screen", &from, &to),
        (None, None) => {}
    }
}

fn listed(push: &mut impl FnMut(Effect, String), what: &str, from: &[String], to: &[String]) {
    for name in to.iter().filter(|name| !from.contains(name)) {
        push(Effect::Widening, format!("`{name}` {what}"));
    }
    for name in from.iter().filter(|name| !to.contains(name)) {
        push(Effect::Narrowing, format!("`{name}` no longer {what}"));
    }
}

fn sites(model: &Model, route: &ActionRoute) -> String {
    let sites = route.sites.iter().map(|site| {
        let pointer = site.pointer.to_string();
        let place = if pointer.is_empty() {
            "the root"
        } else {
            &pointer
        };
        let name = model.resource(site.resource).map_or("", |one| one.name());
        format!(
            "`{place}` ({name}.{}, {:?})",
            model.action_name(site.action),
            site.many
        )
    });
    sites.collect::<Vec<_>>().join(", ")
}

fn screen(model: &Model, route: &ActionRoute) -> Option<Vec<String>> {
    let screen = model.screens().get(route.screen?)?;
    let fields = model.resource(screen.resource)?.fields();
    let columns = screen.fields.iter().filter_map(|at| fields.get(*at));
    Some(columns.map(|field| field.column.clone()).collect())
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Json => "inspected JSON",
        Answer::Stream => "a stream, not inspected",
        Answer::File => "a file, not inspected",
        Answer::Nothing => "empty",
    }
}

fn key(key: &KeyFrom) -> String {
    match key {
        KeyFrom::Path => "the path".to_owned(),
        KeyFrom::Session => "the session".to_owned(),
        KeyFrom::Body(pointer) => format!("`{pointer}` of the body"),
    }
}

fn same_parameters(old: &RouteSpec, new: &RouteSpec) -> bool {
    old.segments == new.segments
}

fn line(route: &RouteSpec) -> String {
    let method = route.method.map_or("*", Method::as_str);
    format!("`{method} {}`", route.pattern)
}

fn kind(model: &Model, route: &RouteSpec) -> String {
    match &route.kind {
        RouteKind::Action(action) if action.composite => "several actions".to_owned(),
        RouteKind::Action(action) => {
            let name = model.resource(action.resource).map_or("", |one| one.name());
            format!("`{name}.{}`", model.action_name(action.action))
        }
        RouteKind::Page => "a page: signed in, rows not checked".to_owned(),
        RouteKind::App => "decided inside the app: signed in, rows not checked".to_owned(),
        RouteKind::Auth => "signing in and out: open to everybody".to_owned(),
        RouteKind::Webhook(service) => {
            let service = model.services().get(*service).map_or("", String::as_str);
            format!("a webhook of `{service}`")
        }
        RouteKind::Public => "public: open to everybody, cached as the origin says".to_owned(),
    }
}
