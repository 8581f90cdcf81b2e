//! Public-key signatures checked here, by jsonwebtoken over `RustCrypto`: native hosts and tests.
//! Only where it is checked differs from a host's `crypto.subtle`; what is accepted does not.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

use crate::algorithm::Algorithm;
use crate::fault::TokenFault;
use crate::keys::PublicKey;
use crate::token::{Check, Verified};

impl Check<'_> {
    /// Checks the signature in this process.
    pub fn locally(&self) -> Result<Verified, TokenFault> {
        self.host_says(self.fits())
    }

    fn fits(&self) -> bool {
        let key = decoding_key(self.key().material());
        // The provider is called directly: jsonwebtoken's process-wide default stays untouched.
        (DEFAULT_PROVIDER.verifier_factory)(&algorithm(self.algorithm()), &key).is_ok_and(
            |verifier| {
                verifier
                    .verify(self.signing_input(), &self.signature().to_vec())
                    .is_ok()
            },
        )
    }
}

fn decoding_key(key: &PublicKey) -> DecodingKey {
    fn uncompressed(x: &[u8], y: &[u8]) -> DecodingKey {
        DecodingKey::from_ec_der(&[&[4], x, y].concat())
    }
    match key {
        PublicKey::Rsa { n, e } => DecodingKey::from_rsa_raw_components(n, e),
        PublicKey::P256 { x, y } => uncompressed(x, y),
        PublicKey::P384 { x, y } => uncompressed(x, y),
        PublicKey::Ed25519 { x } => DecodingKey::from_ed_der(x),
    }
}

fn algorithm(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::Hs256 => jsonwebtoken::Algorithm::HS256,
        Algorithm::Hs384 => jsonwebtoken::Algorithm::HS384,
        Algorithm::Hs512 => jsonwebtoken::Algorithm::HS512,
        Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::Rs384 => jsonwebtoken::Algorithm::RS384,
        Algorithm::Rs512 => jsonwebtoken::Algorithm::RS512,
        Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::Es384 => jsonwebtoken::Algorithm::ES384,
        Algorithm::EdDsa => jsonwebtoken::Algorithm::EdDSA,
    }
}
