//! What an admitted request carries to the origin and back: edits of its head,
//! and what its answer will be held against.

use super::method::Method;
use super::refusal::Rejection;
use super::spec::{Answer, Level};
use crate::action::Action;
use crate::relation::RelationSet;

/// The outcome of `admit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The request ends here.
    Reject(Rejection),
    /// More must be known.
    Need(super::request::Need),
    /// The request goes on to the origin.
    Forward(Box<Passage>),
}

/// An admitted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The route's place, if one names the request.
    pub route: Option<usize>,
    /// What the answer is.
    pub handling: Handling,
    /// The method that is sent; HEAD goes as GET.
    pub method: Method,
    /// Whether the client asked with HEAD, so that it gets no body.
    pub head: bool,
    /// The request target that is sent.
    pub target: String,
    /// Names of headers that are not sent.
    pub remove: Vec<String>,
    /// Headers that are set.
    pub set: &'static [(&'static str, &'static str)],
    /// Whether a WebSocket upgrade was allowed.
    pub websocket: bool,
    /// What was decided before the origin is asked.
    pub admitted: Option<Admitted>,
    /// What the level kept from being enforced.
    pub would: Option<Rejection>,
    /// How much is enforced.
    pub level: Level,
}

/// What the answer of an admitted request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Open to everybody: keeps the origin's cache headers.
    Public,
    /// Nothing is changed, not even caching: the level is `report`, or no level names it.
    Untouched,
    /// Private, but not row-checked.
    Unchecked,
    /// Signing in and out: private, and free to redirect.
    Auth,
    /// An action's answer.
    Action(Answer),
}

/// The decision that let a request through, and what its path named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// The resource.
    pub resource: usize,
    /// The action, as its place.
    pub action: Option<Action>,
    /// The relations that grant it, as far as known before the answer.
    pub relations: RelationSet,
    /// Whether an audit record is an obligation.
    pub audit: bool,
    /// The tenant that the path named.
    pub tenant: Option<String>,
    /// The row that the path, link or session named.
    pub key: Option<String>,
    /// The rows above it that the path named, the parent first.
    pub ancestors: [Option<String>; 2],
    /// The rows that the body named.
    pub keys: Vec<String>,
}
