//! What presets fill in, and what claims become.

use ownguard_verify::claims::vouched;
use ownguard_verify::credential::CookieSource;
use ownguard_verify::identity::{GuestClaim, MembershipClaim, Memberships};
use ownguard_verify::path::Path;
use ownguard_verify::preset::{Preset, PresetFault};
use ownguard_verify::{Algorithm, Algorithms, ClaimPaths, Flaw, Identity, Policy, TokenFault};

use crate::support::*;

fn check_issuer(preset: Preset, project: &str, issuer: &str, jwks: Option<&str>) {
    let setup = preset.setup(project).unwrap();
    assert_eq!(setup.policy.issuer, issuer);
    assert_eq!(setup.jwks_url.as_deref(), jwks);
}

#[test]
fn a_preset_knows_issuer_and_keys() {
    let supabase = (
        "https://abc.supabase.co/auth/v1",
        "https://abc.supabase.co/auth/v1/.well-known/jwks.json",
    );
    for project in ["https://abc.supabase.co", "https://abc.supabase.co/"] {
        check_issuer(Preset::Supabase, project, supabase.0, Some(supabase.1));
    }
    let clerk = "https://clerk.example.com/.well-known/jwks.json";
    // base64 of `clerk.example.com$`
    for project in [
        "https://clerk.example.com",
        "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
        "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
    ] {
        check_issuer(
            Preset::Clerk,
            project,
            "https://clerk.example.com",
            Some(clerk),
        );
    }
    let auth0 = "https://t.eu.auth0.com/.well-known/jwks.json";
    for project in ["t.eu.auth0.com", "https://t.eu.auth0.com/"] {
        check_issuer(
            Preset::Auth0,
            project,
            "https://t.eu.auth0.com/",
            Some(auth0),
        );
    }
    let setup = Preset::Firebase.setup("my-app-1").unwrap();
    assert_eq!(
        setup.policy.issuer,
        "https://securetoken.google.com/my-app-1"
    );
    assert_eq!(setup.policy.audiences, ["my-app-1"]);
    check_issuer(
        Preset::Jwt,
        "https://issuer.example",
        "https://issuer.example",
        None,
    );
}

#[test]
fn a_project_of_another_form_is_refused() {
    for (preset, project, fault) in [
        (Preset::Supabase, "", PresetFault::Url),
        (Preset::Supabase, "abc", PresetFault::Url),
        (Preset::Supabase, "http://abc.supabase.co", PresetFault::Url),
        (
            Preset::Supabase,
            "https://abc.supabase.co/x",
            PresetFault::Url,
        ),
        (
            Preset::Supabase,
            "https://u@abc.supabase.co",
            PresetFault::Url,
        ),
        (Preset::Supabase, "https://", PresetFault::Url),
        (Preset::Supabase, "env:SUPABASE_URL", PresetFault::Url),
        (Preset::Clerk, "pk_live_!!", PresetFault::PublishableKey),
        (Preset::Clerk, "pk_live_YQ", PresetFault::PublishableKey),
        (Preset::Clerk, "pk_Y2xlcms", PresetFault::PublishableKey),
        (
            Preset::Clerk,
            "sk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
            PresetFault::PublishableKey,
        ),
        (Preset::Clerk, "http://clerk.example.com", PresetFault::Url),
        (Preset::Firebase, "My App", PresetFault::ProjectId),
        (Preset::Firebase, "", PresetFault::ProjectId),
        (Preset::Jwt, "", PresetFault::Empty),
    ] {
        assert_eq!(preset.setup(project).err(), Some(fault), "{project}");
    }
}

#[test]
fn supabase_names_its_cookie_after_the_first_label_of_the_host() {
    for (project, name) in [
        ("https://abc.supabase.co", "sb-abc-auth-token"),
        ("http://127.0.0.1:54321", "sb-127-auth-token"),
        ("http://localhost:54321", "sb-localhost-auth-token"),
    ] {
        let cookies = Preset::Supabase.setup(project).unwrap().sources.cookies;
        assert_eq!(cookies, [CookieSource::Supabase(name.to_owned())]);
    }
}

#[test]
fn clerk_names_its_cookie_after_the_publishable_key() {
    let cookies = |project: &str| Preset::Clerk.setup(project).unwrap().sources.cookies;
    // The suffix is what `getCookieSuffix` of @clerk/shared gives.
    let own = CookieSource::Clerk {
        suffixed: "__session_l2OS3d9k".into(),
        issuer: "https://clerk.example.com".into(),
    };
    assert_eq!(cookies("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"), [own]);
    let any = [
        CookieSource::Prefixed("__session_".into()),
        CookieSource::Plain("__session".into()),
    ];
    assert_eq!(cookies("https://clerk.example.com"), any);
}

#[test]
fn a_preset_accepts_no_secret_and_no_foreign_audience_by_itself() {
    for preset in Preset::ALL {
        let project = if preset == Preset::Firebase {
            "app"
        } else {
            "https://a.example"
        };
        let setup = preset.setup(project).unwrap();
        for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
            assert!(!setup.policy.algorithms.contains(algorithm), "{preset:?}");
        }
        let complete = matches!(preset, Preset::Supabase | Preset::Firebase);
        assert_eq!(Policy::new(setup.policy).is_ok(), complete, "{preset:?}");
        assert_eq!(Preset::from_name(preset.name()), Some(preset));
    }
}

fn identity(paths: &ClaimPaths, more: &str) -> Result<Identity, TokenFault> {
    let claims = good_claims().replacen('{', &format!("{{{more}"), 1);
    let token = signed(Algorithm::Hs256, r#"{"alg":"HS256"}"#, &claims);
    paths.identity(&accept(&token, &policy(), NOW).unwrap())
}

#[test]
fn a_supabase_token_says_who_it_is() {
    let mut paths = Preset::Supabase
        .setup("https://abc.supabase.co")
        .unwrap()
        .claims;
    paths.memberships = MembershipClaim::Map(Path::parse("app_metadata.workspaces").unwrap());
    let more = r#""is_anonymous":false,"user_metadata":{"status":"active","staff":["support"]},
        "app_metadata":{"status":"suspended","staff":["support"],"plan":"pro","workspaces":{"w1":"admin"}},"#;
    assert_eq!(
        identity(&paths, more),
        Ok(Identity {
            subject: "user_1".into(),
            issued_at: NOW - 60,
            status: Some("suspended".into()),
            verified: None,
            guest: false,
            staff: vec!["support".into()],
            plan: Some("pro".into()),
            memberships: Memberships::All(vec![("w1".into(), "admin".into())]),
        })
    );
    let bare = identity(
        &paths,
        r#""user_metadata":{"staff":["support"],"is_anonymous":false},"#,
    )
    .unwrap();
    assert_eq!(
        (bare.status, bare.staff, bare.memberships),
        (None, vec![], Memberships::Unknown)
    );
    assert!(identity(&paths, r#""is_anonymous":true,"#).unwrap().guest);
}

#[test]
fn clerk_names_the_active_organisation_in_both_versions() {
    let paths = Preset::Clerk
        .setup("https://clerk.example.com")
        .unwrap()
        .claims;
    let active = |tenant: &str, role: &str| Memberships::Active(tenant.into(), role.into());
    for (more, expected) in [
        (
            r#""v":2,"sts":"active","o":{"id":"org_1","rol":"admin","slg":"x"},"#,
            active("org_1", "admin"),
        ),
        (
            r#""org_id":"org_1","org_role":"org:member","#,
            active("org_1", "member"),
        ),
        (
            r#""org_id":"org_1","org_role":"member","#,
            active("org_1", "member"),
        ),
        (r#""v":2,"#, Memberships::Unknown),
        (r#""org_id":null,"#, Memberships::Unknown),
    ] {
        assert_eq!(
            identity(&paths, more).unwrap().memberships,
            expected,
            "{more}"
        );
    }
    for broken in [
        r#""o":{"id":"org_1"},"#,
        r#""o":{"id":1,"rol":"admin"},"#,
        r#""org_id":"o","org_role":"","#,
    ] {
        assert_eq!(
            identity(&paths, broken).err(),
            Some(Flaw::ClaimShape.into()),
            "{broken}"
        );
    }
    let pending = identity(&paths, r#""sts":"pending","#).unwrap();
    assert_eq!(pending.status.as_deref(), Some("pending"));
}

#[test]
fn a_firebase_guest_is_one() {
    let paths = Preset::Firebase.setup("app").unwrap().claims;
    for (provider, guest) in [("anonymous", true), ("password", false)] {
        let more =
            format!(r#""email_verified":true,"firebase":{{"sign_in_provider":"{provider}"}},"#);
        let identity = identity(&paths, &more).unwrap();
        assert_eq!((identity.guest, identity.verified), (guest, Some(true)));
    }
    assert!(!identity(&paths, "").unwrap().guest);
}

#[test]
fn the_subject_is_the_claim_that_the_model_names() {
    let paths = ClaimPaths {
        subject: Path::parse("app.user").ok(),
        ..ClaimPaths::default()
    };
    let told = identity(&paths, r#""app":{"user":"u7"},"#).unwrap();
    assert_eq!(told.subject, "u7");
    for more in [
        "",
        r#""app":{"user":""},"#,
        r#""app":{"user":7},"#,
        r#""app":{"user":"u\u0000"},"#,
    ] {
        let fault = TokenFault::Invalid(Flaw::Subject);
        assert_eq!(identity(&paths, more), Err(fault), "{more}");
    }
}

#[test]
fn claims_that_somebody_else_verified_are_read_alike() {
    let paths = |path: Option<&str>| ClaimPaths {
        subject: path.and_then(|path| Path::parse(path).ok()),
        status: Path::parse("status").ok(),
        ..ClaimPaths::default()
    };
    let read = |path, text: &str| {
        let claims = vouched(text.as_bytes(), NOW)?;
        paths(path).identity(&claims)
    };
    let told = read(None, r#"{"sub":"u1","status":"active"}"#).unwrap();
    assert_eq!((told.subject.as_str(), told.issued_at), ("u1", NOW));
    let told = read(Some("user.id"), r#"{"user":{"id":"u1"},"iat":5}"#).unwrap();
    assert_eq!((told.subject.as_str(), told.issued_at), ("u1", 5));
    let past = format!(r#"{{"sub":"u1","exp":{NOW}}}"#);
    assert_eq!(read(None, &past), Err(TokenFault::Expired));
    for (text, flaw) in [
        ("{}", Flaw::Subject),
        (r#"{"sub":""}"#, Flaw::Subject),
        (r#"{"sub":"u1","sub":"u2"}"#, Flaw::DuplicateMember),
        (r#"["u1"]"#, Flaw::Claims),
        (r#"{"sub":"u1","exp":"soon"}"#, Flaw::Time),
    ] {
        assert_eq!(read(None, text), Err(TokenFault::Invalid(flaw)), "{text}");
    }
}

#[test]
fn a_claim_of_the_wrong_type_is_a_fault_not_an_absence() {
    let path = |text: &str| Path::parse(text).ok();
    let paths = ClaimPaths {
        subject: None,
        status: path("status"),
        verified: path("verified"),
        guest: path("guest").map(GuestClaim::Flag),
        staff: path("staff"),
        plan: path("plan"),
        memberships: MembershipClaim::Map(path("tenants").unwrap()),
    };
    assert!(identity(&paths, "").is_ok());
    for claim in [
        r#""guest":"true","#,
        r#""guest":1,"#,
        r#""verified":"false","#,
        r#""status":true,"#,
        r#""status":["active"],"#,
        r#""staff":{"support":true},"#,
        r#""staff":["support",1],"#,
        r#""plan":1,"#,
        r#""tenants":["w1"],"#,
        r#""tenants":{"w1":["admin"]},"#,
        r#""tenants":{"w1":null},"#,
    ] {
        assert_eq!(
            identity(&paths, claim).err(),
            Some(Flaw::ClaimShape.into()),
            "{claim}"
        );
    }
    assert_eq!(
        identity(&paths, r#""staff":"support","#).unwrap().staff,
        ["support"]
    );
}

#[test]
fn an_algorithm_set_holds_what_it_was_given() {
    let some = Algorithms::of(&[Algorithm::Rs256]).with(Algorithm::EdDsa);
    for algorithm in Algorithm::ALL {
        let expected = matches!(algorithm, Algorithm::Rs256 | Algorithm::EdDsa);
        assert_eq!(some.contains(algorithm), expected, "{algorithm:?}");
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
    }
}
