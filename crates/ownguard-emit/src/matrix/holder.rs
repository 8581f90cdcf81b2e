//! The rows of the compact form: one for each way to stand to a row, everything else at its best.

use super::caller::{Caller, Seat, ServiceTenant, Who};
use super::situation::{Flaw, Owner, Situation, TargetKind};
use super::space::lineage;
use ownguard_core::action::BUILT_IN;
use ownguard_core::{Model, Resource};

/// One way to stand to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Short, such as `workspace.manager` or `owner`.
    pub label: String,
    /// What it means.
    pub meaning: String,
    /// What kind of identity it is.
    pub group: Group,
    pub(crate) who: Who,
    /// The resource whose row they own.
    owns: Option<String>,
    /// The resource whose row is shared with them, and the level.
    shared: Option<(String, String)>,
    /// The resource whose link they present.
    linked: Option<String>,
}

/// Kinds of identity, as a reader sorts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Not a member, or not signed in.
    Outside,
    /// By their role in the tenant.
    Role,
    /// By what the row says of them.
    Row,
    /// The app's own people.
    Staff,
    /// Machines.
    Service,
}

impl Group {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Role => "role",
            Self::Row => "row",
            Self::Staff => "staff",
            Self::Service => "service",
        }
    }
}

impl Holder {
    fn new(label: &str, meaning: String, group: Group, who: Who) -> Self {
        Self {
            label: label.to_owned(),
            meaning,
            group,
            who,
            owns: None,
            shared: None,
            linked: None,
        }
    }

    /// Everybody who can stand to rows of a resource in some way.
    pub(crate) fn all(model: &Model, resource: &Resource) -> Vec<Self> {
        let tenancy = model.tenancy().map_or("", |tenancy| &tenancy.name);
        let bound = resource.tenant_bound();
        let words = model.vocabulary();
        let name = |relation| words.name(relation).to_owned();
        let outside =
            |label, meaning: &str, who| Self::new(label, meaning.to_owned(), Group::Outside, who);
        let mut all = vec![
            outside("anonymous", "nobody is signed in", Who::Anonymous),
            outside("guest", "a session without an account", Who::Guest),
        ];
        if bound {
            let meaning = format!("signed in, not a member of this {tenancy}");
            all.push(outside(
                "not a member",
                &meaning,
                Who::Person(Seat::Elsewhere),
            ));
            for role in words.roles().iter().map(name) {
                let meaning = format!("a member with the role {role}, of rows that are not theirs");
                let who = Who::Person(Seat::Member(Some(role.clone())));
                all.push(Self::new(&role, meaning, Group::Role, who));
            }
        } else {
            let who = Who::Person(Seat::Nowhere);
            all.push(outside("signed in", "anybody with an account", who));
        }
        all.extend(Self::of_rows(model, resource));
        for role in words.staff().iter().map(name) {
            let meaning = "the app's own staff, always audited".to_owned();
            all.push(Self::new(
                &role,
                meaning,
                Group::Staff,
                Who::Staff(Some(role.clone())),
            ));
        }
        let (tenant, meaning) = if bound {
            let meaning = format!("the service, proven, and acting for this {tenancy}");
            (ServiceTenant::Here, meaning)
        } else {
            (ServiceTenant::Nowhere, "the service, proven".to_owned())
        };
        for service in words.services().iter().map(name) {
            let who = Who::Service(service.clone(), tenant);
            all.push(Self::new(&service, meaning.clone(), Group::Service, who));
        }
        all
    }

    /// By what a row says: owner and shares, of it and of the rows above, and the link.
    fn of_rows(model: &Model, resource: &Resource) -> Vec<Self> {
        let bound = resource.tenant_bound();
        let member = Who::Person(if bound {
            Seat::Member(None)
        } else {
            Seat::Nowhere
        });
        let lineage = lineage(model, resource);
        let still = if bound { ", still a member" } else { "" };
        let mut all = Vec::new();
        for one in &lineage {
            let here = one.name();
            let of = if here == resource.name() {
                String::new()
            } else {
                format!(" of the {here}")
            };
            let push = |label: &str, meaning: String| {
                let label = format!("{label}{of}");
                Self::new(&label, meaning, Group::Row, member.clone())
            };
            if one.spec().owner.is_some() {
                let meaning = format!("the {here} is theirs{still}, whatever their role");
                all.push(Self {
                    owns: Some(here.to_owned()),
                    ..push("owner", meaning)
                });
            }
            for level in one.spec().shares.iter().flat_map(|shares| &shares.levels) {
                let level = model.vocabulary().name(*level);
                let meaning = format!("the {here} was shared with them{still}");
                all.push(Self {
                    shared: Some((here.to_owned(), level.to_owned())),
                    ..push(level, meaning)
                });
            }
        }
        let root = lineage.last().copied().unwrap_or(resource);
        let linkable = lineage.iter().filter(|_| root.spec().visibility.is_some());
        all.extend(linkable.map(|one| {
            let here = one.name();
            let label = if here == resource.name() {
                "link".to_owned()
            } else {
                format!("link of the {here}")
            };
            let meaning = format!("whoever presents a share link for the {here}");
            Self {
                linked: Some(here.to_owned()),
                ..Self::new(&label, meaning, Group::Row, Who::Anonymous)
            }
        }));
        all
    }

    pub(crate) const fn is_guest(&self) -> bool {
        matches!(self.who, Who::Guest)
    }

    pub(crate) const fn is_link(&self) -> bool {
        self.linked.is_some()
    }

    pub(crate) const fn is_machine_or_staff(&self) -> bool {
        matches!(self.group, Group::Staff | Group::Service)
    }

    /// Who they are, meeting whatever an action asks.
    pub(crate) fn caller(&self, model: &Model) -> Caller {
        Caller::at_best(self.who.clone(), model.plans().last().cloned())
    }

    /// Whether a situation is one of theirs: unflawed but that `restore` takes back what is deleted.
    pub(crate) fn meets(&self, situation: &Situation, resource: &Resource, action: &str) -> bool {
        let restores = BUILT_IN.get(5).is_some_and(|restore| *restore == action);
        let flaw = match &situation.flaw {
            Flaw::Deleted(name) => restores && name == resource.name(),
            Flaw::None => !restores || resource.spec().deleted.is_none(),
            Flaw::NoTenant(_) | Flaw::OtherTenant(_) | Flaw::NoParent(_) => false,
        };
        let row_known = matches!(situation.target, TargetKind::Row | TargetKind::Listing);
        let link = situation.link == self.linked || situation.link.is_none() && !row_known;
        let levels = situation.levels.iter().all(|level| {
            let owned = self.owns.as_deref() == Some(&*level.resource);
            let owner = match level.owner {
                Some(Owner::Caller) => owned,
                Some(Owner::Somebody) => !owned,
                Some(Owner::Nobody) => false,
                None => true,
            };
            let shared = self.shared.as_ref().filter(|(of, _)| *of == level.resource);
            owner && level.share.as_ref() == shared.map(|(_, level)| level)
        });
        flaw && link && levels
    }
}
