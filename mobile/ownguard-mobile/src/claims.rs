//! Reading the claims of a token that this device was given, without verifying it.

use crate::error::GuardError;
use crate::shield::shielded;

/// The longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 16 * 1024;

/// The claims of a session's token, as JSON. It is **not verified**: a device holds no key that could, and
/// what is shown by it is shown to whoever holds the device. Never let a server decide by it.
#[cfg_attr(not(feature = "stale"), uniffi::export)]
pub fn decode_claims_unverified(token: &str) -> Result<String, GuardError> {
    shielded(|| claims(token).ok_or_else(GuardError::token_invalid))
}

/// What the bindings do not know by this signature.
#[cfg(feature = "stale")]
mod stale {
    use crate::error::GuardError;

    /// As an older library might have had it.
    #[uniffi::export]
    pub(super) fn decode_claims_unverified(
        token: &str,
        strict: bool,
    ) -> Result<String, GuardError> {
        super::decode_claims_unverified(if strict { token } else { token.trim() })
    }
}

fn claims(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = !header.is_empty() && !signature.is_empty() && parts.next().is_none();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !whole || token.len() > MAX_TOKEN || !claims.bytes().all(plain) {
        return None;
    }
    let text = String::from_utf8(ownguard_verify::base64url::decode_any(claims)?).ok()?;
    // Any time will do: only the form is looked at.
    ownguard_verify::claims::vouched(text.as_bytes(), 0).map_or_else(
        |fault| (fault == ownguard_verify::TokenFault::Expired).then(|| text.clone()),
        |_| Some(text.clone()),
    )
}
