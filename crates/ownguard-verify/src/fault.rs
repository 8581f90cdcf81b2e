//! Why a token is refused, in stable names. No text here ever carries a part of the token.

use std::fmt;

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// In order, but past its `exp`: the caller should get a new one.
    Expired,
    /// Not acceptable, now or later.
    Invalid(Flaw),
}

/// What exactly is wrong with an unacceptable token. For events and development answers; a
/// production answer shows none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Longer than [`crate::token::MAX_TOKEN_BYTES`].
    TooLong,
    /// Not three parts divided by dots.
    NotCompact,
    /// A part is not canonical base64url.
    Encoding,
    /// The header is not a JSON object within the limits.
    Header,
    /// A member name repeats in the header or in the claims.
    DuplicateMember,
    /// `alg` is missing, `none`, unknown, or not in the policy's list.
    Algorithm,
    /// A `crit`, `b64`, `cty`, `enc` or `zip` asks for processing that is not done here.
    Critical,
    /// The header brings its own key (`jwk`, `jku`, `x5u`, `x5c`).
    EmbeddedKey,
    /// `typ` is neither `JWT` nor `at+jwt`.
    Type,
    /// `kid` is not a non-empty string of at most 256 bytes.
    KeyId,
    /// The signature has a length that the algorithm or the key can't produce.
    SignatureLength,
    /// The signature is zero where it can't be (ECDSA r or s).
    SignatureZero,
    /// The key is not for this algorithm.
    KeyMismatch,
    /// No key of this id is known.
    UnknownKey,
    /// The signature does not fit.
    Signature,
    /// The claims are not a JSON object within the limits.
    Claims,
    /// `exp`, `nbf` or `iat` is not a sensible number, or `exp` or `iat` is missing.
    Time,
    /// `nbf` lies in the future.
    NotYetValid,
    /// `iat` lies in the future.
    IssuedInFuture,
    /// `exp` lies too far after `iat`, or not after it.
    Lifetime,
    /// `iss` is not the policy's.
    Issuer,
    /// `aud` names none of the policy's audiences.
    Audience,
    /// `azp` is none of the policy's parties.
    Party,
    /// `act`: somebody acts for the subject.
    Actor,
    /// `sub` is missing, empty, too long or has control characters.
    Subject,
    /// A claim that the policy maps has the wrong JSON type.
    ClaimShape,
}

impl TokenFault {
    /// `token_expired` or `token_invalid`: the reason of the denial.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "token_expired",
            Self::Invalid(_) => "token_invalid",
        }
    }
}

impl Flaw {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::NotCompact => "not_compact",
            Self::Encoding => "encoding",
            Self::Header => "header",
            Self::DuplicateMember => "duplicate_member",
            Self::Algorithm => "algorithm",
            Self::Critical => "critical",
            Self::EmbeddedKey => "embedded_key",
            Self::Type => "type",
            Self::KeyId => "key_id",
            Self::SignatureLength => "signature_length",
            Self::SignatureZero => "signature_zero",
            Self::KeyMismatch => "key_mismatch",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Time => "time",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::Lifetime => "lifetime",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Party => "party",
            Self::Actor => "actor",
            Self::Subject => "subject",
            Self::ClaimShape => "claim_shape",
        }
    }
}

impl From<Flaw> for TokenFault {
    fn from(flaw: Flaw) -> Self {
        Self::Invalid(flaw)
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired => out.write_str("token has expired"),
            Self::Invalid(flaw) => write!(out, "token is not acceptable: `{}`", flaw.name()),
        }
    }
}

impl std::error::Error for TokenFault {}
