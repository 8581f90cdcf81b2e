use super::*;
use proptest::prelude::*;
use serde_json::Value as Json;

fn parse(text: &str) -> Result<Tree<'_>, Error> {
    Tree::parse(text.as_bytes(), &Limits::default())
}

fn members(value: &Json) -> usize {
    match value {
        Json::Array(items) => items.iter().map(members).sum(),
        Json::Object(fields) => fields.values().map(|value| 1 + members(value)).sum(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 0,
    }
}

fn same(node: Node<'_>, value: &Json) -> bool {
    match value {
        Json::Null => node.kind() == Kind::Null,
        Json::Bool(is) => node.value().as_bool() == Some(*is),
        Json::Number(is) => node.value().as_number().is_some_and(|text| {
            serde_json::from_str::<serde_json::Number>(text)
                .ok()
                .as_ref()
                == Some(is)
        }),
        Json::String(is) => node.value().as_str().as_deref() == Some(is) && node.value().is_str(is),
        Json::Array(items) => {
            node.kind() == Kind::Array
                && node.items().count() == items.len()
                && node.items().zip(items).all(|(node, item)| same(node, item))
        }
        Json::Object(fields) => {
            node.kind() == Kind::Object
                && node.members().count() == fields.len()
                && fields
                    .iter()
                    .all(|(name, is)| node.get(name).is_some_and(|node| same(node, is)))
        }
    }
}

/// A tree is what the oracle parses, and where it is none, members were lost to duplicates.
pub(super) fn agree_with_the_oracle(body: &[u8]) {
    let accepted = fault(body, &whole());
    match (
        Tree::parse(body, &Limits::default()),
        serde_json::from_slice::<Json>(body),
    ) {
        (Ok(tree), Ok(value)) => {
            assert!(same(tree.root().unwrap(), &value), "{value}");
            assert_eq!(tree.members().count(), members(&value));
        }
        (Ok(_), Err(_)) => assert_eq!(accepted, Ok(())),
        (Err(error), _) if error.fault == Fault::DuplicateMember => assert_eq!(accepted, Ok(())),
        (Err(error), _) => assert_eq!(accepted, Err(error.fault)),
    }
}

proptest! {
    #[test]
    fn a_tree_is_what_the_oracle_parses(doc in documents::document(), seed: u64) {
        let body = documents::render(&doc, seed);
        prop_assert!(parse(&body).is_ok());
        agree_with_the_oracle(body.as_bytes());
    }
}

#[test]
fn a_member_that_stands_twice_is_refused_at_every_depth() {
    let cases: &[(&str, Option<u32>)] = &[
        (r#"{"a":1,"a":2}"#, Some(8)),
        (r#"{"a":1,"b":1,"\u0061":2}"#, Some(14)),
        (r#"{"a":[{"b":{"":1,"":2}}]}"#, Some(18)),
        (r#"{"a":{"a":{"a":[{"a":1},{"a":1}]}}}"#, None),
        (r#"{"a":1,"A":2,"a ":3}"#, None),
    ];
    for (body, at) in cases {
        let expected = at.map(|at| Error {
            at,
            fault: Fault::DuplicateMember,
        });
        assert_eq!(parse(body).err(), expected, "{body}");
    }
}

#[test]
fn every_name_and_value_knows_its_place() {
    let text = r#"{ "ids": ["a", 2, "\u0062"], "x": {"\u0079": null} }"#;
    let tree = parse(text).unwrap();
    let at = |pointer| tree.root().unwrap().at(&Pointer::parse(pointer).unwrap());
    let ids: Vec<_> = at("/ids")
        .unwrap()
        .items()
        .map(|id| id.value().as_str().map(String::from))
        .collect();
    assert_eq!(ids, [Some("a".into()), None, Some("b".into())]);
    assert_eq!(at("/ids/1").unwrap().span().of(text), "2");
    assert_eq!(at("/x/y").unwrap().span().of(text), "null");
    assert_eq!(at("/x").unwrap().value().raw(), r#"{"\u0079": null}"#);
    for absent in [
        "/ids/01", "/ids/+1", "/ids/3", "/ids/-", "/ids/x", "/y", "/x/y/z",
    ] {
        assert!(at(absent).is_none(), "{absent}");
    }
    let names: Vec<_> = tree
        .members()
        .map(|member| {
            (
                member.name.into_owned(),
                member.name_span.of(text),
                member.value.depth(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("ids".into(), "ids", 1),
            ("x".into(), "x", 1),
            ("y".into(), "\\u0079", 2),
        ]
    );
    assert!(tree.root().unwrap().items().next().is_none());
}

#[test]
fn a_scalar_is_a_document() {
    for (text, kind) in [
        ("1", Kind::Number),
        (" \"a\" ", Kind::String),
        ("[]", Kind::Array),
    ] {
        assert_eq!(parse(text).unwrap().root().unwrap().kind(), kind);
    }
    assert_eq!(parse("1 1").unwrap_err().fault, Fault::Trailing);
}
