//! From claims to what they say about a person. Where each claim stands is data; what it means
//! for a decision is not decided here.

use crate::claims::{Claims, is_subject};
use crate::fault::{Flaw, TokenFault};
use crate::json::Json;
use crate::path::Path;

/// Where claims stand. What has no path is not read from the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimPaths {
    /// The person's id, where it is not `sub`.
    pub subject: Option<Path>,
    /// A string, such as `active` or `suspended`.
    pub status: Option<Path>,
    /// A truth value: the e-mail is verified.
    pub verified: Option<Path>,
    /// What marks a guest.
    pub guest: Option<GuestClaim>,
    /// A list of staff roles, or one as a string.
    pub staff: Option<Path>,
    /// A string: the person's plan, in an app without tenancy.
    pub plan: Option<Path>,
    /// The person's tenants.
    pub memberships: MembershipClaim,
}

/// What marks a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuestClaim {
    /// A truth value.
    Flag(Path),
    /// A string that equals this.
    Equals(Path, String),
}

/// How a token names tenants and roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MembershipClaim {
    /// It does not.
    #[default]
    Absent,
    /// An object `{tenant: role}` of all memberships.
    Map(Path),
    /// The tenant that is active in the session only; the first form whose tenant is there counts.
    Active(Vec<ActiveTenant>),
}

/// The claims that name the active tenant and the role in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveTenant {
    /// The tenant's key, a string.
    pub tenant: Path,
    /// The role, a string.
    pub role: Path,
    /// What a role starts with that is no part of its name; empty for nothing.
    pub role_prefix: String,
}

/// What a token says about its subject. A fact of the second [`Self::issued_at`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `sub`, or the claim that the model names.
    pub subject: String,
    /// `iat`: when all of this was true (unix seconds).
    pub issued_at: i64,
    /// The status, if the token says one.
    pub status: Option<String>,
    /// Whether the e-mail is verified, if the token says so.
    pub verified: Option<bool>,
    /// Whether it is a guest; not unless the token says so.
    pub guest: bool,
    /// Staff roles.
    pub staff: Vec<String>,
    /// The plan, if the token says one.
    pub plan: Option<String>,
    /// The memberships, if the token says any.
    pub memberships: Memberships,
}

/// Tenants and roles, as far as a token knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Memberships {
    /// The token says nothing.
    Unknown,
    /// All of them, as `(tenant, role)`: a tenant that is not listed is not theirs.
    All(Vec<(String, String)>),
    /// The active one: nothing is said about other tenants.
    Active(String, String),
}

impl ClaimPaths {
    /// Reads the claims. A claim of the wrong type is a fault, not an absence: a guest whose flag
    /// came as text must not become a person.
    pub fn identity(&self, claims: &Claims) -> Result<Identity, TokenFault> {
        let text = |path: &Option<Path>| {
            claim(claims, path.as_ref(), |value| {
                Some(value.as_str()?.to_owned())
            })
        };
        Ok(Identity {
            subject: self.subject(claims)?.to_owned(),
            issued_at: claims.issued_at(),
            status: text(&self.status)?,
            verified: claim(claims, self.verified.as_ref(), Json::as_bool)?,
            guest: self.guest(claims)?,
            staff: claim(claims, self.staff.as_ref(), roles)?.unwrap_or_default(),
            plan: text(&self.plan)?,
            memberships: self.memberships(claims)?,
        })
    }

    fn subject<'c>(&self, claims: &'c Claims) -> Result<&'c str, TokenFault> {
        let stated = match &self.subject {
            None => Some(claims.subject()),
            Some(path) => claims.at(path).and_then(Json::as_str),
        };
        stated
            .filter(|subject| is_subject(subject))
            .ok_or(TokenFault::Invalid(Flaw::Subject))
    }

    fn guest(&self, claims: &Claims) -> Result<bool, TokenFault> {
        let guest = match &self.guest {
            None => None,
            Some(GuestClaim::Flag(path)) => claim(claims, Some(path), Json::as_bool)?,
            Some(GuestClaim::Equals(path, mark)) => {
                claim(claims, Some(path), |value| Some(value.as_str()? == mark))?
            }
        };
        Ok(guest.unwrap_or(false))
    }

    fn memberships(&self, claims: &Claims) -> Result<Memberships, TokenFault> {
        match &self.memberships {
            MembershipClaim::Absent => Ok(Memberships::Unknown),
            MembershipClaim::Map(path) => {
                let all = claim(claims, Some(path), pairs)?;
                Ok(all.map_or(Memberships::Unknown, Memberships::All))
            }
            MembershipClaim::Active(forms) => {
                for form in forms {
                    if let Some(tenant) = claim(claims, Some(&form.tenant), Json::as_str)? {
                        let role = claim(claims, Some(&form.role), Json::as_str)?;
                        let role = role.filter(|role| !role.is_empty() && !tenant.is_empty());
                        let role = role.ok_or(Flaw::ClaimShape)?;
                        let role = role.strip_prefix(&form.role_prefix).unwrap_or(role);
                        return Ok(Memberships::Active(tenant.to_owned(), role.to_owned()));
                    }
                }
                Ok(Memberships::Unknown)
            }
        }
    }
}

fn claim<'c, T>(
    claims: &'c Claims,
    path: Option<&Path>,
    read: impl FnOnce(&'c Json) -> Option<T>,
) -> Result<Option<T>, TokenFault> {
    let Some(value) = path.and_then(|path| claims.at(path)) else {
        return Ok(None);
    };
    read(value)
        .map(Some)
        .ok_or(TokenFault::Invalid(Flaw::ClaimShape))
}

fn roles(value: &Json) -> Option<Vec<String>> {
    match value.as_str() {
        Some(role) => Some(vec![role.to_owned()]),
        None => Some(value.as_strings()?.into_iter().map(str::to_owned).collect()),
    }
}

fn pairs(value: &Json) -> Option<Vec<(String, String)>> {
    let own = |(tenant, role): (&str, &str)| (tenant.to_owned(), role.to_owned());
    Some(value.as_string_map()?.into_iter().map(own).collect())
}
