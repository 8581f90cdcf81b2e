//! The shape of a row: which members are fields, and how a field's value is treated.

use super::layout::LayoutError;

/// Fields a shape may have, at most.
pub const MAX_FIELDS: usize = 128;

/// A shape's place in the list that [`super::Layout::new`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub u16);

/// A field's place in the list that [`Shape::new`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(u8);

impl FieldId {
    /// The field at `place`, which is below [`MAX_FIELDS`].
    pub const fn new(place: usize) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "below 128")]
        if place < MAX_FIELDS {
            Some(Self(place as u8))
        } else {
            None
        }
    }

    /// Its place.
    pub const fn place(self) -> usize {
        self.0 as usize
    }
}

/// How a field's value is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A scalar; an array or object in its place is never written.
    Scalar,
    /// Any value, written whole.
    Json,
    /// Rows of another shape: an object, an array of objects, or null. Anything else is never
    /// written.
    Embed(ShapeId),
}

/// One field as the wire names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// The member's name, unescaped and in wire case.
    pub name: String,
    /// How its value is treated.
    pub kind: FieldKind,
}

/// The fields of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    fields: Vec<FieldSpec>,
    /// Ordered by [`order`].
    by_name: Vec<FieldId>,
}

impl Shape {
    /// A shape of these fields; a [`FieldId`] is a place in this list.
    pub fn new(fields: Vec<FieldSpec>) -> Result<Self, LayoutError> {
        let mut named = Vec::with_capacity(fields.len());
        for (place, field) in fields.iter().enumerate() {
            named.push((
                FieldId::new(place).ok_or(LayoutError::TooManyFields)?,
                field,
            ));
        }
        named.sort_by(|(_, a), (_, b)| order(&a.name).cmp(&order(&b.name)));
        if let Some([_, (_, twice)]) = named.array_windows().find(|[a, b]| a.1.name == b.1.name) {
            return Err(LayoutError::DuplicateField(twice.name.clone()));
        }
        let by_name = named.into_iter().map(|(id, _)| id).collect();
        Ok(Self { fields, by_name })
    }

    /// The fields, in their order.
    pub fn fields(&self) -> &[FieldSpec] {
        &self.fields
    }

    /// The field at `id`.
    pub fn field(&self, id: FieldId) -> Option<&FieldSpec> {
        self.fields.get(id.place())
    }

    /// The field of that name, unescaped and by bytes.
    pub fn find(&self, name: &str) -> Option<FieldId> {
        let found = self.by_name.binary_search_by(|&id| {
            self.field(id)
                .map(|field| order(&field.name))
                .cmp(&Some(order(name)))
        });
        self.by_name.get(found.ok()?).copied()
    }
}

/// By length first: most names differ in it, and then no byte need be compared.
fn order(name: &str) -> (usize, &[u8]) {
    (name.len(), name.as_bytes())
}
