//! T20: nothing that comes from outside makes it panic, and reading back gives what was written.

use ownguard_verify::credential::{CookieSource, Sources, credential};
use ownguard_verify::jwks::JwkSet;
use ownguard_verify::link::open;
use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_verify::path::Path;
use ownguard_verify::proof::{Body, Purpose, Statement, Target, check, make};
use ownguard_verify::{Algorithm, prepare};
use proptest::prelude::*;

use crate::support::*;

fn ring() -> KeyRing {
    KeyRing::new(MacKey::new("k", &[1; 32]).unwrap(), vec![]).unwrap()
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        let target = Target { purpose: Purpose::Request, method: "GET", authority: "", path_and_query: "/" };
        prop_assert!(prepare(&text, &policy()).is_err());
        prop_assert!(open(&text, &ring(), 0).is_err());
        prop_assert!(open(&b64(&bytes), &ring(), 0).is_err());
        prop_assert!(check(&text, &target, None, 0, &ring()).is_err());
        prop_assert!(JwkSet::parse(&bytes).is_err());
        let _ = Path::parse(&text);
    }

    #[test]
    fn any_three_parts_are_read_without_panic(
        header in any::<Vec<u8>>(), claims in any::<Vec<u8>>(), signature in any::<Vec<u8>>(),
    ) {
        let token = format!("{}.{}.{}", b64(header), b64(claims), b64(signature));
        prop_assert!(prepare(&token, &policy()).is_err());
    }

    #[test]
    fn any_claims_are_read_without_panic(claims in any::<Vec<u8>>()) {
        let input = format!("{}.{}", b64(r#"{"alg":"HS256"}"#), b64(claims));
        let token = format!("{input}.{}", sign(Algorithm::Hs256, input.as_bytes()));
        prop_assert!(accept(&token, &policy(), NOW).is_err());
    }

    #[test]
    fn any_headers_are_read_without_panic(
        cookie in "[a-z_.0-9=;% \\-]{0,80}", value in any::<String>(), authorization in any::<String>(),
    ) {
        let sources = Sources {
            bearer: true,
            headers: vec!["x-token".into()],
            cookies: vec![
                CookieSource::Plain("a".into()),
                CookieSource::Prefixed("b".into()),
                CookieSource::Supabase("s".into()),
            ],
        };
        let session = format!("s={value}");
        let headers = [
            ("cookie", cookie.as_str()),
            ("cookie", session.as_str()),
            ("authorization", authorization.as_str()),
        ];
        let _ = credential(headers.into_iter(), &sources);
    }

    #[test]
    fn a_proof_gives_back_what_was_put_in(
        principal in ".{1,80}", tenant in proptest::option::of(".{1,80}"), action in ".{1,80}",
        method in ".{0,9}", authority in ".{0,30}", path in ".{0,80}", nonce in any::<[u8; 16]>(),
    ) {
        let target = Target {
            purpose: Purpose::Labels, method: &method, authority: &authority, path_and_query: &path,
        };
        let statement = Statement { principal, tenant, action, body: Body::Streamed };
        let header = make(&target, &statement, NOW, 30, nonce, ring().current()).unwrap();
        let proof = check(&header, &target, None, NOW, &ring()).unwrap();
        prop_assert_eq!((proof.statement, proof.nonce), (statement, nonce));
    }
}
