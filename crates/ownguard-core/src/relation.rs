//! Relations: how a principal stands to a row. A closed vocabulary of at most
//! 64 names a model, so that a set of them is one machine word.

use std::fmt;

/// A set of relations of one model; bit `n` is the relation `n` of its [`Vocabulary`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RelationSet(u64);

/// One relation: its place in the [`Vocabulary`], 0 to 63.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation(u8);

impl Relation {
    /// The relation at a place; none past the 64 that a model can hold.
    pub fn at(index: usize) -> Option<Self> {
        let index = u8::try_from(index).ok().filter(|index| *index < 64)?;
        Some(Self(index))
    }

    /// The place in the vocabulary, which is also the order in which an audit names relations.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl RelationSet {
    /// No relation.
    pub const NONE: Self = Self(0);

    /// The set of one relation.
    pub const fn of(relation: Relation) -> Self {
        Self(1 << (relation.0 & 63))
    }

    /// Every relation in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The relations in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The relations of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether no relation is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the relation is in the set.
    pub const fn contains(self, relation: Relation) -> bool {
        self.0 >> (relation.0 & 63) & 1 == 1
    }

    /// Whether every relation of the other set is in this one.
    pub const fn contains_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The relations in vocabulary order.
    pub fn iter(self) -> impl Iterator<Item = Relation> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = u8::try_from(left.trailing_zeros())
                .ok()
                .filter(|bit| *bit < 64)?;
            left &= left - 1;
            Some(Relation(next))
        })
    }

    /// The last relation in vocabulary order.
    pub(crate) fn last(self) -> Option<Relation> {
        let top = u8::try_from(self.0.leading_zeros()).ok()?;
        63_u8.checked_sub(top).map(Relation)
    }

    /// The relation an audit names: the first in vocabulary order, so staff only where nothing else granted.
    pub fn first(self) -> Option<Relation> {
        self.iter().next()
    }
}

impl fmt::Debug for RelationSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|relation| relation.0))
            .finish()
    }
}

impl FromIterator<Relation> for RelationSet {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        relations
            .into_iter()
            .fold(Self::NONE, |set, relation| set.union(Self::of(relation)))
    }
}

/// More relations than one model can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRelations {
    /// How many the model names.
    pub named: usize,
}

/// Every relation of a model, by kind. The order is that of an audit: `owner`,
/// tenant roles, share levels, services, `authenticated`, `link`, `anyone`, staff last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    names: Vec<String>,
    roles: Span,
    levels: Span,
    services: Span,
    staff: Span,
    authenticated: Relation,
    link: Relation,
    anyone: Relation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u8,
    to: u8,
}

impl Span {
    fn relation(self, index: usize) -> Option<Relation> {
        let at = u8::try_from(index).ok()?.checked_add(self.from)?;
        (at < self.to).then_some(Relation(at))
    }

    const fn set(self) -> RelationSet {
        RelationSet(first(self.to) & !first(self.from))
    }
}

/// The set of the first relations, as bits.
const fn first(count: u8) -> u64 {
    if count < 64 {
        (1 << count) - 1
    } else {
        u64::MAX
    }
}

impl Vocabulary {
    /// The relation of whoever the row's owner column names.
    pub const OWNER: Relation = Relation(0);
    /// How many relations a model can have.
    pub const LIMIT: usize = 64;

    /// Builds the vocabulary. `roles` are weakest first and belong to the tenancy called `tenancy`;
    /// `levels` are the distinct share levels of all resources.
    pub fn new(
        tenancy: &str,
        roles: &[String],
        levels: &[String],
        services: &[String],
        staff: &[String],
    ) -> Result<Self, TooManyRelations> {
        let named = 4 + roles.len() + levels.len() + services.len() + staff.len();
        if named > Self::LIMIT {
            return Err(TooManyRelations { named });
        }
        let mut names = vec!["owner".to_owned()];
        let mut add = |prefix: &str, parts: &[String]| {
            let from = place(names.len());
            names.extend(parts.iter().map(|part| format!("{prefix}.{part}")));
            Span {
                from,
                to: place(names.len()),
            }
        };
        let roles = add(tenancy, roles);
        let levels = add("shared", levels);
        let services = add("service", services);
        let mut single = |name: &str| {
            names.push(name.to_owned());
            Relation(place(names.len() - 1))
        };
        let (authenticated, link, anyone) =
            (single("authenticated"), single("link"), single("anyone"));
        let from = place(names.len());
        names.extend(staff.iter().map(|part| format!("staff.{part}")));
        let staff = Span {
            from,
            to: place(names.len()),
        };
        Ok(Self {
            names,
            roles,
            levels,
            services,
            staff,
            authenticated,
            link,
            anyone,
        })
    }

    /// The name as a model writes it, such as `workspace.manager`; empty for a relation of another model.
    pub fn name(&self, relation: Relation) -> &str {
        self.names.get(relation.index()).map_or("", String::as_str)
    }

    /// The relation of a name such as `owner`, `workspace.manager` or `shared.view`.
    pub fn find(&self, name: &str) -> Option<Relation> {
        let at = self.names.iter().position(|known| known == name)?;
        u8::try_from(at).ok().map(Relation)
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Every relation, in order.
    pub fn all(&self) -> impl Iterator<Item = Relation> + use<> {
        (0..place(self.names.len())).map(Relation)
    }

    /// The relation of the tenant role `index`, weakest first.
    pub fn role(&self, index: usize) -> Option<Relation> {
        self.roles.relation(index)
    }

    /// The relation of the share level `index`.
    pub fn level(&self, index: usize) -> Option<Relation> {
        self.levels.relation(index)
    }

    /// The relation of the service `index`.
    pub fn service(&self, index: usize) -> Option<Relation> {
        self.services.relation(index)
    }

    /// The relation of the staff role `index`.
    pub fn staff_role(&self, index: usize) -> Option<Relation> {
        self.staff.relation(index)
    }

    /// All tenant roles.
    pub const fn roles(&self) -> RelationSet {
        self.roles.set()
    }

    /// All share levels.
    pub const fn levels(&self) -> RelationSet {
        self.levels.set()
    }

    /// All services.
    pub const fn services(&self) -> RelationSet {
        self.services.set()
    }

    /// All staff roles.
    pub const fn staff(&self) -> RelationSet {
        self.staff.set()
    }

    /// The role itself and every weaker one: each role holds what those before it hold. A role that
    /// does not exist holds nothing.
    pub fn role_and_weaker(&self, index: usize) -> RelationSet {
        self.role(index).map_or(RelationSet::NONE, |role| {
            RelationSet(first(role.0 + 1) & !first(self.roles.from))
        })
    }

    /// The relation of any signed-in person.
    pub const fn authenticated(&self) -> Relation {
        self.authenticated
    }

    /// The relation of whoever presents a valid share link for the row.
    pub const fn link(&self) -> Relation {
        self.link
    }

    /// The relation of everybody.
    pub const fn anyone(&self) -> Relation {
        self.anyone
    }

    /// The relations that see a row from outside: `link`, `authenticated`, `anyone`.
    pub fn outside(&self) -> RelationSet {
        [self.authenticated, self.link, self.anyone]
            .into_iter()
            .collect()
    }
}

fn place(len: usize) -> u8 {
    // INVARIANT: `Vocabulary::new` bounds the number of names by `LIMIT`.
    u8::try_from(len).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn vocabulary() -> Vocabulary {
        let (roles, levels) = (words(&["viewer", "manager"]), words(&["view", "edit"]));
        Vocabulary::new(
            "workspace",
            &roles,
            &levels,
            &words(&["stripe"]),
            &words(&["support"]),
        )
        .unwrap()
    }

    #[test]
    fn names_stand_in_the_order_of_an_audit_staff_last() {
        let names: Vec<_> = vocabulary().names().map(str::to_owned).collect();
        let expected = [
            "owner",
            "workspace.viewer",
            "workspace.manager",
            "shared.view",
            "shared.edit",
            "service.stripe",
            "authenticated",
            "link",
            "anyone",
            "staff.support",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn every_name_is_found_again_and_an_unknown_one_is_not() {
        let vocabulary = vocabulary();
        for relation in vocabulary.all() {
            assert_eq!(vocabulary.find(vocabulary.name(relation)), Some(relation));
        }
        assert_eq!(vocabulary.find("staff.suport"), None);
    }

    #[test]
    fn a_role_holds_the_weaker_ones() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.role_and_weaker(0).iter().count(), 1);
        assert_eq!(vocabulary.role_and_weaker(1), vocabulary.roles());
        assert_eq!(vocabulary.role_and_weaker(9), RelationSet::NONE);
    }

    #[test]
    fn more_than_sixty_four_relations_are_refused() {
        let many: Vec<String> = (0..61).map(|n| format!("r{n}")).collect();
        assert_eq!(
            Vocabulary::new("t", &many, &[], &[], &[]),
            Err(TooManyRelations { named: 65 })
        );
        assert!(Vocabulary::new("t", &many[1..], &[], &[], &[]).is_ok());
    }

    #[test]
    fn a_set_walks_its_relations_in_order() {
        let vocabulary = vocabulary();
        let set: RelationSet = [vocabulary.anyone(), Vocabulary::OWNER]
            .into_iter()
            .collect();
        assert_eq!(set.iter().map(Relation::index).collect::<Vec<_>>(), [0, 8]);
        assert_eq!(set.first(), Some(Vocabulary::OWNER));
        assert_eq!(RelationSet::NONE.first(), None);
    }
}
