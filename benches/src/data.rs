//! 1,000 tenants, their people and their invoices, and the questions asked of
//! them: callers × rows × actions, with permits and every usual denial.

use crate::NOW;
use crate::random::Sequence;
use ownguard_core::{
    Action, AsOf, Label, Membership, Model, Person, Principal, Row, Session, Share, Staff, Status,
    User,
};

/// How many tenants there are.
pub const TENANTS: usize = 1_000;
/// How many invoices each has.
pub const INVOICES_EACH: usize = 10;
/// How many people there are, each a member of one to five tenants.
pub const PEOPLE: usize = 3_000;
/// How many questions are asked.
pub const QUESTIONS: usize = 1_000;

/// What the questions ask for.
pub const ACTIONS: [Action; 5] = [
    Action::READ,
    Action::UPDATE,
    Action::DELETE,
    Action::EXPORT,
    Action::SHARE,
];

/// Everybody and everything.
#[derive(Debug)]
pub struct World {
    /// The tenants' keys.
    pub tenants: Vec<String>,
    /// People first, then the two of the staff, then a guest, then nobody.
    pub sessions: Vec<Session>,
    /// The rows.
    pub invoices: Vec<Invoice>,
}

/// One row's labels.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// The key.
    pub id: String,
    /// The tenant.
    pub workspace: String,
    /// The owner.
    pub created_by: String,
    /// `private`, `unlisted` or `public`.
    pub visibility: &'static str,
    /// When it was deleted.
    pub deleted_at: Option<&'static str>,
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The caller's place in [`World::sessions`].
    pub caller: usize,
    /// The caller.
    pub session: &'a Session,
    /// What they want.
    pub action: Action,
    /// The row's place in [`World::invoices`].
    pub at: usize,
    /// The row.
    pub row: Row<'a>,
}

impl<'a> Question<'a> {
    /// The key of the row.
    pub const fn row_key(&self) -> &'a str {
        match self.row.key {
            Label::Value(key) => key,
            Label::Absent | Label::Null => "",
        }
    }
}

impl Invoice {
    /// The labels, as a decision takes them.
    pub fn row(&self) -> Row<'_> {
        Row {
            key: Label::Value(&self.id),
            tenant: Label::Value(&self.workspace),
            owner: Label::Value(&self.created_by),
            visibility: Label::Value(self.visibility),
            deleted: self.deleted_at.map_or(Label::Null, Label::Value),
            share: Share::None,
            ..Row::default()
        }
    }
}

impl World {
    /// Makes the world; the same each time.
    pub fn new(model: &Model) -> Self {
        let mut random = Sequence::new(1);
        let tenants: Vec<String> = (0..TENANTS).map(|_| random.uuid()).collect();
        let mut sessions: Vec<Session> = (0..PEOPLE)
            .map(|_| Principal::Person(person(&mut random, &tenants)).into())
            .collect();
        let invoices = tenants
            .iter()
            .flat_map(|tenant| std::iter::repeat_n(tenant, INVOICES_EACH))
            .map(|tenant| invoice(&mut random, tenant, &sessions))
            .collect();
        for status in [Status::Active, Status::Suspended] {
            let staff = Staff {
                id: random.uuid().into(),
                status,
                roles: model.vocabulary().staff(),
            };
            sessions.push(Principal::Staff(staff).into());
        }
        sessions.push(Principal::Guest(user(&mut random)).into());
        sessions.push(Principal::Anonymous.into());
        Self {
            tenants,
            sessions,
            invoices,
        }
    }

    /// Nine questions of ten are by people about rows of a tenant of theirs, as most requests are.
    pub fn questions(&self) -> Vec<Question<'_>> {
        let mut random = Sequence::new(2);
        let places: Vec<usize> = (0..self.sessions.len()).collect();
        let rows: Vec<usize> = (0..self.invoices.len()).collect();
        let question = |()| {
            let (people, others) = places.split_at_checked(PEOPLE)?;
            let callers = if random.percent(90) { people } else { others };
            let caller = *random.of(callers)?;
            let session = self.sessions.get(caller)?;
            let theirs = self.theirs(&mut random, session, &rows);
            let at_home = random.percent(90);
            let at = *random.of(theirs.filter(|_| at_home).unwrap_or(&rows))?;
            Some(Question {
                caller,
                session,
                action: *random.of(&ACTIONS)?,
                at,
                row: self.invoices.get(at)?.row(),
            })
        };
        std::iter::repeat_n((), QUESTIONS)
            .filter_map(question)
            .collect()
    }

    /// The rows of one of the caller's tenants.
    fn theirs<'r>(
        &self,
        random: &mut Sequence,
        session: &Session,
        rows: &'r [usize],
    ) -> Option<&'r [usize]> {
        let tenant = &random.of(memberships(session))?.tenant;
        let at = self.tenants.iter().position(|known| **known == **tenant)?;
        rows.get(at * INVOICES_EACH..(at + 1) * INVOICES_EACH)
    }
}

/// The memberships of a person; none of anybody else.
pub fn memberships(session: &Session) -> &[Membership] {
    match &session.identity {
        ownguard_core::Identity::Known(Principal::Person(person)) => &person.memberships,
        ownguard_core::Identity::Known(
            Principal::Anonymous
            | Principal::Guest(_)
            | Principal::Staff(_)
            | Principal::Service(_),
        )
        | ownguard_core::Identity::TokenExpired
        | ownguard_core::Identity::TokenInvalid
        | ownguard_core::Identity::Revoked
        | ownguard_core::Identity::FactsUnavailable => &[],
    }
}

fn person(random: &mut Sequence, tenants: &[String]) -> Person {
    let mut memberships: Vec<Membership> = Vec::new();
    for _ in 0..=random.below(5) {
        let Some(tenant) = random.of(tenants) else {
            continue;
        };
        if memberships.iter().any(|held| *held.tenant == **tenant) {
            continue;
        }
        let [role, plan] = [4, 3].map(|bound| u8::try_from(random.below(bound)).ok());
        memberships.push(Membership {
            tenant: tenant.as_str().into(),
            role,
            status: status(random, 3),
            tenant_status: status(random, 2),
            plan,
            as_of: as_of(random),
        });
    }
    Person {
        user: user(random),
        memberships,
    }
}

fn user(random: &mut Sequence) -> User {
    User {
        id: random.uuid().into(),
        status: status(random, 2),
        verified: random.percent(90),
        plan: None,
        as_of: as_of(random),
    }
}

fn status(random: &mut Sequence, suspended: u64) -> Status {
    if random.percent(suspended) {
        Status::Suspended
    } else {
        Status::Active
    }
}

/// Mostly young enough for a write, sometimes only for a read, seldom for neither.
fn as_of(random: &mut Sequence) -> AsOf {
    let age = match random.below(100) {
        0..90 => 10,
        90..98 => 120,
        _ => 900,
    };
    AsOf::At(NOW - age)
}

fn invoice(random: &mut Sequence, tenant: &str, people: &[Session]) -> Invoice {
    let member = people.iter().filter(|session| {
        memberships(session)
            .iter()
            .any(|held| &*held.tenant == tenant)
    });
    let members: Vec<&str> = member.filter_map(subject).collect();
    let owner = random.of(&members).map(|owner| (*owner).to_owned());
    Invoice {
        id: random.uuid(),
        workspace: tenant.to_owned(),
        created_by: owner.unwrap_or_else(|| random.uuid()),
        visibility: match random.below(20) {
            0 => "public",
            1 => "unlisted",
            _ => "private",
        },
        deleted_at: random.percent(4).then_some("2026-11-01T09:00:00Z"),
    }
}

/// The subject of a session.
pub fn subject(session: &Session) -> Option<&str> {
    match &session.identity {
        ownguard_core::Identity::Known(principal) => principal.subject(),
        ownguard_core::Identity::TokenExpired
        | ownguard_core::Identity::TokenInvalid
        | ownguard_core::Identity::Revoked
        | ownguard_core::Identity::FactsUnavailable => None,
    }
}
