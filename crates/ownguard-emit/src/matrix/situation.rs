//! What the action is done to, as a state that holds for any model: the row and the rows above it,
//! how they stand to the caller, and what is wrong with them.

use super::caller::{CALLER, ELSEWHERE, HERE, NOW};
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::{
    Action, Decision, Label, Link, Model, Parent, Resource, Row, Scope, Session, Share, Target,
    decide,
};

/// Another person than the caller.
pub(crate) const SOMEBODY: &str = "somebody";
/// When deleted rows were deleted.
pub(crate) const DELETED_AT: &str = "2023-01-01T00:00:00Z";

/// One state of what an action is done to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Situation {
    /// How much is known.
    pub target: TargetKind,
    /// Whether the path or session names the tenant; for rows it makes no difference.
    pub named: bool,
    /// The row, then each row above it; without the row itself where none is known.
    pub levels: Vec<Level>,
    /// The resource of the row that a presented link is for.
    pub link: Option<String>,
    /// Columns of the root row that conditions read.
    pub when: Vec<(String, Value)>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// How much is known of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// One existing row.
    Row,
    /// No row yet.
    New,
    /// Many rows, none of them judged.
    Collection,
    /// Many rows, each judged when the answer comes.
    Listing,
}

/// One row of the line from a row to its root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    /// Its resource.
    pub resource: String,
    /// Whose it is; `None` where no model has an owner column.
    pub owner: Option<Owner>,
    /// Its visibility; `None` where no model has the column.
    pub visibility: Option<Seen>,
    /// The level at which it is shared with the caller.
    pub share: Option<String>,
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The caller's.
    Caller,
    /// Somebody else's.
    Somebody,
    /// The column is null.
    Nobody,
}

/// Who may see a row without a relation of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// Nobody.
    Private,
    /// Whoever presents a link.
    Unlisted,
    /// Everybody.
    Public,
}

/// The value of a column that conditions read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// One that a condition names.
    Named(String),
    /// One that no condition names.
    Other(String),
    /// Null.
    Null,
}

/// What is wrong with a row, or with one above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flaw {
    /// Nothing.
    None,
    /// The row of this resource is deleted.
    Deleted(String),
    /// It has no tenant.
    NoTenant(String),
    /// It is of another tenant than the row above it.
    OtherTenant(String),
    /// The row above it is not there.
    NoParent(String),
}

impl TargetKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::New => "new",
            Self::Collection => "collection",
            Self::Listing => "listing",
        }
    }
}

impl Owner {
    /// The owner column's value.
    pub const fn text(self) -> Option<&'static str> {
        match self {
            Self::Caller => Some(CALLER),
            Self::Somebody => Some(SOMEBODY),
            Self::Nobody => None,
        }
    }
}

impl Seen {
    /// Every visibility, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Private, Self::Unlisted, Self::Public];

    /// The visibility column's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unlisted => "unlisted",
            Self::Public => "public",
        }
    }
}

impl Value {
    /// The column's text; `None` is null.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Named(text) | Self::Other(text) => Some(text),
            Self::Null => None,
        }
    }
}

impl Flaw {
    /// A stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "live",
            Self::Deleted(_) => "deleted",
            Self::NoTenant(_) => "no_tenant",
            Self::OtherTenant(_) => "other_tenant",
            Self::NoParent(_) => "no_parent",
        }
    }

    /// The resource of the row it is about.
    pub fn resource(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Deleted(name)
            | Self::NoTenant(name)
            | Self::OtherTenant(name)
            | Self::NoParent(name) => Some(name),
        }
    }
}

/// The key of the one row of a resource that situations speak of.
pub(crate) fn key_of(resource: &str) -> String {
    format!("{resource}-1")
}

impl Situation {
    /// Whether something in it is the caller's own, which only guests and persons can have.
    pub fn is_personal(&self) -> bool {
        self.levels
            .iter()
            .any(|level| level.owner == Some(Owner::Caller) || level.share.is_some())
    }

    pub(crate) fn level(&self, resource: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.resource == resource)
    }

    /// What the core decides; `session` is left with the link of this situation.
    pub(crate) fn decide(
        &self,
        model: &Model,
        session: &mut Session,
        resource: usize,
        action: Action,
    ) -> Option<Decision> {
        session.link = self.link.as_deref().and_then(|name| {
            let resource = model.find_resource(name)?;
            let key = key_of(name).into();
            Some(Link { resource, key })
        });
        let session = &*session;
        let mut decision = None;
        let mut ask = |target: &Target<'_>| {
            decision = Some(decide(model, session, resource, action, target, NOW));
        };
        let spec = model.resource(resource)?;
        match self.target {
            TargetKind::Row => self.with_row(model, spec, 0, &mut |row| ask(&Target::Row(row))),
            TargetKind::New => self.with_scope(model, spec, &mut |scope| ask(&Target::New(scope))),
            TargetKind::Collection => {
                self.with_scope(model, spec, &mut |scope| ask(&Target::Collection(scope)));
            }
            TargetKind::Listing => {
                self.with_scope(model, spec, &mut |scope| ask(&Target::Listing(scope)));
            }
        }
        decision
    }

    fn with_scope(&self, model: &Model, resource: &Resource, then: &mut dyn FnMut(Scope<'_>)) {
        let tenant = self.named.then_some(HERE);
        self.with_parent(model, resource, 0, &mut |parent| {
            then(Scope { tenant, parent });
        });
    }

    fn with_parent(
        &self,
        model: &Model,
        resource: &Resource,
        depth: usize,
        then: &mut dyn FnMut(Parent<'_>),
    ) {
        let parent = resource.spec().parent.as_ref();
        let Some(parent) = parent.and_then(|parent| model.resource(parent.resource)) else {
            return then(Parent::Absent);
        };
        if self.flaw == Flaw::NoParent(resource.name().to_owned()) || depth >= MAX_DEPTH {
            return then(Parent::Missing);
        }
        self.with_row(model, parent, depth + 1, &mut |row| then(Parent::Row(row)));
    }

    pub(crate) fn with_row(
        &self,
        model: &Model,
        resource: &Resource,
        depth: usize,
        then: &mut dyn FnMut(&Row<'_>),
    ) {
        let name = resource.name();
        let key = key_of(name);
        let level = self.level(name);
        let text = |text: Option<&'static str>| text.map_or(Label::Null, Label::Value);
        let owner = level.and_then(|level| level.owner);
        let visibility = level.and_then(|level| level.visibility);
        let share = level
            .and_then(|level| level.share.as_deref())
            .and_then(|share| model.vocabulary().find(share));
        let flawed = self.flaw.resource() == Some(name);
        let tenant = match &self.flaw {
            Flaw::NoTenant(_) if flawed => None,
            Flaw::OtherTenant(_) if flawed => Some(ELSEWHERE),
            Flaw::None
            | Flaw::Deleted(_)
            | Flaw::NoTenant(_)
            | Flaw::OtherTenant(_)
            | Flaw::NoParent(_) => Some(HERE),
        };
        let deleted = match &self.flaw {
            Flaw::Deleted(_) if flawed => Some(DELETED_AT),
            Flaw::None
            | Flaw::Deleted(_)
            | Flaw::NoTenant(_)
            | Flaw::OtherTenant(_)
            | Flaw::NoParent(_) => None,
        };
        let when = resource.spec().when.iter().map(|field| {
            let column = resource.fields().get(*field).map(|field| &field.column);
            let found = self.when.iter().find(|(named, _)| Some(named) == column);
            found
                .and_then(|(_, value)| value.text())
                .map_or(Label::Null, Label::Value)
        });
        let when: Vec<Label<'_>> = when.collect();
        self.with_parent(model, resource, depth, &mut |parent| {
            then(&Row {
                key: Label::Value(&key),
                tenant: text(tenant),
                owner: text(owner.and_then(Owner::text)),
                visibility: text(visibility.map(Seen::name)),
                deleted: text(deleted),
                share: share.map_or(Share::None, Share::Level),
                parent,
                when: &when,
            });
        });
    }
}
