//! Who asks, with names instead of places.

use ownguard_core::{
    AsOf, Identity, Membership, Model, Person, Principal, Service, Session, Staff, Status, User,
};
use serde::Deserialize;

/// The caller.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Caller {
    /// A token past its time.
    TokenExpired {},
    /// A token that does not verify.
    TokenInvalid {},
    /// A session that was ended.
    Revoked {},
    /// Nobody could say who it is.
    FactsUnavailable {},
    /// No credential.
    Anonymous {},
    /// A session without an account.
    Guest {
        /// The subject.
        id: String,
        /// Whether the account is in use.
        #[serde(default)]
        status: Standing,
        /// Whether the e-mail address is verified.
        #[serde(default)]
        verified: bool,
        /// Their own plan, in a model without tenancy.
        #[serde(default)]
        plan: Option<String>,
        /// When this was true; `now` unless given.
        #[serde(default)]
        as_of: Option<When>,
    },
    /// A signed-in person.
    Person {
        /// The subject.
        id: String,
        /// Whether the account is in use.
        #[serde(default)]
        status: Standing,
        /// Whether the e-mail address is verified.
        #[serde(default)]
        verified: bool,
        /// Their own plan, in a model without tenancy.
        #[serde(default)]
        plan: Option<String>,
        /// When this was true; `now` unless given.
        #[serde(default)]
        as_of: Option<When>,
        /// Where they belong.
        #[serde(default)]
        memberships: Vec<Member>,
    },
    /// Somebody of the app's own staff.
    Staff {
        /// The subject.
        id: String,
        /// Whether the account is in use.
        #[serde(default)]
        status: Standing,
        /// Roles by name; unknown ones are none.
        roles: Vec<String>,
    },
    /// A machine.
    Service {
        /// Its name in the model.
        name: String,
        /// The tenant that it verifiably acts for.
        #[serde(default)]
        tenant: Option<String>,
    },
}

/// One membership.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub(super) tenant: String,
    /// An unknown one is none.
    #[serde(default)]
    pub(super) role: Option<String>,
    #[serde(default)]
    pub(super) status: Standing,
    #[serde(default)]
    pub(super) tenant_status: Standing,
    #[serde(default)]
    pub(super) plan: Option<String>,
    #[serde(default)]
    pub(super) as_of: Option<When>,
}

/// Whether an account, a membership or a tenant is in use.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In use.
    #[default]
    Active,
    /// Not in use.
    Suspended,
}

/// When a fact was true.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Unix seconds.
    At(i64),
    /// The source was asked in this request.
    ThisRequest,
}

/// A share link that verified.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    resource: String,
    key: String,
}

impl Link {
    /// A link to this row.
    pub fn to(resource: &str, key: &str) -> Self {
        Self {
            resource: resource.to_owned(),
            key: key.to_owned(),
        }
    }
}

impl Caller {
    /// A guest of whom everything is known at present.
    pub fn guest(id: &str, plan: Option<String>) -> Self {
        Self::Guest {
            id: id.to_owned(),
            status: Standing::Active,
            verified: true,
            plan,
            as_of: Some(When::ThisRequest),
        }
    }

    /// Somebody of the staff with one role.
    pub fn staff(id: &str, role: &str) -> Self {
        Self::Staff {
            id: id.to_owned(),
            status: Standing::Active,
            roles: vec![role.to_owned()],
        }
    }

    /// The session of the caller, in a tenant where its token names one.
    pub fn session(
        &self,
        model: &Model,
        link: Option<&Link>,
        tenant: Option<&str>,
        now: i64,
    ) -> Result<Session, String> {
        let link = link.map(|link| {
            let resource = super::resource(model, &link.resource)?;
            let key = link.key.as_str().into();
            Ok::<_, String>(ownguard_core::Link { resource, key })
        });
        Ok(Session {
            identity: self.identity(model, now)?,
            link: link.transpose()?,
            tenant: tenant.map(Into::into),
        })
    }

    fn identity(&self, model: &Model, now: i64) -> Result<Identity, String> {
        let user = |id: &str,
                    status: Standing,
                    verified: bool,
                    plan: &Option<String>,
                    as_of: Option<When>| User {
            id: id.into(),
            status: status.read(),
            verified,
            plan: place(model.plans(), plan.as_deref()),
            as_of: time(now, as_of),
        };
        Ok(Identity::Known(match self {
            Self::TokenExpired {} => return Ok(Identity::TokenExpired),
            Self::TokenInvalid {} => return Ok(Identity::TokenInvalid),
            Self::Revoked {} => return Ok(Identity::Revoked),
            Self::FactsUnavailable {} => return Ok(Identity::FactsUnavailable),
            Self::Anonymous {} => Principal::Anonymous,
            Self::Guest {
                id,
                status,
                verified,
                plan,
                as_of,
            } => Principal::Guest(user(id, *status, *verified, plan, *as_of)),
            Self::Person {
                id,
                status,
                verified,
                plan,
                as_of,
                memberships,
            } => Principal::Person(Person {
                user: user(id, *status, *verified, plan, *as_of),
                memberships: memberships
                    .iter()
                    .map(|member| member.read(model, now))
                    .collect(),
            }),
            Self::Staff { id, status, roles } => {
                let known = |role: &String| model.vocabulary().find(&format!("staff.{role}"));
                Principal::Staff(Staff {
                    id: id.as_str().into(),
                    status: status.read(),
                    roles: roles.iter().filter_map(known).collect(),
                })
            }
            Self::Service { name, tenant } => Principal::Service(Service {
                index: place(model.services(), Some(name))
                    .ok_or_else(|| format!("the model has no service `{name}`"))?,
                tenant: tenant.as_deref().map(Into::into),
            }),
        }))
    }
}

fn place(names: &[String], name: Option<&str>) -> Option<u8> {
    let at = names
        .iter()
        .position(|known| Some(known.as_str()) == name)?;
    u8::try_from(at).ok()
}

const fn time(now: i64, when: Option<When>) -> AsOf {
    match when {
        None => AsOf::At(now),
        Some(When::At(then)) => AsOf::At(then),
        Some(When::ThisRequest) => AsOf::ThisRequest,
    }
}

impl Standing {
    const fn read(self) -> Status {
        match self {
            Self::Active => Status::Active,
            Self::Suspended => Status::Suspended,
        }
    }
}

impl Member {
    /// An active membership that was looked up in this request.
    pub fn now(tenant: &str, role: Option<&str>, plan: Option<String>) -> Self {
        Self {
            tenant: tenant.to_owned(),
            role: role.map(str::to_owned),
            status: Standing::Active,
            tenant_status: Standing::Active,
            plan,
            as_of: Some(When::ThisRequest),
        }
    }

    fn read(&self, model: &Model, now: i64) -> Membership {
        let roles = model.tenancy().map(|tenancy| tenancy.roles.as_slice());
        Membership {
            tenant: self.tenant.as_str().into(),
            role: place(roles.unwrap_or_default(), self.role.as_deref()),
            status: self.status.read(),
            tenant_status: self.tenant_status.read(),
            plan: place(model.plans(), self.plan.as_deref()),
            as_of: time(now, self.as_of),
        }
    }
}
