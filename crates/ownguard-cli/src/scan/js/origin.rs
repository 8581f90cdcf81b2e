//! Where values come from: whether a caller chose them, and by which part of the
//! request. Follows names through bindings, without regard to order. Pure.

use super::chain::called;
use super::{Module, Pattern, Value};
use std::collections::BTreeMap;

/// A set of origins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::scan) struct Origin(u8);

impl Origin {
    pub(in crate::scan) const NONE: Self = Self(0);
    /// The path's parameters.
    pub(in crate::scan) const PARAMS: Self = Self(1);
    /// The query.
    pub(in crate::scan) const QUERY: Self = Self(2);
    /// The body, a form, or what a server action is called with.
    pub(in crate::scan) const BODY: Self = Self(4);
    /// A header.
    pub(in crate::scan) const HEADERS: Self = Self(8);
    /// The request itself.
    const REQUEST: Self = Self(16);
    /// What stands beside it: `{ params, searchParams }`.
    const CONTEXT: Self = Self(32);

    pub(in crate::scan) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the caller chose it.
    pub(in crate::scan) const fn is_chosen(self) -> bool {
        self.has(Self(1 | 2 | 4 | 8))
    }

    /// Whether the caller chose it beside the path.
    pub(in crate::scan) const fn is_claimed(self) -> bool {
        self.has(Self(2 | 4 | 8))
    }

    /// What it is, for people.
    pub(in crate::scan) const fn name(self) -> &'static str {
        if self.has(Self::BODY) {
            "the body"
        } else if self.has(Self::QUERY) {
            "the query"
        } else if self.has(Self::HEADERS) {
            "a header"
        } else {
            "the path"
        }
    }

    fn member(self, name: &str) -> Self {
        let mut found = Self(self.0 & !(Self::REQUEST.0 | Self::CONTEXT.0));
        if self.has(Self::REQUEST) {
            found = found.or(match name {
                "json" | "text" | "formData" | "body" | "arrayBuffer" | "blob" => Self::BODY,
                "query" => Self::QUERY.or(Self::PARAMS),
                "nextUrl" | "url" | "searchParams" => Self::QUERY,
                "headers" => Self::HEADERS,
                _ => Self::NONE,
            });
        }
        if self.has(Self::CONTEXT) {
            found = found.or(match name {
                "params" => Self::PARAMS,
                "searchParams" | "query" => Self::QUERY,
                _ => Self::NONE,
            });
        }
        found
    }
}

/// What the first parameters of a function are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Entrance {
    /// `(request, { params })`
    Handler,
    /// `({ params, searchParams })`
    Page,
    /// Everything is sent by the caller.
    Action,
}

/// The origins of every name of a module, by function.
pub(in crate::scan) struct Origins<'m> {
    module: &'m Module,
    names: Vec<BTreeMap<String, Origin>>,
}

impl<'m> Origins<'m> {
    /// `entrances` are the functions that a request enters by.
    pub(in crate::scan) fn of(module: &'m Module, entrances: &[(usize, Entrance)]) -> Self {
        let mut origins = Self {
            module,
            names: vec![BTreeMap::new(); module.functions.len()],
        };
        for (function, entrance) in entrances {
            origins.enter(*function, *entrance);
        }
        // Names of names: a few rounds reach every chain that people write.
        for _ in 0..8 {
            if !origins.round() {
                break;
            }
        }
        origins
    }

    fn enter(&mut self, at: usize, entrance: Entrance) {
        let Some(function) = self.module.functions.get(at) else {
            return;
        };
        for (place, pattern) in function.parameters.iter().enumerate() {
            let origin = match (entrance, place) {
                (Entrance::Handler, 0) => Origin::REQUEST,
                (Entrance::Handler, 1) | (Entrance::Page, 0) => Origin::CONTEXT,
                (Entrance::Action, _) => Origin::BODY,
                (Entrance::Handler | Entrance::Page, _) => Origin::NONE,
            };
            self.bind(at, pattern, origin);
        }
    }

    fn bind(&mut self, at: usize, pattern: &Pattern, origin: Origin) -> bool {
        let mut changed = false;
        for (way, name) in &pattern.0 {
            let found = way.iter().fold(origin, |origin, step| origin.member(step));
            if let Some(names) = self.names.get_mut(at) {
                let known = names.entry(name.clone()).or_default();
                let both = known.or(found);
                changed |= both != *known;
                *known = both;
            }
        }
        changed
    }

    fn round(&mut self) -> bool {
        let mut changed = false;
        for (at, function) in self.module.functions.iter().enumerate() {
            for binding in &function.bindings {
                let origin = self.origin(at, &binding.value);
                changed |= self.bind(at, &binding.pattern, origin);
            }
        }
        changed
    }

    fn name(&self, function: usize, name: &str) -> Origin {
        let parent = |at: &usize| {
            self.module
                .functions
                .get(*at)
                .and_then(|function| function.parent)
        };
        let mut scopes =
            std::iter::successors(Some(function), parent).filter_map(|at| self.names.get(at));
        scopes
            .find_map(|names| names.get(name))
            .copied()
            .unwrap_or_default()
    }

    /// Where a value comes from.
    pub(in crate::scan) fn origin(&self, function: usize, value: &Value) -> Origin {
        match value {
            Value::Name(name) => self.name(function, name),
            Value::Member(base, name) => self.origin(function, base).member(name),
            Value::Call(call) => self.call(function, &call.callee, &call.arguments),
            Value::Text(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Function(_) => Origin::NONE,
            Value::Object(_) | Value::Array(_) | Value::Template(..) | Value::Other(_) => {
                self.union(function, value.parts())
            }
        }
    }

    fn union<'v>(&self, function: usize, values: impl IntoIterator<Item = &'v Value>) -> Origin {
        let origins = values.into_iter().map(|value| self.origin(function, value));
        origins.fold(Origin::NONE, Origin::or)
    }

    /// A call gives on what it is called with only where it is known to: what else comes out is data of
    /// the server's own.
    fn call(&self, function: usize, callee: &Value, arguments: &[Value]) -> Origin {
        const PASSES: [&str; 26] = [
            "parse",
            "safeParse",
            "parseAsync",
            "safeParseAsync",
            "validate",
            "String",
            "Number",
            "parseInt",
            "parseFloat",
            "BigInt",
            "decodeURIComponent",
            "fromEntries",
            "URL",
            "URLSearchParams",
            "cast",
            "coerce",
            "decode",
            "assign",
            "pick",
            "omit",
            "use",
            "Boolean",
            "all",
            "resolve",
            "structuredClone",
            "toUUID",
        ];
        let name = called(callee).unwrap_or_default();
        if name == "headers" && matches!(callee, Value::Name(_)) {
            return Origin::HEADERS;
        }
        if name == "cookies" || proves(name) {
            return Origin::NONE;
        }
        let given = if PASSES.contains(&name) {
            self.union(function, arguments)
        } else {
            Origin::NONE
        };
        // `new URL(request.url)` was given a text, and is asked for its query.
        let of = match callee {
            Value::Member(base, _) => self.origin(function, base).member(name),
            Value::Name(_)
            | Value::Text(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Call(_)
            | Value::Object(_)
            | Value::Array(_)
            | Value::Function(_)
            | Value::Template(..)
            | Value::Other(_) => Origin::NONE,
        };
        given.or(of)
    }
}

/// Whether what comes out was proved rather than claimed.
fn proves(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = [
        "verify",
        "getuser",
        "getsession",
        "getclaims",
        "constructevent",
        "authenticate",
        "currentuser",
        "getserversession",
    ];
    words.iter().any(|word| name.contains(word)) || name == "auth"
}
