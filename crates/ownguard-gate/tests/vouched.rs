//! What claims mean that somebody else verified.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_gate::Authenticator;
use ownguard_wire::model::{Format, read};

const MODEL: &str = r#"
version = 1
[tenancy]
name = "workspace"
table = "workspaces"
roles = ["member"]
members = { table = "m", tenant = "w", user = "u", role = "r" }
facts = ["claim:workspaces"]
"#;

fn names_tenants(claims: &str) -> Option<bool> {
    let document = read(MODEL, "ownguard.toml", Format::Toml).unwrap();
    let authenticator = Authenticator::of_claims(&document, None, &|_| None).unwrap();
    let sender = authenticator.vouched(claims.as_bytes(), 1_000);
    sender.claimed().map(|claimed| claimed.names_tenants())
}

#[test]
fn a_model_without_identity_still_says_which_claim_names_tenants() {
    assert_eq!(
        names_tenants(r#"{"sub":"u","workspaces":{"w":"member"}}"#),
        Some(true)
    );
    assert_eq!(names_tenants(r#"{"sub":"u"}"#), Some(false));
}

#[test]
fn claims_that_hold_later_do_not_hold_yet() {
    assert_eq!(names_tenants(r#"{"sub":"u","nbf":1050}"#), Some(false));
    assert_eq!(names_tenants(r#"{"sub":"u","nbf":1061}"#), None);
}

#[test]
fn a_provider_whose_project_is_not_set_is_a_fault_and_no_guess_at_claims() {
    let identity = "[identity]\npreset = \"supabase\"\nproject = \"env:URL\"\n";
    let model = MODEL.replace("[tenancy]", &format!("{identity}[tenancy]"));
    let document = read(&model, "ownguard.toml", Format::Toml).unwrap();
    assert!(Authenticator::of_claims(&document, None, &|_| None).is_err());
    let url = |_: &str| Some("https://abc.supabase.co".to_owned());
    assert!(Authenticator::of_claims(&document, None, &url).is_ok());
}
