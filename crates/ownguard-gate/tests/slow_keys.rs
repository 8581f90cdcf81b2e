//! An endpoint of keys that is so slow that each fetch ends later than the next may begin.

use ownguard_core::http::HeaderList;
use ownguard_core::http::headers::request::Front;
use ownguard_gate::{Arrival, Environment, Event, Exchange, Failure, Gate, Moment, Step};

const MODEL: &str = r#"
version = 1
[identity]
preset = "jwt"
issuer = "https://issuer.example"
audience = "api"
algorithms = ["ES256"]
jwks = "https://issuer.example/keys"
[routes]
"GET /page" = "page"
"#;

/// How long a fetch takes until it is given up, in seconds.
const PATIENCE: i64 = 3;

fn headers() -> HeaderList {
    // {"alg":"ES256","kid":"k"}.{}.
    let token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.AAAA";
    HeaderList(vec![(
        "authorization".to_owned(),
        format!("Bearer {token}"),
    )])
}

#[test]
fn one_request_waits_for_one_fetch_of_keys_and_ends() {
    let variable =
        |name: &str| (name == "OWNGUARD_ORIGIN").then(|| "https://origin.example".to_owned());
    let gate = Gate::new(&Environment {
        model: MODEL,
        name: "ownguard.toml",
        variable: &variable,
        seed: [7; 16],
    });
    let Ok(mut gate) = gate else {
        panic!("no gate")
    };
    let mut moment = Moment {
        now: 1_800_000_000,
        random: [1; 16],
    };
    for request in 0..3 {
        let arrival = Arrival {
            method: "GET".to_owned(),
            target: "/page".to_owned(),
            headers: headers(),
            front: Front::Cloudflare,
            origin: "https://gate.example".to_owned(),
            has_body: false,
        };
        let (mut exchange, step) = Exchange::begin(&mut gate, arrival, &moment);
        let Step::Fetch(_) = step else {
            panic!("request {request}: no fetch, but {step:?}")
        };
        moment.now += PATIENCE;
        let step = exchange.resume(&mut gate, Event::Fetched(Err(Failure::Slow)), &moment);
        let Step::Reply(reply) = step else {
            panic!("request {request}: no answer, but {step:?}")
        };
        assert_eq!(reply.status, 503);
        // The endpoint is asked again once it may be well.
        moment.now += 2;
    }
}
