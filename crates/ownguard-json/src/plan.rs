//! What is shown of a row: sets of fields, a disclosure for each, a verdict for each row.

use super::mask::Mask;
use super::shape::FieldId;

/// A set of fields of one shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet([u64; 2]);

impl FieldSet {
    /// No field.
    pub const EMPTY: Self = Self([0, 0]);

    /// Bit `n` stands for the field at place `n`.
    pub const fn from_bits(bits: u128) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "split into halves")]
        Self([bits as u64, (bits >> 64) as u64])
    }

    /// Bit `n` stands for the field at place `n`.
    pub const fn bits(self) -> u128 {
        let Self([low, high]) = self;
        low as u128 | (high as u128) << 64
    }

    /// Whether the field is in it.
    #[inline]
    pub const fn contains(self, field: FieldId) -> bool {
        let Self([low, high]) = self;
        let word = if field.place() < 64 { low } else { high };
        word >> (field.place() % 64) & 1 == 1
    }

    /// With the field in it.
    #[must_use]
    pub const fn with(self, field: FieldId) -> Self {
        self.union(Self::from_bits(1 << field.place()))
    }

    /// The fields of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self::from_bits(self.bits() | other.bits())
    }

    /// The fields of both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self::from_bits(self.bits() & other.bits())
    }

    /// The fields of this one that the other has not.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self::from_bits(self.bits() & !other.bits())
    }

    /// Whether no field is in it.
    pub const fn is_empty(self) -> bool {
        self.bits() == 0
    }

    /// The fields, by place.
    pub fn iter(self) -> impl Iterator<Item = FieldId> {
        (0..super::MAX_FIELDS)
            .filter_map(FieldId::new)
            .filter(move |field| self.contains(*field))
    }
}

impl FromIterator<FieldId> for FieldSet {
    fn from_iter<I: IntoIterator<Item = FieldId>>(fields: I) -> Self {
        fields.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// What becomes of a field that a row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// Left out.
    Omit,
    /// Written as `null`.
    Null,
    /// Written masked.
    Mask(Mask),
    /// Written as it stands.
    Show,
}

/// A disclosure for every field of a shape. A field that a row lacks is never added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    show: FieldSet,
    null: FieldSet,
    masks: [FieldSet; Mask::ALL.len()],
}

impl Plan {
    /// A plan that leaves every field out.
    pub const OMIT: Self = Self {
        show: FieldSet::EMPTY,
        null: FieldSet::EMPTY,
        masks: [FieldSet::EMPTY; Mask::ALL.len()],
    };

    /// A plan that shows these fields and leaves the others out.
    pub const fn show(fields: FieldSet) -> Self {
        Self {
            show: fields,
            ..Self::OMIT
        }
    }

    /// With another disclosure for this field; what it had before is forgotten.
    #[must_use]
    pub fn with(mut self, field: FieldId, disclosure: Disclosure) -> Self {
        let only = FieldSet::EMPTY.with(field);
        let sets = [&mut self.show, &mut self.null]
            .into_iter()
            .chain(&mut self.masks);
        sets.for_each(|set| *set = set.minus(only));
        match disclosure {
            Disclosure::Omit => {}
            Disclosure::Null => self.null = self.null.union(only),
            Disclosure::Show => self.show = self.show.union(only),
            Disclosure::Mask(mask) => {
                if let Some(set) = self.masks.get_mut(mask as usize) {
                    *set = set.union(only);
                }
            }
        }
        self
    }

    /// What becomes of the field.
    #[inline]
    pub fn disclosure(&self, field: FieldId) -> Disclosure {
        if self.show.contains(field) {
            Disclosure::Show
        } else {
            self.lesser(field)
        }
    }

    fn lesser(&self, field: FieldId) -> Disclosure {
        if self.null.contains(field) {
            return Disclosure::Null;
        }
        let mask = Mask::ALL
            .iter()
            .zip(self.masks)
            .find(|(_, set)| set.contains(field));
        mask.map_or(Disclosure::Omit, |(mask, _)| Disclosure::Mask(*mask))
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Left out of its array or map; written as `null` where a single row stood. With it go the
    /// rows embedded in it.
    Drop,
    /// Written by the plan.
    Keep {
        /// What is shown of it.
        plan: &'a Plan,
        /// Members to append, already JSON and without a comma around: `"_can":["read"]`. Empty
        /// for none. Their names must not be those of fields.
        extra: &'a [u8],
    },
}
