//! T19: the verified-token cache.

use std::rc::Rc;

use ownguard_verify::cache::{Epoch, MAX_CACHED_TOKEN_BYTES, TokenCache, Window};

const EPOCH: Epoch = Epoch { policy: 1, keys: 1 };
const WINDOW: Window = Window {
    not_before: 100,
    expires_at: 200,
};

fn cache(capacity: usize) -> TokenCache<Rc<str>> {
    TokenCache::new(capacity, &[7; 16])
}

fn holding(token: &str) -> TokenCache<Rc<str>> {
    let mut cache = cache(8);
    cache.put(token, EPOCH, WINDOW, token.into());
    cache
}

#[test]
fn a_hit_lies_within_the_tokens_own_times() {
    for (now, hit) in [
        (99, false),
        (100, true),
        (199, true),
        (200, false),
        (i64::MAX, false),
    ] {
        assert_eq!(
            holding("a.b.c").get("a.b.c", EPOCH, now).is_some(),
            hit,
            "{now}"
        );
    }
}

#[test]
fn the_whole_token_is_the_key() {
    let tail = "s".repeat(100);
    let token = format!("header.claims.{tail}");
    let mut cache = holding(&token);
    // The same end, and so the same hash: only the comparison tells them apart.
    for other in [
        format!("header.clAims.{tail}"),
        format!("x{token}"),
        tail.clone(),
        format!("{token}s"),
        token.trim_end_matches('s').to_owned(),
        String::new(),
    ] {
        assert!(cache.get(&other, EPOCH, 150).is_none(), "{other}");
    }
    assert!(cache.get(&token, EPOCH, 150).is_some());
}

#[test]
fn a_change_of_policy_or_keys_empties_it() {
    for epoch in [Epoch { policy: 2, ..EPOCH }, Epoch { keys: 2, ..EPOCH }] {
        let mut cache = holding("a.b.c");
        assert!(cache.get("a.b.c", epoch, 150).is_none());
        assert!(cache.is_empty());
        assert!(
            cache.get("a.b.c", EPOCH, 150).is_none(),
            "it does not come back"
        );
        let mut cache = holding("a.b.c");
        cache.put("d.e.f", epoch, WINDOW, "d.e.f".into());
        assert!(cache.get("a.b.c", epoch, 150).is_none());
        assert!(cache.get("d.e.f", epoch, 150).is_some());
    }
}

#[test]
fn it_stays_within_its_bound_and_keeps_what_is_used() {
    let mut cache = cache(64);
    cache.put("used", EPOCH, WINDOW, "used".into());
    for number in 0..10_000 {
        let token = format!("token-{number}");
        cache.put(&token, EPOCH, WINDOW, token.as_str().into());
        assert!(cache.len() <= 64);
        assert!(cache.get("used", EPOCH, 150).is_some(), "{number}");
    }
    assert!(cache.get("token-9999", EPOCH, 150).is_some());
    assert!(cache.get("token-0", EPOCH, 150).is_none());
}

#[test]
fn a_huge_or_empty_entry_is_not_kept() {
    let mut cache = cache(8);
    let huge = "x".repeat(MAX_CACHED_TOKEN_BYTES + 1);
    cache.put(&huge, EPOCH, WINDOW, "x".into());
    cache.put(
        "a",
        EPOCH,
        Window {
            not_before: 5,
            expires_at: 5,
        },
        "a".into(),
    );
    assert!(cache.is_empty());
}

#[test]
fn a_token_put_again_has_the_new_value() {
    let mut cache = holding("a.b.c");
    cache.put("a.b.c", EPOCH, WINDOW, "new".into());
    assert_eq!(
        cache.get("a.b.c", EPOCH, 150).map(AsRef::as_ref),
        Some("new")
    );
    assert_eq!(cache.len(), 1);
}

/// Only a measurement: `cargo test --release -- --ignored --nocapture`.
#[test]
#[ignore = "prints how long a hit takes"]
#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "it measures"
)]
fn a_hit_is_fast() {
    let mut cache = cache(1024);
    let tokens: Vec<String> = (0..500)
        .map(|n| format!("{n}{}{n}", "x".repeat(1000)))
        .collect();
    for token in &tokens {
        cache.put(token, EPOCH, WINDOW, token.as_str().into());
    }
    let start = std::time::Instant::now();
    let mut hits = 0_u32;
    for _ in 0..2000 {
        hits += tokens
            .iter()
            .map(|token| u32::from(cache.get(token, EPOCH, 150).is_some()))
            .sum::<u32>();
    }
    println!("{:?} a hit", start.elapsed() / hits);
}
