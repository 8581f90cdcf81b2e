//! A request with the headers that browsers send, its caller's token, and a gate
//! that has verified that token before.

use crate::{MODEL, NOW};
use ownguard_core::http::headers::request::Front;
use ownguard_core::http::{
    Admission, Body, Evidence, HeaderList, LabelBook, Passage, Request, admit,
};
use ownguard_core::{AsOf, Membership, Model, Person, Principal, Session, Status, Timestamp, User};
use ownguard_gate::{Arrival, Environment, Event, Exchange, Gate, Moment, Step};
use ownguard_verify::cache::{Epoch, TokenCache, Window};
use ownguard_verify::credential::{Credential, Sources, credential};

/// The tenant of the request.
pub const WORKSPACE: &str = "6f1c2a34-8b7d-4e5f-9a0b-1c2d3e4f5a6b";
/// The caller, a member there.
pub const MEMBER: &str = "0b9d7a52-44c1-4f6e-8e3a-5d2f7c8b9a10";
/// The gate's own origin.
pub const ORIGIN: &str = "https://app.example.com";

const PROJECT: &str = "https://auth.example.com";

/// The 12 header fields that a browser sends with a `fetch`, and the token.
pub fn headers(token: &str) -> HeaderList {
    let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/142.0.0.0 Safari/537.36";
    let brands = r#""Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99""#;
    let fields = [
        ("host", "app.example.com".to_owned()),
        ("user-agent", agent.to_owned()),
        ("accept", "application/json".to_owned()),
        ("accept-language", "en-GB,en;q=0.9,de;q=0.8".to_owned()),
        ("accept-encoding", "gzip, deflate, br, zstd".to_owned()),
        (
            "referer",
            "https://app.example.com/w/acme/invoices".to_owned(),
        ),
        ("sec-ch-ua", brands.to_owned()),
        ("sec-ch-ua-mobile", "?0".to_owned()),
        ("sec-ch-ua-platform", "\"Linux\"".to_owned()),
        ("sec-fetch-dest", "empty".to_owned()),
        ("sec-fetch-mode", "cors".to_owned()),
        ("sec-fetch-site", "same-origin".to_owned()),
        ("authorization", format!("Bearer {token}")),
    ];
    HeaderList(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The target of the request: the invoices of one workspace.
pub fn target() -> String {
    format!("/api/workspaces/{WORKSPACE}/invoices?page=2")
}

/// The request.
pub fn arrival() -> Arrival {
    Arrival {
        method: "GET".to_owned(),
        target: target(),
        headers: headers(&token()),
        front: Front::Cloudflare,
        origin: ORIGIN.to_owned(),
        has_body: false,
    }
}

/// The time of the request.
pub const fn moment() -> Moment {
    Moment {
        now: NOW,
        random: [7; 16],
    }
}

/// The session of the request, once it is established.
pub fn session() -> Session {
    let as_of = AsOf::At(NOW - 10);
    Principal::Person(Person {
        user: User {
            id: MEMBER.into(),
            status: Status::Active,
            verified: true,
            plan: None,
            as_of,
        },
        memberships: vec![Membership {
            tenant: WORKSPACE.into(),
            role: Some(1),
            status: Status::Active,
            tenant_status: Status::Active,
            plan: None,
            as_of,
        }],
    })
    .into()
}

/// A gate that knows the token already. With a key, it signs what it forwards.
///
/// # Panics
/// Where the model or the settings are bad.
pub fn gate(with_proof: bool) -> Gate {
    let variable = |name: &str| match name {
        "SUPABASE_URL" => Some(PROJECT.to_owned()),
        "OWNGUARD_ORIGIN" => Some("https://origin.example.com".to_owned()),
        "OWNGUARD_PROOF_KEY" if with_proof => {
            Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned())
        }
        _ => None,
    };
    let environment = Environment {
        model: MODEL,
        name: "ownguard.toml",
        variable: &variable,
        seed: [3; 16],
    };
    let mut gate = Gate::new(&environment).expect("the gate is set up well");
    let (mut exchange, mut step) = Exchange::begin(&mut gate, arrival(), &moment());
    loop {
        let event = match step {
            Step::Fetch(_) => Event::Fetched(Ok((200, KEYS.as_bytes().to_vec()))),
            // The host checks signatures; here it says that this one fits.
            Step::Verify { .. } => Event::Signature(true),
            Step::Forward(_) => return gate,
            Step::Wait { .. } | Step::ReadBody { .. } | Step::ReadAnswer { .. } => Event::Waited,
            Step::Reply(reply) => {
                let status = reply.status;
                unreachable!("the request was answered with {status}")
            }
        };
        step = exchange.resume(&mut gate, event, &moment());
    }
}

/// Admits the request of a known session.
pub fn admitted(model: &Model, arrival: &Arrival, session: &Session, now: Timestamp) -> Admission {
    let request = Request {
        method: &arrival.method,
        target: &arrival.target,
        headers: &arrival.headers,
        front: arrival.front,
        origin: &arrival.origin,
    };
    let labels = LabelBook::default();
    let evidence = Evidence {
        session: Some(session),
        by_cookie: false,
        more_facts: false,
        labels: &labels,
        body: Body::Empty,
    };
    admit(model, &request, &evidence, now)
}

/// The verified token of the request, kept.
pub struct Kept {
    sources: Sources,
    tokens: TokenCache<Session>,
}

const EPOCH: Epoch = Epoch { policy: 1, keys: 1 };

impl Kept {
    /// Keeps the token, and as many others as a gate does.
    pub fn new() -> Self {
        let mut tokens = TokenCache::new(2048, &[3; 16]);
        let window = Window {
            not_before: NOW - 10,
            expires_at: NOW + 3_000,
        };
        for other in 0..500 {
            tokens.put(&format!("{}{other}", token()), EPOCH, window, session());
        }
        tokens.put(&token(), EPOCH, window, session());
        Self {
            sources: Sources {
                bearer: true,
                ..Sources::default()
            },
            tokens,
        }
    }

    /// Finds the credential and the session that was verified for it, and admits the request.
    pub fn admitted(&mut self, model: &Model, arrival: &Arrival, now: Timestamp) -> Admission {
        let Credential::Token(token, _) = credential(arrival.headers.iter(), &self.sources) else {
            unreachable!("the request has a token")
        };
        match self.tokens.get(&token, EPOCH, now) {
            Some(session) => admitted(model, arrival, session, now),
            None => unreachable!("the token is kept"),
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::new()
    }
}

/// The passage of the request.
pub fn passage(model: &Model) -> Box<Passage> {
    match admitted(model, &arrival(), &session(), NOW) {
        Admission::Forward(passage) => passage,
        Admission::Reject(_) | Admission::Need(_) => unreachable!("the request is admitted"),
    }
}

/// A token as long as those of the provider. Its signature is none: the host is asked for its word.
pub fn token() -> String {
    let header = encode(br#"{"alg":"ES256","kid":"k1","typ":"JWT"}"#);
    let claims = format!(
        r#"{{"iss":"{PROJECT}/auth/v1","aud":"authenticated","sub":"{MEMBER}","email":"ada@example.com","email_verified":true,"phone":"","is_anonymous":false,"role":"authenticated","aal":"aal1","session_id":"c1f0b0c4-6d57-4c0f-9c53-7c6a4f1d2e3b","app_metadata":{{"provider":"email","providers":["email"],"status":"active","workspaces":{{"{WORKSPACE}":"member"}}}},"iat":{},"exp":{}}}"#,
        NOW - 10,
        NOW + 3_000
    );
    let signature = encode(&[42; 64]);
    format!("{header}.{}.{signature}", encode(claims.as_bytes()))
}

/// The public key of RFC 7515, appendix A.3.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","use":"sig","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

/// Base64url without padding (RFC 4648, section 5).
fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        let digits = [18, 12, 6, 0].map(|shift| (bits >> shift & 63) as usize);
        let digits = digits.iter().take(chunk.len() + 1);
        text.extend(digits.filter_map(|at| ALPHABET.get(*at).map(|byte| char::from(*byte))));
    }
    text
}
