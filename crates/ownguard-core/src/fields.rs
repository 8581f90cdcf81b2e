//! Fields of a row: sets of them, and what is done with each on its way out.

use crate::json::Mask;

/// A set of fields of one resource; bit `n` is its field `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u128);

impl FieldSet {
    /// No field.
    pub const NONE: Self = Self(0);
    /// How many fields of one resource a model can name.
    pub const LIMIT: usize = 128;

    /// The set of one field; empty at or past [`FieldSet::LIMIT`].
    pub const fn of(field: usize) -> Self {
        Self(if field < Self::LIMIT { 1 << field } else { 0 })
    }

    /// Every field in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The fields in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the field is in the set.
    pub const fn contains(self, field: usize) -> bool {
        field < Self::LIMIT && self.0 >> field & 1 == 1
    }

    /// Whether no field is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bits, field 0 lowest.
    pub const fn bits(self) -> u128 {
        self.0
    }

    /// The fields in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros() as usize;
            (next < Self::LIMIT).then(|| {
                left &= left - 1;
                next
            })
        })
    }
}

impl FromIterator<usize> for FieldSet {
    fn from_iter<I: IntoIterator<Item = usize>>(fields: I) -> Self {
        fields
            .into_iter()
            .fold(Self::NONE, |set, field| set.union(Self::of(field)))
    }
}

/// What stands in place of a field's value for an inside reader who may not see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Otherwise {
    /// The member is left out.
    #[default]
    Drop,
    /// The member is there with the value `null`.
    Null,
    /// The member is there with a masked value.
    Mask(Mask),
}

/// The fields of one row as one reader sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldPlan {
    /// Shown as they are.
    pub show: FieldSet,
    /// Shown as each field's [`Otherwise`] says. Never overlaps `show`.
    pub otherwise: FieldSet,
}

impl FieldPlan {
    /// What both readers together see: shown beats masked.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        let show = self.show.union(other.show);
        Self {
            show,
            otherwise: self.otherwise.union(other.otherwise).without(show),
        }
    }

    /// The plan narrowed to some fields, as a screen does.
    #[must_use]
    pub const fn within(self, fields: FieldSet) -> Self {
        Self {
            show: self.show.intersection(fields),
            otherwise: self.otherwise.intersection(fields),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_its_fields_and_no_field_past_the_limit() {
        let set: FieldSet = [0, 5, 127, 128, 400].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 5, 127]);
        assert!(set.contains(127) && !set.contains(128) && !set.contains(1));
    }

    #[test]
    fn what_one_reader_sees_is_not_masked_for_both() {
        let shown = FieldPlan {
            show: FieldSet::of(1),
            otherwise: FieldSet::NONE,
        };
        let masked = FieldPlan {
            show: FieldSet::of(2),
            otherwise: FieldSet::of(1),
        };
        let both = FieldPlan {
            show: [1, 2].into_iter().collect(),
            otherwise: FieldSet::NONE,
        };
        assert_eq!(shown.union(masked), both);
        assert_eq!(masked.union(shown), both);
    }
}
