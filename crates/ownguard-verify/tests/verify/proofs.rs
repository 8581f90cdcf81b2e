//! T31 and SEMANTICS 29: the gate's proof.

use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_verify::proof::{
    Body, MAX_LIFETIME, Proof, ProofFault, Purpose, Statement, Target, body_digest, check, make,
};

use crate::support::*;

const TARGET: Target<'_> = Target {
    purpose: Purpose::Request,
    method: "PATCH",
    authority: "origin.example:8443",
    path_and_query: "/api/invoices/1?a=b%20c",
};

fn ring() -> KeyRing {
    let key = |id, byte: u8| MacKey::new(id, &[byte; 32]).unwrap();
    KeyRing::new(key("g2", 2), vec![key("g1", 1)]).unwrap()
}

fn statement() -> Statement {
    Statement {
        principal: "person:user_1".into(),
        tenant: Some("w1".into()),
        action: "invoice.update".into(),
        body: Body::Digest(body_digest(br#"{"total":1}"#)),
    }
}

fn header(target: &Target<'_>, statement: &Statement) -> String {
    make(target, statement, NOW, 30, [5; 16], ring().current()).unwrap()
}

fn checked(header: &str, target: &Target<'_>, now: i64) -> Result<Proof, ProofFault> {
    check(
        header,
        target,
        Some(body_digest(br#"{"total":1}"#)),
        now,
        &ring(),
    )
}

#[test]
fn a_proof_holds_for_its_request() {
    for statement in [
        statement(),
        Statement {
            tenant: None,
            ..statement()
        },
        Statement {
            body: Body::Streamed,
            ..statement()
        },
        Statement {
            principal: "person:a.b|ü\n".into(),
            ..statement()
        },
    ] {
        let header = header(&TARGET, &statement);
        assert!(
            header.bytes().all(|byte| byte.is_ascii_graphic()),
            "{header}"
        );
        let proof = checked(&header, &TARGET, NOW + 1).unwrap();
        assert_eq!(
            proof,
            Proof {
                statement,
                expires_at: NOW + 30,
                nonce: [5; 16]
            }
        );
    }
}

#[test]
fn a_proof_holds_for_no_other_request() {
    let header = header(&TARGET, &statement());
    for target in [
        Target {
            method: "GET",
            ..TARGET
        },
        Target {
            method: "patch",
            ..TARGET
        },
        Target {
            authority: "origin.example",
            ..TARGET
        },
        Target {
            path_and_query: "/api/invoices/2?a=b%20c",
            ..TARGET
        },
        Target {
            path_and_query: "/api/invoices/1?a=b+c",
            ..TARGET
        },
        Target {
            path_and_query: "/api/invoices/1",
            ..TARGET
        },
        // The same bytes in a row, divided elsewhere.
        Target {
            method: "PATCHorigin.example:8443",
            authority: "",
            ..TARGET
        },
    ] {
        assert_eq!(
            checked(&header, &target, NOW),
            Err(ProofFault::Signature),
            "{target:?}"
        );
    }
    for purpose in [Purpose::Labels, Purpose::Facts] {
        let target = Target { purpose, ..TARGET };
        assert_eq!(checked(&header, &target, NOW), Err(ProofFault::Purpose));
    }
}

#[test]
fn no_part_of_a_proof_can_be_changed() {
    let good = header(&TARGET, &statement());
    let parts: Vec<&str> = good.split('.').collect();
    let other = header(
        &Target {
            purpose: Purpose::Facts,
            ..TARGET
        },
        &Statement {
            principal: "person:user_2".into(),
            tenant: Some("w2".into()),
            action: "invoice.delete".into(),
            body: Body::Streamed,
        },
    );
    let other: Vec<&str> = other.split('.').collect();
    for at in 0..parts.len() {
        for replaced in [
            other.get(at).copied(),
            Some(""),
            Some("AA"),
            Some("-"),
            Some("g1"),
        ] {
            let mut forged = parts.clone();
            let slot = forged.get_mut(at).unwrap();
            let replaced = replaced.unwrap();
            if *slot == replaced {
                continue;
            }
            *slot = replaced;
            assert!(
                checked(&forged.join("."), &TARGET, NOW).is_err(),
                "{at} {replaced}"
            );
        }
    }
    for forged in [
        "",
        ".",
        &good.replace("v1", "v2"),
        &format!("{good}."),
        &format!("{good}="),
        &"x".repeat(5000),
    ] {
        assert_eq!(
            checked(forged, &TARGET, NOW).err(),
            Some(ProofFault::Malformed),
            "{forged}"
        );
    }
}

#[test]
fn a_proof_ends() {
    let header = header(&TARGET, &statement());
    for (now, expected) in [
        (NOW - 6, Some(ProofFault::Expired)),
        (NOW - 5, None),
        (NOW + 29, None),
        (NOW + 30, Some(ProofFault::Expired)),
    ] {
        assert_eq!(checked(&header, &TARGET, now).err(), expected, "{now}");
    }
    for lifetime in [i64::MIN, -1, 0, MAX_LIFETIME + 1, i64::MAX] {
        let made = make(
            &TARGET,
            &statement(),
            NOW,
            lifetime,
            [5; 16],
            ring().current(),
        );
        assert_eq!(made, Err(ProofFault::Expired), "{lifetime}");
    }
}

#[test]
fn a_proof_is_bound_to_its_body() {
    let header = header(&TARGET, &statement());
    let other = Some(body_digest(b"{}"));
    assert_eq!(
        check(&header, &TARGET, other, NOW, &ring()),
        Err(ProofFault::Body)
    );
    let later = check(&header, &TARGET, None, NOW, &ring()).unwrap();
    assert_eq!(later.statement.body, statement().body);
}

#[test]
fn keys_rotate_by_id() {
    let old = MacKey::new("g1", &[1; 32]).unwrap();
    let header = make(&TARGET, &statement(), NOW, 30, [5; 16], &old).unwrap();
    assert!(checked(&header, &TARGET, NOW).is_ok());
    let rotated = KeyRing::new(MacKey::new("g2", &[2; 32]).unwrap(), vec![]).unwrap();
    assert_eq!(
        check(&header, &TARGET, None, NOW, &rotated),
        Err(ProofFault::UnknownKey)
    );
}

#[test]
fn an_empty_or_long_field_makes_no_proof() {
    for statement in [
        Statement {
            principal: String::new(),
            ..statement()
        },
        Statement {
            action: String::new(),
            ..statement()
        },
        Statement {
            tenant: Some(String::new()),
            ..statement()
        },
        Statement {
            principal: "p".repeat(513),
            ..statement()
        },
    ] {
        let made = make(&TARGET, &statement, NOW, 30, [5; 16], ring().current());
        assert_eq!(made, Err(ProofFault::Malformed));
    }
}

#[test]
fn a_proof_is_the_same_in_every_version() {
    assert_eq!(
        header(&TARGET, &statement()),
        "v1.g2.request.1800000030.BQUFBQUFBQUFBQUFBQUFBQ.\
     t-KHI0B7d1D7DcO5d2maUiOjthfUHJpP6uzL0x_q3QY.cGVyc29uOnVzZXJfMQ.dzE.aW52b2ljZS51cGRhdGU.\
     qDoWjd7_U1gkURv2xEKYBr6ENZU5B7EYfN3G7oMjxTE"
    );
}
