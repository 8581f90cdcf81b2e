//! What a token must say to be accepted: issuer, audience, algorithms, times.

use std::fmt;

use crate::algorithm::Algorithms;

/// The longest clock skew that a policy may allow, in seconds.
pub const MAX_SKEW: i64 = 60;

/// A policy as configured, not yet valid; [`Policy::new`] makes it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySpec {
    /// `iss`, compared exactly.
    pub issuer: String,
    /// `aud` must name one of these. Empty: tokens may not carry an `aud` at all (RFC 7519
    /// section 4.1.3), and `parties` must be given.
    pub audiences: Vec<String>,
    /// `azp` must be one of these. Empty: `azp` is not looked at.
    pub parties: Vec<String>,
    /// Whether a token without `azp` passes although `parties` are given. Clerk leaves `azp` out
    /// where the browser sent no `Origin`, as from a phone.
    pub party_optional: bool,
    /// The only algorithms that are accepted.
    pub algorithms: Algorithms,
    /// The greatest `exp - iat`, in seconds.
    pub max_lifetime: i64,
    /// How far the issuer's clock may differ, in seconds; at most [`MAX_SKEW`].
    pub skew: i64,
}

/// A valid policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy(PolicySpec);

/// Why a configured policy is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// No issuer.
    Issuer,
    /// Neither an audience nor a party: any application's token would pass.
    Audience,
    /// No algorithm.
    Algorithms,
    /// The lifetime is not positive or longer than 400 days.
    Lifetime,
    /// The skew is negative or above [`MAX_SKEW`].
    Skew,
}

impl Policy {
    /// A policy, or what is missing.
    pub fn new(spec: PolicySpec) -> Result<Self, PolicyFault> {
        const MAX_LIFETIME: i64 = 400 * 86_400;
        let blank = |list: &[String]| list.iter().any(String::is_empty);
        if spec.issuer.is_empty() {
            return Err(PolicyFault::Issuer);
        }
        if (spec.audiences.is_empty() && spec.parties.is_empty())
            || blank(&spec.audiences)
            || blank(&spec.parties)
        {
            return Err(PolicyFault::Audience);
        }
        if spec.algorithms.is_empty() {
            return Err(PolicyFault::Algorithms);
        }
        if !(1..=MAX_LIFETIME).contains(&spec.max_lifetime) {
            return Err(PolicyFault::Lifetime);
        }
        if !(0..=MAX_SKEW).contains(&spec.skew) {
            return Err(PolicyFault::Skew);
        }
        Ok(Self(spec))
    }

    /// What it says.
    pub fn spec(&self) -> &PolicySpec {
        &self.0
    }
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Issuer => "`issuer` is missing",
            Self::Audience => "neither `audience` nor authorized parties are given",
            Self::Algorithms => "`algorithms` is empty",
            Self::Lifetime => "`max_lifetime` is not between 1 second and 400 days",
            Self::Skew => "`skew` is not between 0 and 60 seconds",
        })
    }
}

impl std::error::Error for PolicyFault {}
