//! The columns of one resource, in the order of naming.

use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::{Notes, mended};
use crate::model::said::said;
use crate::model::written::Case;
use ownguard_core::json::Span;
use ownguard_core::spec::FieldSpec;

/// Columns as they are named.
pub(super) struct Columns {
    pub(super) fields: Vec<FieldSpec>,
    case: Case,
}

impl Columns {
    pub(super) const fn new(case: Case) -> Self {
        Self {
            fields: Vec::new(),
            case,
        }
    }

    /// The place of a column, which is named from now on.
    pub(super) fn place(&mut self, column: &str) -> usize {
        let known = self.fields.iter().position(|field| field.column == column);
        known.unwrap_or_else(|| {
            self.fields.push(FieldSpec {
                column: column.to_owned(),
                wire: wire_name(self.case, column),
                ..FieldSpec::default()
            });
            self.fields.len() - 1
        })
    }

    pub(super) fn change(&mut self, column: &str, change: impl FnOnce(&mut FieldSpec)) {
        let place = self.place(column);
        if let Some(field) = self.fields.get_mut(place) {
            change(field);
        }
    }
}

/// The place of a column that something else must have named.
pub(super) fn find(
    fields: &[FieldSpec],
    resource: &str,
    column: &str,
    span: Span,
    notes: &mut Notes,
) -> Option<usize> {
    let known = fields.iter().position(|field| field.column == column);
    known.or_else(|| {
        let message = said!("`{resource}` names no column `{column}`");
        let draft = Draft::new(Code::UnknownField, span, message);
        let known: Vec<&str> = fields.iter().map(|field| field.column.as_str()).collect();
        notes.note(mended(draft, column, &known))
    })
}

/// `due_at` is `dueAt`; an underscore at an end stays.
pub(super) fn wire_name(case: Case, column: &str) -> String {
    match case {
        Case::Snake => column.to_owned(),
        Case::Camel => {
            let mut name = String::with_capacity(column.len());
            let mut pending = 0;
            for c in column.chars() {
                if c == '_' {
                    pending += 1;
                } else if pending > 0 && !name.is_empty() {
                    name.extend(c.to_uppercase());
                    pending = 0;
                } else {
                    name.extend(std::iter::repeat_n('_', pending));
                    name.push(c);
                    pending = 0;
                }
            }
            name.extend(std::iter::repeat_n('_', pending));
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, wire_name};

    #[test]
    fn columns_are_written_in_the_case_of_the_wire() {
        for (column, camel) in [
            ("id", "id"),
            ("due_at", "dueAt"),
            ("stripe_customer_id", "stripeCustomerId"),
            ("line_1", "line1"),
            ("_private", "_private"),
            ("trailing_", "trailing_"),
            ("a__b", "aB"),
            ("createdAt", "createdAt"),
        ] {
            assert_eq!(wire_name(Case::Camel, column), camel);
            assert_eq!(wire_name(Case::Snake, column), column);
        }
    }
}
