//! How identity and services are verified, as written: `env:` is not resolved,
//! and what a preset fills is not filled in.

use super::leaf::Setting;
use super::written::{Algorithm, Preset, Proof, ServiceTenant};

/// How identity is verified. What is absent or empty, the preset fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityConfig {
    /// The provider.
    pub preset: Preset,
    /// The provider's project.
    pub project: Option<Setting>,
    /// What `iss` must be.
    pub issuer: Option<Setting>,
    /// One of these must be in `aud`.
    pub audience: Vec<Setting>,
    /// `azp` must be one of these.
    pub parties: Vec<Setting>,
    /// The only algorithms that are accepted.
    pub algorithms: Vec<Algorithm>,
    /// Where public keys are published.
    pub jwks: Option<Setting>,
    /// The shared secret; always [`Setting::Env`].
    pub secret: Option<Setting>,
    /// Cookies that carry the token.
    pub cookies: Vec<String>,
    /// Headers that carry the token.
    pub headers: Vec<String>,
    /// The longest time from `iat` to `exp`, in seconds.
    pub max_lifetime: Option<u32>,
    /// How far the issuer's clock may differ, in seconds.
    pub skew: Option<u32>,
    /// Where facts stand in a token.
    pub claims: ClaimConfig,
}

/// Paths to claims; none leads to what the person can edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimConfig {
    /// The person's id.
    pub sub: Option<String>,
    /// The person's status.
    pub status: Option<String>,
    /// What marks a guest.
    pub guest: Option<GuestConfig>,
    /// Whether the e-mail address is verified.
    pub verified: Option<String>,
    /// Staff roles.
    pub staff: Option<String>,
    /// The person's plan.
    pub plan: Option<String>,
    /// The active tenant.
    pub tenant: Option<String>,
    /// The role in it.
    pub role: Option<String>,
    /// A service's name.
    pub service: Option<String>,
}

impl ClaimConfig {
    /// These, and where one is absent that of `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            sub: self.sub.or_else(|| other.sub.clone()),
            status: self.status.or_else(|| other.status.clone()),
            guest: self.guest.or_else(|| other.guest.clone()),
            verified: self.verified.or_else(|| other.verified.clone()),
            staff: self.staff.or_else(|| other.staff.clone()),
            plan: self.plan.or_else(|| other.plan.clone()),
            tenant: self.tenant.or_else(|| other.tenant.clone()),
            role: self.role.or_else(|| other.role.clone()),
            service: self.service.or_else(|| other.service.clone()),
        }
    }
}

/// What marks a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuestConfig {
    /// A claim that is true.
    Flag(String),
    /// A claim that equals a text.
    Equals(String, String),
}

/// How a service proves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceConfig {
    /// Its name.
    pub name: String,
    /// The proof.
    pub proof: Proof,
    /// Where its tenant comes from; `None`: it acts for no tenant.
    pub tenant: Option<ServiceTenant>,
    /// The key of the proof; always [`Setting::Env`].
    pub secret: Option<Setting>,
}
