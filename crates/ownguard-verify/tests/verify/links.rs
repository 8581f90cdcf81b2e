//! Share links: bound, signed, expiring, in one form only.

use ownguard_verify::link::{Link, LinkFault, MAX_LINK_BYTES, mint, open};
use ownguard_verify::mac::{KeyRing, MacKey, MacKeyFault};

use crate::support::*;

fn key(id: &str, byte: u8) -> MacKey {
    MacKey::new(id, &[byte; 32]).unwrap()
}

fn ring() -> KeyRing {
    KeyRing::new(key("k2", 2), vec![key("k1", 1)]).unwrap()
}

fn link() -> Link {
    Link {
        resource: "invoice".into(),
        key: "3fa85f64-5717-4562-b3fc-2c963f66afa6".into(),
        tenant: Some("w1".into()),
        expires_at: NOW + 60,
        id: [9; 16],
    }
}

#[test]
fn a_link_opens_until_it_expires() {
    for link in [
        link(),
        Link {
            tenant: None,
            ..link()
        },
    ] {
        let text = mint(&link, ring().current()).unwrap();
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
            "{text}"
        );
        assert_eq!(open(&text, &ring(), NOW + 59), Ok(link));
        assert_eq!(open(&text, &ring(), NOW + 60), Err(LinkFault::Expired));
    }
}

#[test]
fn a_link_of_an_older_key_opens_until_the_key_is_dropped() {
    let text = mint(&link(), &key("k1", 1)).unwrap();
    assert!(open(&text, &ring(), NOW).is_ok());
    let without = KeyRing::new(key("k2", 2), vec![]).unwrap();
    assert_eq!(open(&text, &without, NOW), Err(LinkFault::UnknownKey));
    let other = KeyRing::new(key("k1", 3), vec![]).unwrap();
    assert_eq!(open(&text, &other, NOW), Err(LinkFault::Signature));
}

#[test]
fn every_changed_bit_is_noticed() {
    let bytes = unb64(&mint(&link(), ring().current()).unwrap());
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed.get_mut(at).map(|byte| *byte ^= 1 << bit).unwrap();
            assert!(
                open(&b64(changed), &ring(), NOW).is_err(),
                "byte {at} bit {bit}"
            );
        }
    }
    for length in 0..bytes.len() {
        let cut: Vec<u8> = bytes.iter().copied().take(length).collect();
        assert!(open(&b64(cut), &ring(), NOW).is_err(), "{length} bytes");
    }
}

#[test]
fn fields_do_not_run_into_each_other() {
    let two = [("ab", "c"), ("a", "bc")].map(|(resource, key)| {
        let link = Link {
            resource: resource.into(),
            key: key.into(),
            tenant: None,
            ..link()
        };
        let text = mint(&link, ring().current()).unwrap();
        let bytes = unb64(&text);
        (
            b64(bytes.split_last_chunk::<32>().unwrap().0),
            b64(bytes.last_chunk::<32>().unwrap()),
        )
    });
    let [one, other] = two;
    assert_ne!(one.0, other.0);
    assert_ne!(one.1, other.1);
}

#[test]
fn what_is_no_link_is_refused() {
    let text = mint(&link(), ring().current()).unwrap();
    for text in [
        "",
        "AA",
        "x.y",
        &format!("{text}="),
        &format!("{text}A"),
        &"A".repeat(MAX_LINK_BYTES + 1),
    ] {
        assert!(open(text, &ring(), NOW).is_err(), "{text}");
    }
    for broken in [
        Link {
            resource: String::new(),
            ..link()
        },
        Link {
            key: "k".repeat(257),
            ..link()
        },
        Link {
            tenant: Some(String::new()),
            ..link()
        },
    ] {
        assert_eq!(mint(&broken, ring().current()), Err(LinkFault::Malformed));
    }
}

#[test]
fn a_link_is_the_same_in_every_version() {
    let text = mint(&link(), ring().current()).unwrap();
    assert_eq!(
        text,
        "AQACazIAB2ludm9pY2UAJDNmYTg1ZjY0LTU3MTctNDU2Mi1iM2ZjLTJjOTYzZjY2YWZhNgEAAncxAAAAAGtJ0jwJCQkJ\
     CQkJCQkJCQkJCQkJTJ25wrIMpExbL-62KkwPinDzzcwTyragRnj6sMQ86rM"
    );
}

#[test]
fn a_key_is_named_and_long() {
    for (id, secret, expected) in [
        ("", &[1; 32][..], Some(MacKeyFault::Id)),
        ("a.b", &[1; 32], Some(MacKeyFault::Id)),
        (&"k".repeat(33), &[1; 32], Some(MacKeyFault::Id)),
        ("k", &[1; 31], Some(MacKeyFault::Secret)),
        ("k", &[1; 32], None),
        ("k-1_Z", &[1; 200], None),
    ] {
        assert_eq!(MacKey::new(id, secret).err(), expected, "{id}");
    }
    let twice = KeyRing::new(key("k", 1), vec![key("j", 2), key("k", 3)]);
    assert_eq!(twice.err(), Some(MacKeyFault::Duplicate));
    assert_eq!(format!("{:?}", key("k", 1)), "MacKey(k)");
}
