//! T14 and T15: a key endpoint that is down, slow or wrong; rotation; floods of unknown keys.

use ownguard_verify::Algorithm;
use ownguard_verify::jwks::{FetchFault, KeyStore, Lookup, Rotation, Standing, Timing};

use crate::support::*;
use crate::test_keys as keys;

const TIMING: Timing = Timing {
    cool_down: 30,
    time_to_live: 600,
    max_age: 3600,
    patience: 10,
};
const T: i64 = NOW;

fn store() -> KeyStore {
    let mut store = KeyStore::new(TIMING);
    fetch(&mut store, T, 200, &document()).unwrap();
    store
}

fn fetch(store: &mut KeyStore, at: i64, status: u16, body: &str) -> Result<Rotation, FetchFault> {
    let ticket = store.fetch_started(at).expect("a fetch may start");
    store.fetched(ticket, status, body.as_bytes(), at)
}

fn answer(store: &KeyStore, kid: &str, now: i64) -> &'static str {
    match store.lookup(Some(kid), Algorithm::Rs256, now) {
        Lookup::Key(_) => "key",
        Lookup::Fetch => "fetch",
        Lookup::Unknown => "unknown",
        Lookup::Unavailable { retry_after } => {
            assert!((1..=30).contains(&retry_after), "{retry_after}");
            "unavailable"
        }
    }
}

#[test]
fn a_store_without_keys_asks_for_them_and_is_unavailable_until_they_come() {
    let mut store = KeyStore::new(TIMING);
    assert_eq!(answer(&store, "rsa", T), "fetch");
    let ticket = store.fetch_started(T).unwrap();
    assert_eq!(answer(&store, "rsa", T + 1), "unavailable");
    assert_eq!(
        store.standing(T + 1),
        Standing::Unavailable { retry_after: 9 }
    );
    store.failed(ticket);
    // Nobody can sign in without keys: the cool-down is for a set that is held, not for none.
    assert_eq!(answer(&store, "rsa", T), "unavailable");
    assert_eq!(answer(&store, "rsa", T + 1), "fetch");
}

#[test]
fn an_answer_that_is_no_key_set_keeps_the_last_good_one() {
    for (status, body) in [
        (500, document()),
        (404, document()),
        (302, document()),
        (204, document()),
        (200, "<html>down</html>".to_owned()),
        (200, String::new()),
    ] {
        let mut store = store();
        assert!(fetch(&mut store, T + 700, status, &body).is_err());
        assert_eq!(answer(&store, "rsa", T + 701), "key");
        assert_eq!(answer(&store, "new", T + 701), "unknown");
        assert_eq!(answer(&store, "rsa", T + 3599), "fetch");
        assert!(fetch(&mut store, T + 3599, status, &body).is_err());
        assert_eq!(answer(&store, "rsa", T + 3599), "key");
        assert_eq!(answer(&store, "rsa", T + 3600), "unavailable");
        assert_eq!(answer(&store, "new", T + 3600), "unavailable");
        assert!(matches!(
            store.standing(T + 3600),
            Standing::Unavailable { .. }
        ));
    }
}

#[test]
fn an_unknown_key_is_fetched_once_and_then_denied() {
    let mut store = store();
    assert_eq!(answer(&store, "new", T + 29), "unknown");
    assert_eq!(answer(&store, "new", T + 30), "fetch");
    assert_eq!(
        fetch(&mut store, T + 30, 200, &document()),
        Ok(Rotation::Unchanged)
    );
    assert_eq!(answer(&store, "new", T + 30), "unknown");
}

#[test]
fn a_flood_of_unknown_keys_makes_one_fetch_a_cool_down() {
    let mut store = store();
    let mut fetches = 0;
    for second in 0..300 {
        for kid in 0..50 {
            let kid = format!("unknown-{second}-{kid}");
            let lookup = store.lookup(Some(&kid), Algorithm::Rs256, T + second);
            if lookup == Lookup::Fetch
                && let Some(ticket) = store.fetch_started(T + second)
            {
                fetches += 1;
                store
                    .fetched(ticket, 200, document().as_bytes(), T + second)
                    .unwrap();
            }
        }
        assert_eq!(answer(&store, "rsa", T + second), "key");
    }
    assert_eq!(fetches, 9);
}

#[test]
fn one_fetch_is_under_way_at_a_time() {
    let mut store = store();
    let first = store.fetch_started(T + 100).unwrap();
    assert_eq!(store.fetch_started(T + 100), None);
    assert_eq!(answer(&store, "rsa", T + 101), "key");
    assert_eq!(answer(&store, "new", T + 101), "unavailable");
    // A fetch that never reports is lost, and its answer no longer counts once another started.
    assert_eq!(answer(&store, "new", T + 110), "unknown");
    let second = store.fetch_started(T + 130).unwrap();
    let empty = store.fetched(first, 200, br#"{"keys":[]}"#, T + 131);
    assert_eq!(empty, Err(FetchFault::Superseded));
    store.failed(first);
    assert_eq!(answer(&store, "new", T + 132), "unavailable");
    assert_eq!(
        store.fetched(second, 200, document().as_bytes(), T + 132),
        Ok(Rotation::Unchanged)
    );
    assert_eq!(answer(&store, "rsa", T + 132), "key");
}

#[test]
fn a_removed_key_stops_verifying_within_the_time_to_live() {
    let mut store = store();
    let other = format!(
        r#"{{"keys":[{}]}}"#,
        rsa_jwk(keys::RSA_N, "AQAB").replace("\"rsa\"", "\"new\"")
    );
    assert_eq!(answer(&store, "rsa", T + 599), "key");
    assert_eq!(store.standing(T + 599), Standing::Current(1));
    // Also for tokens that were verified before: nothing is believed until the fetch.
    assert_eq!(store.standing(T + 600), Standing::Fetch);
    assert_eq!(answer(&store, "rsa", T + 600), "fetch");
    assert_eq!(
        fetch(&mut store, T + 600, 200, &other),
        Ok(Rotation::Changed)
    );
    assert_eq!(store.standing(T + 600), Standing::Current(2));
    assert_eq!(answer(&store, "rsa", T + 600), "unknown");
    assert_eq!(answer(&store, "new", T + 600), "key");
}

#[test]
fn an_issuer_that_publishes_no_key_denies_all() {
    let mut store = store();
    assert_eq!(
        fetch(&mut store, T + 60, 200, r#"{"keys":[]}"#),
        Ok(Rotation::Changed)
    );
    assert_eq!(answer(&store, "rsa", T + 61), "unknown");
}

#[test]
fn a_shared_secret_is_never_looked_up() {
    let empty = KeyStore::new(TIMING);
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        assert_eq!(empty.lookup(Some("rsa"), algorithm, T), Lookup::Unknown);
        assert_eq!(
            store().lookup(Some("rsa"), algorithm, T + 100),
            Lookup::Unknown
        );
    }
}

#[test]
fn a_clock_that_goes_back_makes_the_keys_old() {
    let store = store();
    assert_eq!(answer(&store, "rsa", T - 1), "fetch");
    assert_eq!(answer(&store, "rsa", i64::MIN), "fetch");
    assert_eq!(answer(&store, "rsa", i64::MAX), "fetch");
}

#[test]
fn keys_are_refreshed_ahead_of_their_time() {
    let mut store = store();
    assert!(!store.refresh_due(T + 299));
    assert!(store.refresh_due(T + 300));
    store.fetch_started(T + 300).unwrap();
    assert!(!store.refresh_due(T + 301));
}
