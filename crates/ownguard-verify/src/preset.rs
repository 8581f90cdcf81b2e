//! What well-known identity providers put where: issuer, audience, algorithms, key endpoint,
//! tokens and claims, as data. Each part can be changed before [`crate::Policy::new`].

use sha1::{Digest, Sha1};
use std::fmt;

use crate::algorithm::{Algorithm, Algorithms};
use crate::base64url;
use crate::credential::{CookieSource, Sources};
use crate::identity::{ActiveTenant, ClaimPaths, GuestClaim, MembershipClaim};
use crate::path::Path;
use crate::policy::PolicySpec;

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Supabase; the project is its URL, `https://<ref>.supabase.co`.
    Supabase,
    /// Clerk; the project is the publishable key, or the Frontend API's URL, from which the suffix
    /// of the app's cookies cannot be told. Authorized parties (the app's origins) are still to be
    /// given.
    Clerk,
    /// Auth0; the project is the domain. The audience (the API's identifier) is still to be given.
    Auth0,
    /// Firebase Authentication's ID tokens; the project is the project id.
    Firebase,
    /// Any other issuer; the project is its `iss`. Audience, key endpoint or secret are still to
    /// be given.
    Jwt,
}

/// What a preset fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// What tokens must say.
    pub policy: PolicySpec,
    /// Where the issuer publishes its keys.
    pub jwks_url: Option<String>,
    /// Where tokens stand in a request.
    pub sources: Sources,
    /// Where claims stand in a token.
    pub claims: ClaimPaths,
}

/// The project is not what the preset needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresetFault {
    /// Not `https://host`; plain `http` only for `localhost` and `127.0.0.1`.
    Url,
    /// Not a publishable key `pk_live_…` or `pk_test_…`.
    PublishableKey,
    /// Not a project id: small letters, digits and `-`.
    ProjectId,
    /// Empty.
    Empty,
}

const PUBLIC_KEYS: Algorithms = Algorithms::of(&[Algorithm::Rs256, Algorithm::Es256]);
const DAY: i64 = 86_400;

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 5] = [
        Self::Supabase,
        Self::Clerk,
        Self::Auth0,
        Self::Firebase,
        Self::Jwt,
    ];

    /// The name in a model.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supabase => "supabase",
            Self::Clerk => "clerk",
            Self::Auth0 => "auth0",
            Self::Firebase => "firebase",
            Self::Jwt => "jwt",
        }
    }

    /// The preset of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// What the provider does, for one project of it.
    pub fn setup(self, project: &str) -> Result<Setup, PresetFault> {
        match self {
            Self::Supabase => supabase(project),
            Self::Clerk => clerk(project),
            Self::Auth0 => auth0(project),
            Self::Firebase => firebase(project),
            Self::Jwt => jwt(project),
        }
    }
}

fn supabase(project: &str) -> Result<Setup, PresetFault> {
    let origin = origin(project)?;
    let host = origin.rsplit('/').next().unwrap_or(origin);
    let reference = host.split(['.', ':']).next().unwrap_or(host);
    let issuer = format!("{origin}/auth/v1");
    Ok(Setup {
        jwks_url: Some(format!("{issuer}/.well-known/jwks.json")),
        policy: policy(issuer, &["authenticated"], PUBLIC_KEYS, DAY),
        sources: Sources {
            bearer: true,
            headers: Vec::new(),
            cookies: vec![CookieSource::Supabase(format!("sb-{reference}-auth-token"))],
        },
        // `email_verified` stands in `user_metadata`, which the person can edit: left out.
        claims: ClaimPaths {
            status: path("app_metadata.status"),
            guest: path("is_anonymous").map(GuestClaim::Flag),
            staff: path("app_metadata.staff"),
            plan: path("app_metadata.plan"),
            ..ClaimPaths::default()
        },
    })
}

fn clerk(project: &str) -> Result<Setup, PresetFault> {
    let (issuer, cookies) = if project.contains("://") {
        let any = CookieSource::Prefixed("__session_".to_owned());
        let plain = CookieSource::Plain("__session".to_owned());
        (origin(project)?.to_owned(), vec![any, plain])
    } else {
        let host = publishable_host(project).ok_or(PresetFault::PublishableKey)?;
        let issuer = format!("https://{host}");
        let suffixed = format!("__session_{}", cookie_suffix(project));
        let cookie = CookieSource::Clerk {
            suffixed,
            issuer: issuer.clone(),
        };
        (issuer, vec![cookie])
    };
    let active = |tenant: &str, role: &str| {
        let (tenant, role) = (path(tenant)?, path(role)?);
        Some(ActiveTenant {
            tenant,
            role,
            role_prefix: "org:".to_owned(),
        })
    };
    let forms = [active("o.id", "o.rol"), active("org_id", "org_role")];
    Ok(Setup {
        jwks_url: Some(format!("{issuer}/.well-known/jwks.json")),
        policy: policy(issuer, &[], Algorithms::of(&[Algorithm::Rs256]), 3600),
        sources: Sources {
            bearer: true,
            headers: Vec::new(),
            cookies,
        },
        // `sts` is `pending` while a session is not complete, which no model knows as active.
        claims: ClaimPaths {
            status: path("sts"),
            memberships: MembershipClaim::Active(forms.into_iter().flatten().collect()),
            ..ClaimPaths::default()
        },
    })
}

fn auth0(project: &str) -> Result<Setup, PresetFault> {
    let url = if project.contains("://") {
        project.to_owned()
    } else {
        format!("https://{project}")
    };
    let origin = origin(&url)?;
    Ok(Setup {
        jwks_url: Some(format!("{origin}/.well-known/jwks.json")),
        policy: policy(
            format!("{origin}/"),
            &[],
            Algorithms::of(&[Algorithm::Rs256]),
            DAY,
        ),
        sources: Sources {
            bearer: true,
            ..Sources::default()
        },
        claims: ClaimPaths {
            verified: path("email_verified"),
            ..ClaimPaths::default()
        },
    })
}

fn firebase(project: &str) -> Result<Setup, PresetFault> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if project.is_empty() || !project.bytes().all(plain) {
        return Err(PresetFault::ProjectId);
    }
    let issuer = format!("https://securetoken.google.com/{project}");
    let keys =
        "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
    Ok(Setup {
        jwks_url: Some(keys.to_owned()),
        policy: policy(
            issuer,
            &[project],
            Algorithms::of(&[Algorithm::Rs256]),
            3600,
        ),
        sources: Sources {
            bearer: true,
            headers: Vec::new(),
            cookies: vec![CookieSource::Plain("__session".to_owned())],
        },
        claims: ClaimPaths {
            verified: path("email_verified"),
            guest: path("firebase.sign_in_provider")
                .map(|path| GuestClaim::Equals(path, "anonymous".to_owned())),
            ..ClaimPaths::default()
        },
    })
}

fn jwt(project: &str) -> Result<Setup, PresetFault> {
    if project.is_empty() {
        return Err(PresetFault::Empty);
    }
    Ok(Setup {
        jwks_url: None,
        policy: policy(
            project.to_owned(),
            &[],
            PUBLIC_KEYS.with(Algorithm::EdDsa),
            DAY,
        ),
        sources: Sources {
            bearer: true,
            ..Sources::default()
        },
        claims: ClaimPaths::default(),
    })
}

fn policy(
    issuer: String,
    audiences: &[&str],
    algorithms: Algorithms,
    max_lifetime: i64,
) -> PolicySpec {
    PolicySpec {
        issuer,
        audiences: audiences
            .iter()
            .map(|audience| (*audience).to_owned())
            .collect(),
        parties: Vec::new(),
        party_optional: false,
        algorithms,
        max_lifetime,
        skew: 30,
    }
}

fn path(text: &str) -> Option<Path> {
    Path::parse(text).ok()
}

/// The origin of a URL that is nothing but an origin, without a slash at its end.
fn origin(url: &str) -> Result<&str, PresetFault> {
    let url = url.strip_suffix('/').unwrap_or(url);
    let (scheme, host) = url.split_once("://").ok_or(PresetFault::Url)?;
    let plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':')
    };
    let name = host.split(':').next().unwrap_or(host);
    let local = matches!(name, "localhost" | "127.0.0.1");
    if name.is_empty()
        || !host.bytes().all(plain)
        || !(scheme == "https" || scheme == "http" && local)
    {
        return Err(PresetFault::Url);
    }
    Ok(url)
}

/// The host in a publishable key: base64 of the host and a `$`.
fn publishable_host(key: &str) -> Option<String> {
    let encoded = key
        .strip_prefix("pk_live_")
        .or_else(|| key.strip_prefix("pk_test_"))?;
    let bytes = base64url::decode_any(encoded)?;
    let host = String::from_utf8(bytes).ok()?.strip_suffix('$')?.to_owned();
    origin(&format!("https://{host}")).ok()?;
    Some(host)
}

/// What a publishable key's cookies end with, as Clerk's packages name them: the beginning of
/// base64url of SHA-1. It tells apps apart and proves nothing.
fn cookie_suffix(key: &str) -> String {
    let mut suffix = base64url::encode(&Sha1::digest(key));
    suffix.truncate(8);
    suffix
}

impl fmt::Display for PresetFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Url => "`project` needs to be an https origin such as `https://abc.supabase.co`",
            Self::PublishableKey => {
                "`project` is not a publishable key: it begins with `pk_live_` or `pk_test_`"
            }
            Self::ProjectId => "`project` is not a project id",
            Self::Empty => "`project` is empty",
        })
    }
}

impl std::error::Error for PresetFault {}
