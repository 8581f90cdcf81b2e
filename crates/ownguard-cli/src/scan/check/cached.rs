//! Answers for one person that are kept for all. Pure.

use super::Checks;
use super::routes::{covers, first_line};
use crate::finding::Finding;
use crate::scan::js::chain::called;
use crate::scan::js::query::queries;
use crate::scan::js::{Module, Value};
use crate::scan::project::File;
use crate::scan::rules::CACHED;
use ownguard_core::http::spec::RouteKind;
use ownguard_core::json::Span;

impl Checks<'_> {
    pub(super) fn cached(&self, findings: &mut Vec<Finding>) {
        for (file, module) in self.project.modules() {
            let mut found = |span: Span, message: String| {
                findings.push(
                    CACHED
                        .found(message)
                        .at(&file.source, first_line(file, span)),
                );
            };
            if file.route().is_some() && self.is_private(file, module) {
                for (span, what) in kept(module) {
                    found(
                        span,
                        format!("{what}, and the route answers each person differently"),
                    );
                }
            }
            for (at, function) in module.functions.iter().enumerate() {
                let mut directives = function.directives.iter();
                let cache = directives.find(|directive| {
                    directive.text == "use cache" || directive.text == "use cache: remote"
                });
                if let Some(directive) = cache.filter(|_| self.is_personal(module, at)) {
                    found(
                        directive.span,
                        "`use cache` keeps what was read for one person".to_owned(),
                    );
                }
            }
        }
    }

    /// As the model says it; where it says nothing, whoever asks for a session is private.
    fn is_private(&self, file: &File, module: &Module) -> bool {
        let routes = self.model.iter().flat_map(|model| &model.spec.http.routes);
        let Some(route) = file.route() else {
            return false;
        };
        let mut named = routes.filter(|spec| covers(spec, route)).peekable();
        if named.peek().is_none() {
            return asks_for_session(module, 0);
        }
        named.any(|spec| match spec.kind {
            RouteKind::Action(_) | RouteKind::Page | RouteKind::App => true,
            RouteKind::Auth | RouteKind::Webhook(_) | RouteKind::Public => false,
        })
    }

    /// Whether a function, or one in it, asks for the session or for guarded rows.
    fn is_personal(&self, module: &Module, function: usize) -> bool {
        let mut inside = vec![function];
        inside.extend((0..module.functions.len()).filter(|at| {
            let parent = |at: &usize| {
                module
                    .functions
                    .get(*at)
                    .and_then(|function| function.parent)
            };
            std::iter::successors(Some(*at), parent).any(|above| above == function)
        }));
        let guarded = |query: &crate::scan::js::query::Query<'_>| {
            inside.contains(&query.function) && self.tables.table(&query.table).is_some()
        };
        asks_for_session(module, function) || queries(module).iter().any(guarded)
    }
}

fn asks_for_session(module: &Module, function: usize) -> bool {
    const NAMES: [&str; 14] = [
        "auth",
        "getServerSession",
        "getSession",
        "getUser",
        "currentUser",
        "cookies",
        "getClaims",
        "validateRequest",
        "requireUser",
        "requireAuth",
        "getCurrentUser",
        "verifySession",
        "getAuth",
        "requireSession",
    ];
    let asks = |value: &Value| {
        let name = value.call().and_then(|call| called(&call.callee));
        name.is_some_and(|name| NAMES.contains(&name))
    };
    module
        .within(function)
        .any(|inner| inner.calls.iter().any(asks))
}

/// What keeps the answers of a route, and where.
fn kept(module: &Module) -> Vec<(Span, String)> {
    let mut list = Vec::new();
    for export in &module.exports {
        let what = match (export.name.as_str(), &export.value) {
            ("revalidate", Value::Number(seconds)) if *seconds > 0.0 => {
                Some(format!("`revalidate` keeps the answer for {seconds} s"))
            }
            ("revalidate", Value::Bool(false)) => {
                Some("`revalidate = false` keeps the answer for good".to_owned())
            }
            ("dynamic", value) if matches!(value.text(), Some("force-static" | "error")) => {
                Some("`dynamic` makes the answer once for all".to_owned())
            }
            ("fetchCache", value) if matches!(value.text(), Some("force-cache" | "only-cache")) => {
                Some("`fetchCache` keeps what was fetched for all".to_owned())
            }
            (_, _) => None,
        };
        list.extend(what.map(|what| (export.span, what)));
    }
    for function in &module.functions {
        for entry in &function.entries {
            let header = entry.key.as_deref().is_some_and(is_cache_header);
            if header && entry.value.text().is_some_and(is_shared) {
                list.push((
                    entry.span,
                    "`Cache-Control` lets caches keep the answer for all".to_owned(),
                ));
            }
        }
        for value in &function.calls {
            if let Value::Call(call) = value
                && matches!(
                    called(&call.callee),
                    Some("set" | "append" | "setHeader" | "header")
                )
                && let [name, value] = call.arguments.as_slice()
                && name.text().is_some_and(is_cache_header)
                && value.text().is_some_and(is_shared)
            {
                list.push((
                    call.span,
                    "`Cache-Control` lets caches keep the answer for all".to_owned(),
                ));
            }
        }
    }
    list
}

fn is_cache_header(name: &str) -> bool {
    let known = [
        "cache-control",
        "cdn-cache-control",
        "vercel-cdn-cache-control",
        "cloudflare-cdn-cache-control",
    ];
    known.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a cache that many use may keep it (RFC 9111, section 5.2.2).
fn is_shared(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let mut parts = value.split(',').map(str::trim);
    let private = value.contains("private") || value.contains("no-store");
    !private && parts.any(|part| part == "public" || part.starts_with("s-maxage"))
}
