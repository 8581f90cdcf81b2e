//! Phase two: the claims of a token whose signature fits (RFC 7519 section 4, RFC 8725).

use crate::base64url;
use crate::fault::{Flaw, TokenFault};
use crate::json::{Json, Object};
use crate::path::Path;
use crate::policy::{MAX_SKEW, Policy, PolicySpec};
use crate::token::{MAX_TOKEN_BYTES, Verified, object};

const MAX_DEPTH: usize = 16;
const MAX_SUBJECT_BYTES: usize = 255;
/// Year 9999; beyond it a time is a mistake.
const MAX_TIME: i64 = 253_402_300_799;

/// The claims of an accepted token.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    subject: String,
    issued_at: i64,
    not_before: i64,
    expires_at: i64,
    members: Object,
}

/// Checks what a verified token claims, at `now` (unix seconds). `exp`, `iat`, `iss` and `sub`
/// are required. [`TokenFault::Expired`] means that nothing else is wrong with it.
pub fn finish(token: &Verified, now: i64, policy: &Policy) -> Result<Claims, TokenFault> {
    let spec = policy.spec();
    if !spec.algorithms.contains(token.algorithm()) {
        return Err(Flaw::Algorithm.into());
    }
    let text = base64url::decode(token.claims_part()).ok_or(Flaw::Encoding)?;
    let members = parse(&text)?;
    if members.get("iss").and_then(Json::as_str) != Some(spec.issuer.as_str()) {
        return Err(Flaw::Issuer.into());
    }
    check_audience(&members, spec)?;
    check_party(&members, spec)?;
    if members.get("act").is_some() {
        return Err(Flaw::Actor.into());
    }
    let subject = subject(&members)?.to_owned();
    let (issued_at, not_before, expires_at) = times(&members, now, spec)?;
    if now >= expires_at.saturating_add(spec.skew) {
        return Err(TokenFault::Expired);
    }
    Ok(Claims {
        subject,
        issued_at,
        not_before,
        expires_at,
        members,
    })
}

/// Claims that somebody else verified: an object in JSON. What has no `iat` is true at `now`, and
/// what has no `exp` holds no longer than the caller keeps it. Without `sub` the subject is empty, and
/// [`ClaimPaths`](crate::ClaimPaths) must say where it stands.
pub fn vouched(text: &[u8], now: i64) -> Result<Claims, TokenFault> {
    let members = parse(text)?;
    let subject = match members.get("sub") {
        Some(_) => subject(&members)?.to_owned(),
        None => String::new(),
    };
    let issued_at = time(&members, "iat", Rounding::Down)?.unwrap_or(now);
    let not_before = time(&members, "nbf", Rounding::Up)?.unwrap_or(issued_at);
    let expires_at = time(&members, "exp", Rounding::Down)?.unwrap_or(MAX_TIME);
    if now >= expires_at {
        return Err(TokenFault::Expired);
    }
    if not_before > now.saturating_add(MAX_SKEW) {
        return Err(Flaw::NotYetValid.into());
    }
    Ok(Claims {
        subject,
        issued_at,
        not_before,
        expires_at,
        members,
    })
}

impl Claims {
    /// `sub`: not empty, without control characters.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// `iat`, unix seconds: when what the token says was true.
    pub fn issued_at(&self) -> i64 {
        self.issued_at
    }

    /// `nbf`, or `iat` where it is absent.
    pub fn not_before(&self) -> i64 {
        self.not_before
    }

    /// `exp`.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// The claim at a path; nothing where it is absent.
    pub fn at(&self, path: &Path) -> Option<&Json> {
        path.find(&self.members)
    }

    /// The claim at a path written as text, such as `app_metadata.workspaces`; nothing where it
    /// is absent or the text is not a path. See [`Path::parse`].
    pub fn path(&self, text: &str) -> Option<&Json> {
        self.at(&Path::parse(text).ok()?)
    }

    /// All claims.
    pub fn members(&self) -> &Object {
        &self.members
    }
}

pub(crate) fn parse(text: &[u8]) -> Result<Object, TokenFault> {
    object(text, MAX_TOKEN_BYTES, MAX_DEPTH, Flaw::Claims)
}

fn check_audience(members: &Object, spec: &PolicySpec) -> Result<(), TokenFault> {
    let ours = |audience: &str| spec.audiences.iter().any(|known| known == audience);
    let fits = match members.get("aud") {
        None => spec.audiences.is_empty(),
        Some(Json::String(audience)) => ours(audience),
        Some(list) => list
            .as_strings()
            .is_some_and(|all| all.into_iter().any(ours)),
    };
    if fits {
        Ok(())
    } else {
        Err(Flaw::Audience.into())
    }
}

fn check_party(members: &Object, spec: &PolicySpec) -> Result<(), TokenFault> {
    if spec.parties.is_empty() {
        return Ok(());
    }
    let fits = match members.get("azp") {
        None => spec.party_optional,
        Some(party) => party
            .as_str()
            .is_some_and(|party| spec.parties.iter().any(|known| known == party)),
    };
    if fits {
        Ok(())
    } else {
        Err(Flaw::Party.into())
    }
}

fn subject(members: &Object) -> Result<&str, TokenFault> {
    let stated = members.get("sub").and_then(Json::as_str);
    stated
        .filter(|subject| is_subject(subject))
        .ok_or(TokenFault::Invalid(Flaw::Subject))
}

pub(crate) fn is_subject(text: &str) -> bool {
    (1..=MAX_SUBJECT_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}

fn times(members: &Object, now: i64, spec: &PolicySpec) -> Result<(i64, i64, i64), TokenFault> {
    let missing = TokenFault::Invalid(Flaw::Time);
    let expires_at = time(members, "exp", Rounding::Down)?.ok_or(missing)?;
    let issued_at = time(members, "iat", Rounding::Down)?.ok_or(missing)?;
    let not_before = time(members, "nbf", Rounding::Up)?.unwrap_or(issued_at);
    if expires_at <= issued_at || expires_at - issued_at > spec.max_lifetime {
        return Err(Flaw::Lifetime.into());
    }
    let latest = now.saturating_add(spec.skew);
    if issued_at > latest {
        return Err(Flaw::IssuedInFuture.into());
    }
    if not_before > latest {
        return Err(Flaw::NotYetValid.into());
    }
    Ok((issued_at, not_before, expires_at))
}

/// Which whole second a fraction counts as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounding {
    Down,
    Up,
}

/// A `NumericDate` (RFC 7519 section 2) in whole seconds; fractions are rounded to the strict side.
fn time(members: &Object, name: &str, rounding: Rounding) -> Result<Option<i64>, TokenFault> {
    let Some(value) = members.get(name) else {
        return Ok(None);
    };
    let seconds = match value {
        Json::Int(seconds) => Some(*seconds),
        Json::Decimal(text) => whole(text, rounding),
        Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
    };
    match seconds.filter(|seconds| (0..=MAX_TIME).contains(seconds)) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Flaw::Time.into()),
    }
}

/// A JSON number with a fraction or an exponent as a whole one, exactly; `None` for one that is
/// negative or beyond 64 bits.
fn whole(number: &str, rounding: Rounding) -> Option<i64> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().ok()?;
    let mut places = exponent.checked_add(i64::try_from(before.len()).ok()?)?;
    let (mut whole, mut fraction) = (0_i64, false);
    for digit in before.chars().chain(behind.chars()) {
        let digit = i64::from(digit.to_digit(10)?);
        if places > 0 {
            whole = whole.checked_mul(10)?.checked_add(digit)?;
            places -= 1;
        } else {
            fraction |= digit != 0;
        }
    }
    while places > 0 && whole != 0 {
        whole = whole.checked_mul(10)?;
        places -= 1;
    }
    whole.checked_add(i64::from(fraction && rounding == Rounding::Up))
}
