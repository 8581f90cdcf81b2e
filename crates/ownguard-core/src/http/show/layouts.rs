//! Where rows of a resource may stand in a document that is shown without its route: bare, or in an
//! envelope that some route of the model names.

use crate::action::Action;
use crate::http::spec::{ActionRoute, RouteKind, SiteSpec, layout, shape_fields};
use crate::json::{
    Error, Fault, FieldId, FieldKind, FieldSpec, Found, Layout, Limits, Many, Pointer, RowSite,
    Shape, ShapeId, SiteId, Tape,
};
use crate::model::Model;
use std::sync::Arc;

/// The name under which a server says what a row's reader may do.
pub(crate) const CAN: &str = "_can";

/// The layouts of a model, made once.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    of: Vec<Known>,
}

/// The layouts of one resource.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Where `_can` stands; none where a row has no place left for it.
    can: Option<FieldId>,
    one: Vec<Placed>,
    many: Vec<Placed>,
}

/// One layout, and what its rows are judged by.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    layout: Layout,
    /// The site of the resource itself, which must be there.
    main: SiteId,
    /// By site.
    actions: Vec<Action>,
}

/// How many rows a document is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One row.
    One,
    /// Any number.
    Page,
}

impl Layouts {
    /// Of a model.
    pub fn of(model: &Model) -> Self {
        let shapes: Option<Arc<[Shape]>> = model.resources().iter().map(shape).collect();
        let Some(shapes) = shapes else {
            return Self::default();
        };
        let of = (0..model.resources().len()).map(|at| Known {
            can: shapes.get(at).and_then(|shape| can_field(model, at, shape)),
            one: placed(model, &shapes, at, Extent::One),
            many: placed(model, &shapes, at, Extent::Page),
        });
        Self { of: of.collect() }
    }

    /// The field that holds `_can`.
    pub(crate) fn can(&self, resource: usize) -> Option<FieldId> {
        self.of.get(resource)?.can
    }

    /// Reads a document by the first layout that fits it.
    pub(crate) fn scan<'a>(
        &'a self,
        resource: usize,
        extent: Extent,
        body: &'a [u8],
        limits: &Limits,
    ) -> Result<(Tape<'a>, &'a Placed), Error> {
        let known = self.of.get(resource);
        let candidates = known.map_or(&[][..], |known| match extent {
            Extent::One => &known.one,
            Extent::Page => &known.many,
        });
        // An array stands in no envelope.
        let is_array = body.trim_ascii_start().first() == Some(&b'[');
        let bare = candidates.len().saturating_sub(1);
        let mut missed = None;
        for placed in candidates.iter().skip(if is_array { bare } else { 0 }) {
            match Tape::scan(body, &placed.layout, limits) {
                Ok(tape) => match tape.found(placed.main) {
                    Found::Absent | Found::Null => {}
                    Found::One | Found::Array | Found::Map => return Ok((tape, placed)),
                },
                Err(error) if error.fault == Fault::RowsNotFound => missed = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(missed.unwrap_or(Error {
            at: 0,
            fault: Fault::RowsNotFound,
        }))
    }
}

impl Placed {
    /// What a row of the site is judged by.
    pub(crate) fn action(&self, site: SiteId) -> Action {
        let action = self.actions.get(usize::from(site.0));
        action.copied().unwrap_or(Action::READ)
    }

    /// The site of the resource itself.
    pub(crate) const fn main(&self) -> SiteId {
        self.main
    }
}

/// The shape of a row, with `_can` behind its fields where there is room. A column of that name keeps it.
fn shape(resource: &crate::model::Resource) -> Option<Shape> {
    let fields: Vec<FieldSpec> = shape_fields(resource).collect();
    let name = CAN.to_owned();
    let kind = FieldKind::Json;
    let more = fields.iter().cloned().chain([FieldSpec { name, kind }]);
    Shape::new(more.collect())
        .or_else(|_| Shape::new(fields))
        .ok()
}

/// None where a column has that name: it says nothing of what a reader may do.
fn can_field(model: &Model, resource: usize, shape: &Shape) -> Option<FieldId> {
    let columns = model.resource(resource)?.fields().len();
    shape.find(CAN).filter(|field| field.place() == columns)
}

/// The envelopes of routes first, since a bare row may be any object.
fn placed(model: &Model, shapes: &Arc<[Shape]>, resource: usize, extent: Extent) -> Vec<Placed> {
    let routes = model.http().routes().filter_map(|route| match &route.kind {
        RouteKind::Action(action) => enveloped(action, shapes, resource, extent),
        RouteKind::Page
        | RouteKind::App
        | RouteKind::Auth
        | RouteKind::Webhook(_)
        | RouteKind::Public => None,
    });
    routes.chain(bare(shapes, resource, extent)).collect()
}

fn enveloped(
    route: &ActionRoute,
    shapes: &Arc<[Shape]>,
    resource: usize,
    extent: Extent,
) -> Option<Placed> {
    let stands = |site: &SiteSpec| {
        let single = site.many == Many::One;
        let fits = match extent {
            Extent::One => single,
            Extent::Page => !single,
        };
        site.resource == resource && fits && !is_bare(site)
    };
    let main = route.sites.iter().position(stands)?;
    let action = |site: &SiteSpec| judged_by(site.action);
    Some(Placed {
        layout: layout(route, shapes)?,
        main: SiteId(u16::try_from(main).ok()?),
        actions: route.sites.iter().map(action).collect(),
    })
}

/// A row alone, or an array of rows: what is tried last in any case.
fn is_bare(site: &SiteSpec) -> bool {
    site.pointer.names().next().is_none() && matches!(site.many, Many::One | Many::Array)
}

fn bare(shapes: &Arc<[Shape]>, resource: usize, extent: Extent) -> Option<Placed> {
    let (many, action) = match extent {
        Extent::One => (Many::One, Action::READ),
        Extent::Page => (Many::Array, Action::LIST),
    };
    let site = RowSite {
        pointer: Pointer::ROOT,
        shape: ShapeId(u16::try_from(resource).ok()?),
        many,
        optional: false,
    };
    Some(Placed {
        layout: Layout::new(Arc::clone(shapes), vec![site], &[]).ok()?,
        main: SiteId(0),
        actions: vec![action],
    })
}

/// A row is judged by its site's action, the answer to a write as a `read`.
fn judged_by(action: Action) -> Action {
    if action == Action::LIST {
        Action::LIST
    } else {
        Action::READ
    }
}
