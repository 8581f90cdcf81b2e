//! Tests of the JSON module; `serde_json` is the oracle for what is JSON and what it says.

mod documents;
mod masks;
mod redacting;
mod rows;
mod syntax;
mod trees;

use super::*;
use std::sync::Arc;

fn field(place: usize) -> FieldId {
    FieldId::new(place).unwrap()
}

fn fields(places: &[usize]) -> FieldSet {
    places.iter().copied().map(field).collect()
}

fn shape(specs: &[(&str, FieldKind)]) -> Shape {
    let spec = |(name, kind): &(&str, FieldKind)| FieldSpec {
        name: (*name).into(),
        kind: *kind,
    };
    Shape::new(specs.iter().map(spec).collect()).unwrap()
}

fn site(pointer: &str, shape: u16, many: Many) -> RowSite {
    let pointer = Pointer::parse(pointer).unwrap();
    RowSite {
        pointer,
        shape: ShapeId(shape),
        many,
        optional: false,
    }
}

fn layout(shapes: Vec<Shape>, sites: Vec<RowSite>, pass: &[&str]) -> Layout {
    let pass: Vec<_> = pass
        .iter()
        .map(|pointer| Pointer::parse(pointer).unwrap())
        .collect();
    Layout::new(Arc::from(shapes), sites, &pass).unwrap()
}

/// A layout that passes the whole body: a scan then only validates.
fn whole() -> Layout {
    layout(vec![], vec![], &[""])
}

type Judged = Result<(), Fault>;

fn fault(body: &[u8], layout: &Layout) -> Judged {
    Tape::scan(body, layout, &Limits::default())
        .map(|_| ())
        .map_err(|error| error.fault)
}
