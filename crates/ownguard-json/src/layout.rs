//! Where the rows of an answer stand, and what else of it passes. Built once a route.

use super::pointer::Pointer;
use super::shape::{FieldKind, Shape, ShapeId};
use std::fmt;
use std::sync::Arc;

/// A site's place in the list that [`Layout::new`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteId(pub u16);

/// How many rows stand at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    /// An object is one row.
    One,
    /// An array of rows.
    Array,
    /// An object whose members' values are rows; a row's member name goes and stays with it.
    Map,
    /// An object is one row, an array many.
    Auto,
}

/// A place where rows stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSite {
    /// The way there; it leads through objects only.
    pub pointer: Pointer,
    /// The rows' shape.
    pub shape: ShapeId,
    /// How many stand there.
    pub many: Many,
    /// Whether the site may be absent or null. If not, that is [`super::Fault::RowsNotFound`].
    pub optional: bool,
}

/// Where rows stand and what passes whole. Everything else of a body is dropped.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) shapes: Arc<[Shape]>,
    pub(super) sites: Vec<RowSite>,
    pub(super) nodes: Vec<EnvelopeNode>,
}

/// A member of the envelope, on the way to rows or passed whole. The first node is the root.
#[derive(Clone, Debug)]
pub(super) struct EnvelopeNode {
    pub(super) role: Role,
    /// Members by name; only [`Role::Way`] has any.
    pub(super) members: Vec<(String, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Way,
    Rows(SiteId),
    Whole,
}

/// Why a layout can't be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// More fields than [`super::MAX_FIELDS`] in one shape.
    TooManyFields,
    /// More than 65 535 shapes or sites.
    TooMany,
    /// The name stands twice in one shape.
    DuplicateField(String),
    /// A site or an embed names a shape that is not there.
    UnknownShape(ShapeId),
    /// The place is inside another one, around it, or the same.
    Overlap(Pointer),
}

impl Layout {
    /// A layout over `shapes`, which several layouts can share. `pass` are the places that are
    /// copied whole. With no site and no pass, a body becomes `{}`.
    pub fn new(
        shapes: Arc<[Shape]>,
        sites: Vec<RowSite>,
        pass: &[Pointer],
    ) -> Result<Self, LayoutError> {
        let known = |id: ShapeId| shapes.get(usize::from(id.0)).is_some();
        let embedded = shapes
            .iter()
            .flat_map(Shape::fields)
            .filter_map(|field| match field.kind {
                FieldKind::Embed(id) => Some(id),
                FieldKind::Scalar | FieldKind::Json => None,
            });
        if let Some(id) = embedded
            .chain(sites.iter().map(|site| site.shape))
            .find(|id| !known(*id))
        {
            return Err(LayoutError::UnknownShape(id));
        }
        let mut layout = Self {
            shapes,
            sites: Vec::new(),
            nodes: vec![EnvelopeNode::WAY],
        };
        for (place, site) in sites.iter().enumerate() {
            let id = SiteId(u16::try_from(place).map_err(|_| LayoutError::TooMany)?);
            layout.place(&site.pointer, Role::Rows(id))?;
        }
        for pointer in pass {
            layout.place(pointer, Role::Whole)?;
        }
        layout.sites = sites;
        Ok(layout)
    }

    /// The shapes it was built over.
    pub fn shapes(&self) -> &Arc<[Shape]> {
        &self.shapes
    }

    /// The sites, in their order.
    pub fn sites(&self) -> &[RowSite] {
        &self.sites
    }

    /// The shape at `id`.
    pub fn shape(&self, id: ShapeId) -> Option<&Shape> {
        self.shapes.get(usize::from(id.0))
    }

    /// The site at `id`.
    pub fn site(&self, id: SiteId) -> Option<&RowSite> {
        self.sites.get(usize::from(id.0))
    }

    fn place(&mut self, pointer: &Pointer, role: Role) -> Result<(), LayoutError> {
        let overlap = || LayoutError::Overlap(pointer.clone());
        let mut here = 0;
        for name in pointer.names() {
            let next = self.nodes.len();
            let node = self.nodes.get_mut(here).ok_or_else(overlap)?;
            if node.role != Role::Way {
                return Err(overlap());
            }
            here = if let Some((_, member)) = node.members.iter().find(|(known, _)| known == name) {
                *member
            } else {
                node.members.push((name.to_owned(), next));
                self.nodes.push(EnvelopeNode::WAY);
                next
            };
        }
        let node = self.nodes.get_mut(here).ok_or_else(overlap)?;
        if node.role != Role::Way || !node.members.is_empty() {
            return Err(overlap());
        }
        node.role = role;
        Ok(())
    }
}

impl EnvelopeNode {
    const WAY: Self = Self {
        role: Role::Way,
        members: Vec::new(),
    };
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyFields => {
                write!(f, "a resource has more than {} fields", super::MAX_FIELDS)
            }
            Self::TooMany => f.write_str("too many resources or row sites"),
            Self::DuplicateField(name) => write!(f, "the field `{name}` stands twice"),
            Self::UnknownShape(ShapeId(id)) => write!(f, "shape {id} is not known"),
            Self::Overlap(pointer) => {
                write!(
                    f,
                    "`{pointer}` stands inside or around another place that is named"
                )
            }
        }
    }
}

impl std::error::Error for LayoutError {}
