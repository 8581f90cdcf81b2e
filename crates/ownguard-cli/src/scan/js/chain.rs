//! Chains such as `db.from("a").select("*").eq("id", x)`, link by link. Pure.

use super::Value;
use ownguard_core::json::Span;

/// One link of a chain.
#[derive(Clone, Copy, Debug)]
pub(in crate::scan) enum Link<'v> {
    /// What the chain begins with, where it is a name.
    Root(&'v str),
    /// `.name`
    Member(&'v str),
    /// `(…)`
    Call(&'v [Value], Span),
}

/// The links, from the beginning; a beginning that is no name is left out.
pub(in crate::scan) fn links(value: &Value) -> Vec<Link<'_>> {
    let mut list = Vec::new();
    let mut at = value;
    loop {
        match at {
            Value::Name(name) => {
                list.push(Link::Root(name));
                break;
            }
            Value::Member(base, name) => {
                list.push(Link::Member(name));
                at = base;
            }
            Value::Call(call) => {
                list.push(Link::Call(&call.arguments, call.span));
                at = &call.callee;
            }
            Value::Text(_)
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Object(_)
            | Value::Array(_)
            | Value::Function(_)
            | Value::Template(..)
            | Value::Other(_) => break,
        }
    }
    list.reverse();
    list
}

/// The name that a chain begins with.
pub(in crate::scan) fn root(value: &Value) -> Option<&str> {
    match links(value).first() {
        Some(Link::Root(name)) => Some(name),
        Some(Link::Member(_) | Link::Call(..)) | None => None,
    }
}

/// The name of what is called: the last member, or the name itself.
pub(in crate::scan) fn called(callee: &Value) -> Option<&str> {
    match callee {
        Value::Name(name) | Value::Member(_, name) => Some(name),
        Value::Text(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Call(_)
        | Value::Object(_)
        | Value::Array(_)
        | Value::Function(_)
        | Value::Template(..)
        | Value::Other(_) => None,
    }
}

/// The methods of a chain with their arguments, in order: `.name(…)`.
pub(in crate::scan) fn methods<'v>(links: &[Link<'v>]) -> Vec<(&'v str, &'v [Value], Span)> {
    let mut list = Vec::new();
    for pair in links.windows(2) {
        if let [
            Link::Member(name) | Link::Root(name),
            Link::Call(arguments, span),
        ] = pair
        {
            list.push((*name, *arguments, *span));
        }
    }
    list
}
