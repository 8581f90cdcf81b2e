//! What the pipeline goes by: routes, wire names and levels, as resolved data
//! ([`HttpSpec`]) and ready for use ([`Gatekeeping`]).

use super::method::Method;
use super::router::Router;
use crate::action::Action;
use crate::json::{
    FieldKind as ShapeKind, FieldSpec as ShapeField, Layout, Many, Pointer, RowSite, Shape, ShapeId,
};
use crate::model::Model;
use crate::spec::FieldKind;
use std::sync::Arc;

/// The part of a model that only HTTP needs.
#[derive(Clone, Debug, Default)]
pub struct HttpSpec {
    /// Every route, the usual ones written out.
    pub routes: Vec<RouteSpec>,
    /// How much is enforced.
    pub level: Level,
    /// The longest answer that is inspected and the longest body that is read, in bytes.
    pub inspect_limit: Option<usize>,
    /// Other origins whose pages may send the session cookie, exact.
    pub origins: Vec<String>,
    /// Names in queries, headers and bodies whose value must be the caller's own.
    pub identity_names: Vec<IdentityName>,
}

/// How much is enforced; each level does what those before it do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Changes nothing and says what it would do.
    Report,
    /// Adds the cache rules.
    Cache,
    /// Stops anonymous and foreign callers.
    Rows,
    /// Redacts.
    Fields,
    /// Denies what no route names.
    #[default]
    Full,
}

impl Level {
    /// The name in a model.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Cache => "cache",
            Self::Rows => "rows",
            Self::Fields => "fields",
            Self::Full => "full",
        }
    }
}

/// A name under which clients tell who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityName {
    /// Compared without case, `-` and `_`, and without a leading `x-` in headers.
    pub name: String,
    /// Whose name it is.
    pub of: IdentityOf,
}

/// What an [`IdentityName`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityOf {
    /// The subject.
    User,
    /// A tenant of theirs.
    Tenant,
}

/// One route.
#[derive(Clone, Debug)]
pub struct RouteSpec {
    /// `None` is any method; only kinds that are not row-checked may have it.
    pub method: Option<Method>,
    /// The pattern as written; names the route in audits.
    pub pattern: String,
    /// The pattern, segment by segment.
    pub segments: Vec<Segment>,
    /// What stands there.
    pub kind: RouteKind,
}

/// One segment of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// This text, decoded.
    Static(String),
    /// Any one segment.
    Param(Binding),
    /// One or more segments; only last.
    Rest,
}

/// What a parameter names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// The tenant's key.
    Tenant,
    /// The row's key.
    Key,
    /// The key of a row above: 1 is the parent, 2 its parent.
    Ancestor(u8),
    /// A share link.
    Link,
    /// Nothing that is checked.
    Nothing,
}

/// What stands at a route.
#[derive(Clone, Debug)]
pub enum RouteKind {
    /// An action on a resource; rows are checked.
    Action(ActionRoute),
    /// A page: session, no-store and the gate's proof; not row-checked.
    Page,
    /// As a page; decided inside the app.
    App,
    /// Signing in and out: no session, no-store.
    Auth,
    /// A webhook of the service at this place.
    Webhook(usize),
    /// Open to everybody, with the origin's own cache headers.
    Public,
}

/// A row-checked route.
#[derive(Clone, Debug)]
pub struct ActionRoute {
    /// The resource and action that decide; with several `sites` and no `do`, the first site's.
    pub resource: usize,
    /// See `resource`.
    pub action: Action,
    /// Whether the route's rows carry actions of their own, each admitted for itself.
    pub composite: bool,
    /// How the origin answers.
    pub answer: Answer,
    /// Where rows stand in the answer.
    pub sites: Vec<SiteSpec>,
    /// Envelope members that pass whole.
    pub pass: Vec<Pointer>,
    /// Where the row's key comes from, if not from the path.
    pub key: KeyFrom,
    /// Where the parent's key stands in the body.
    pub parent: Option<Pointer>,
    /// Where the writable fields stand in the body; the root unless given.
    pub body: Option<Pointer>,
    /// Body members that are no fields.
    pub args: Vec<String>,
    /// Whether each row gets `_can`, the actions its reader may take.
    pub can: bool,
    /// The screen whose fields alone are shown.
    pub screen: Option<usize>,
}

/// Where rows stand in an answer.
#[derive(Clone, Debug)]
pub struct SiteSpec {
    /// The way there.
    pub pointer: Pointer,
    /// The rows' resource.
    pub resource: usize,
    /// The action each is judged by.
    pub action: Action,
    /// How many stand there.
    pub many: Many,
}

/// How the origin answers an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// JSON, buffered and inspected.
    #[default]
    Json,
    /// A stream, decided before the origin is asked.
    Stream,
    /// A file, decided before the origin is asked.
    File,
    /// No body.
    Nothing,
}

/// Where the key of a single row comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyFrom {
    /// The path's `{id}` or `{link}`, where it has one.
    #[default]
    Path,
    /// The session's subject.
    Session,
    /// Several keys, at this place of the body.
    Body(Pointer),
}

/// The pipeline's part of a compiled model.
#[derive(Clone, Debug, Default)]
pub struct Gatekeeping {
    pub(crate) router: Router,
    pub(crate) routes: Vec<Route>,
    pub(crate) level: Level,
    pub(crate) inspect_limit: usize,
    pub(crate) origins: Vec<String>,
    pub(crate) identity_names: Vec<IdentityName>,
}

/// One route with the layout of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) spec: RouteSpec,
    pub(crate) layout: Option<Layout>,
}

/// `inspect_limit` unless the model says otherwise: 1 MiB.
pub const INSPECT_LIMIT: usize = 1 << 20;

impl Gatekeeping {
    pub(crate) fn compile(spec: HttpSpec, model: &Model) -> Self {
        let shapes: Option<Arc<[Shape]>> = model.resources().iter().map(shape).collect();
        let router = Router::build(&spec.routes);
        let routes = spec.routes.into_iter().map(|spec| {
            let layout = match &spec.kind {
                RouteKind::Action(action) => {
                    shapes.as_ref().and_then(|shapes| layout(action, shapes))
                }
                RouteKind::Page
                | RouteKind::App
                | RouteKind::Auth
                | RouteKind::Webhook(_)
                | RouteKind::Public => None,
            };
            Route { spec, layout }
        });
        Self {
            routes: routes.collect(),
            router,
            level: spec.level,
            inspect_limit: spec.inspect_limit.unwrap_or(INSPECT_LIMIT),
            origins: spec.origins,
            identity_names: spec.identity_names,
        }
    }

    /// How much is enforced.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The longest body that is read or inspected, in bytes.
    pub const fn inspect_limit(&self) -> usize {
        self.inspect_limit
    }

    /// The other origins whose pages may send the session's cookie.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// The names under which clients say who they are.
    pub fn identity_names(&self) -> &[IdentityName] {
        &self.identity_names
    }

    /// Whether pages of that origin may send the session's cookie and read answers.
    pub fn lists_origin(&self, origin: &str) -> bool {
        origin != "null" && self.origins.iter().any(|known| known == origin)
    }

    /// One route by its place.
    pub fn route(&self, at: usize) -> Option<&RouteSpec> {
        self.routes.get(at).map(|route| &route.spec)
    }

    /// The routes.
    pub fn routes(&self) -> impl Iterator<Item = &RouteSpec> {
        self.routes.iter().map(|route| &route.spec)
    }
}

pub(crate) fn shape_fields(resource: &crate::model::Resource) -> impl Iterator<Item = ShapeField> {
    resource.fields().iter().map(|field| ShapeField {
        name: field.wire.clone(),
        kind: match field.kind {
            FieldKind::Scalar => ShapeKind::Scalar,
            FieldKind::Embed(resource) => {
                ShapeKind::Embed(ShapeId(u16::try_from(resource).unwrap_or(u16::MAX)))
            }
            FieldKind::Json => ShapeKind::Json,
        },
    })
}

fn shape(resource: &crate::model::Resource) -> Option<Shape> {
    Shape::new(shape_fields(resource).collect()).ok()
}

/// `None` where the sites contradict each other, so that the route answers nothing.
pub(crate) fn layout(route: &ActionRoute, shapes: &Arc<[Shape]>) -> Option<Layout> {
    let sites = route.sites.iter().map(|site| RowSite {
        pointer: site.pointer.clone(),
        shape: ShapeId(u16::try_from(site.resource).unwrap_or(u16::MAX)),
        many: site.many,
        optional: route.sites.len() > 1,
    });
    Layout::new(Arc::clone(shapes), sites.collect(), &route.pass).ok()
}
