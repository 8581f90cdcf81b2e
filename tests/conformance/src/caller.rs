//! Who asks, as vectors write it: a principal by its kind, names instead of places.

use ownguard_core::{
    AsOf, Identity, Membership, Model, Person, Principal, Service, Session, Staff, Status, User,
};
use serde::Deserialize;

/// The caller.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Caller {
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
        #[serde(default)]
        status: Standing,
        #[serde(default)]
        verified: bool,
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
        #[serde(default)]
        status: Standing,
        #[serde(default)]
        verified: bool,
        /// Their own plan, in a model without tenancy.
        #[serde(default)]
        plan: Option<String>,
        /// When this was true; `now` unless given.
        #[serde(default)]
        as_of: Option<When>,
        #[serde(default)]
        memberships: Vec<Member>,
    },
    /// Somebody of the app's own staff.
    Staff {
        /// The subject.
        id: String,
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
pub(crate) struct Member {
    tenant: String,
    /// An unknown one is none.
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    status: Standing,
    #[serde(default)]
    tenant_status: Standing,
    #[serde(default)]
    plan: Option<String>,
    #[serde(default)]
    as_of: Option<When>,
}

/// Whether an account, a membership or a tenant is in use.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    #[default]
    Active,
    Suspended,
}

/// When a fact was true.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// Unix seconds.
    At(i64),
    /// The source was asked in this request.
    ThisRequest,
}

/// A share link that verified.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    resource: String,
    key: String,
}

/// The session of a caller.
pub(crate) fn session(
    model: &Model,
    caller: &Caller,
    link: Option<&Link>,
    tenant: Option<&str>,
    now: i64,
) -> Result<Session, String> {
    let link = link.map(|link| {
        let resource = model.find_resource(&link.resource);
        let resource = resource.ok_or_else(|| format!("no resource `{}`", link.resource))?;
        let key = link.key.as_str().into();
        Ok::<_, String>(ownguard_core::Link { resource, key })
    });
    Ok(Session {
        identity: identity(model, caller, now)?,
        link: link.transpose()?,
        tenant: tenant.map(Into::into),
    })
}

fn identity(model: &Model, caller: &Caller, now: i64) -> Result<Identity, String> {
    let plan = |name: &Option<String>| place(model.plans(), name.as_deref());
    Ok(Identity::Known(match caller {
        Caller::TokenExpired {} => return Ok(Identity::TokenExpired),
        Caller::TokenInvalid {} => return Ok(Identity::TokenInvalid),
        Caller::Revoked {} => return Ok(Identity::Revoked),
        Caller::FactsUnavailable {} => return Ok(Identity::FactsUnavailable),
        Caller::Anonymous {} => Principal::Anonymous,
        Caller::Guest {
            id,
            status,
            verified,
            plan: named,
            as_of,
        } => Principal::Guest(User {
            id: id.as_str().into(),
            status: status.read(),
            verified: *verified,
            plan: plan(named),
            as_of: time(now, *as_of),
        }),
        Caller::Person {
            id,
            status,
            verified,
            plan: named,
            as_of: when,
            memberships,
        } => {
            let user = User {
                id: id.as_str().into(),
                status: status.read(),
                verified: *verified,
                plan: plan(named),
                as_of: time(now, *when),
            };
            let memberships = memberships.iter().map(|member| member.read(model, now));
            Principal::Person(Person {
                user,
                memberships: memberships.collect(),
            })
        }
        Caller::Staff { id, status, roles } => {
            let vocabulary = model.vocabulary();
            let roles = roles
                .iter()
                .filter_map(|role| vocabulary.find(&format!("staff.{role}")));
            Principal::Staff(Staff {
                id: id.as_str().into(),
                status: status.read(),
                roles: roles.collect(),
            })
        }
        Caller::Service { name, tenant } => Principal::Service(Service {
            index: place(model.services(), Some(name))
                .ok_or_else(|| format!("no service `{name}`"))?,
            tenant: tenant.as_deref().map(Into::into),
        }),
    }))
}

fn place(names: &[String], name: Option<&str>) -> Option<u8> {
    let at = names
        .iter()
        .position(|known| Some(known.as_str()) == name)?;
    u8::try_from(at).ok()
}

fn time(now: i64, when: Option<When>) -> AsOf {
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
    fn read(&self, model: &Model, now: i64) -> Membership {
        let roles = model
            .tenancy()
            .map(|tenancy| tenancy.roles.as_slice())
            .unwrap_or_default();
        Membership {
            tenant: self.tenant.as_str().into(),
            role: place(roles, self.role.as_deref()),
            status: self.status.read(),
            tenant_status: self.tenant_status.read(),
            plan: place(model.plans(), self.plan.as_deref()),
            as_of: time(now, self.as_of),
        }
    }
}
