use super::*;
use proptest::prelude::*;

fn is_json(body: &[u8]) -> bool {
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(_) => true,
        // An exponent beyond f64 is JSON all the same; here no number is ever evaluated.
        Err(error) => error.to_string().starts_with("number out of range"),
    }
}

const VALID: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "10.01",
    "1e5",
    "1E+5",
    "1.5e-7",
    "1e999",
    "123456789012345678901234567890.000",
    "\"\"",
    "\"a\"",
    "[]",
    "{}",
    " [ ] ",
    "\t{\r\n} ",
    "[1,2]",
    "[[],{}]",
    "{\"\":0}",
    "{\"a\":{\"b\":[{}]}}",
    "[null, 1, \"1\", {}]",
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0000\u007f\u20ac""#,
    r#""\ud83d\ude00""#,
    r#""\uDBFF\uDFFF""#,
    r#""\ud800\udc00\ud7ff\ue000""#,
    "\"\u{7f}\u{2028}\u{10ffff}\"",
    "\"0123456é\"",
    "\"01234567890123456789\\n01234567890123456\"",
    "{\"a\":1,\"a\":2}",
];

const INVALID: &[&str] = &[
    "",
    " ",
    "nul",
    "nulll",
    "True",
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    "-01",
    "1.",
    ".5",
    "1.e1",
    "1e",
    "1e+",
    "0x1",
    "1_000",
    "--1",
    "1 2",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1}",
    "{",
    "}",
    "{]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\"::1}",
    "{\"a\":1]",
    "{\"a\":}",
    "[\"a\":1]",
    "{\"a\",\"b\"}",
    "\"",
    "\"a",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u123g\"",
    "\"\\u+123\"",
    "'a'",
    "\"\t\"",
    "\"\n\"",
    "\"\0\"",
    "\"0123456\u{1f}\"",
    "\0",
    "[1]\0",
    "[1]x",
    "[1] [2]",
    "// c\n1",
    "/**/1",
    "[1]//",
    "\u{a0}1",
    "\u{2028}1",
    "\u{feff}1",
    "{}\n{}\n",
    "data: {}\n\n",
    r#""\ud800""#,
    r#""\udbff""#,
    r#""\udc00""#,
    r#""\udfff""#,
    r#""\ud800\ue000""#,
    r#""\ud800\ud800""#,
    r#""\ud800x""#,
    r#""\ud800\n""#,
    r#"{"\ud800":1}"#,
    "[\"\\",
    "{\"a\":[1,{\"b\":2]}}",
];

#[test]
fn what_rfc_8259_allows_is_accepted_and_nothing_else() {
    let check = |body: &str, valid: bool| {
        assert_eq!(
            is_json(body.as_bytes()),
            valid,
            "the oracle disagrees about {body:?}"
        );
        assert_eq!(fault(body.as_bytes(), &whole()).is_ok(), valid, "{body:?}");
        // Inside a member that no one asked for, and with no end of the document near.
        let inside = format!("{{\"row\":{{\"unknown\":{body},\"k\":1}}}}");
        let one = layout(
            vec![shape(&[("k", FieldKind::Scalar)])],
            vec![site("/row", 0, Many::One)],
            &[],
        );
        assert_eq!(
            fault(inside.as_bytes(), &one).is_ok(),
            is_json(inside.as_bytes()),
            "{inside:?}"
        );
    };
    for body in VALID {
        check(body, true);
    }
    for body in INVALID {
        check(body, false);
    }
}

#[test]
fn a_refusal_names_its_cause_and_place() {
    let deep = |levels: usize| [b"[".repeat(levels), b"]".repeat(levels)].concat();
    let (limit, over, far) = (deep(64), deep(65), deep(100_000));
    let cases: [(&[u8], Result<_, _>); 9] = [
        (b"\xEF\xBB\xBF{}", Err((0, Fault::ByteOrderMark))),
        (b"\"a\xff\"", Err((2, Fault::NotUtf8))),
        (b"\"\xed\xa0\x80\"", Err((1, Fault::NotUtf8))),
        (b"{\"a\":1}\n{\"a\":2}", Err((8, Fault::Trailing))),
        (b"[1,]", Err((3, Fault::Syntax))),
        (br#"["\ud800"]"#, Err((2, Fault::LoneSurrogate))),
        (&limit, Ok(())),
        (&over, Err((64, Fault::TooDeep))),
        (&far, Err((64, Fault::TooDeep))),
    ];
    for (body, expected) in cases {
        let got = Tape::scan(body, &whole(), &Limits::default()).map(|_| ());
        assert_eq!(got.map_err(|error| (error.at, error.fault)), expected);
    }
}

#[test]
fn size_and_depth_have_limits() {
    let scan = |limits: &Limits| {
        Tape::scan(b"[[1]]", &whole(), limits)
            .map(|_| ())
            .map_err(|e| e.fault)
    };
    assert_eq!(
        scan(&Limits {
            bytes: 5,
            depth: 2,
            rows: 0
        }),
        Ok(())
    );
    assert_eq!(
        scan(&Limits {
            bytes: 4,
            ..Limits::default()
        }),
        Err(Fault::TooLarge)
    );
    assert_eq!(
        scan(&Limits {
            depth: 1,
            ..Limits::default()
        }),
        Err(Fault::TooDeep)
    );
    let more_than_possible = Limits {
        depth: 1000,
        ..Limits::default()
    };
    let deep = "[".repeat(65) + &"]".repeat(65);
    let got = Tape::scan(deep.as_bytes(), &whole(), &more_than_possible).map(|_| ());
    assert_eq!(got.map_err(|error| error.fault), Err(Fault::TooDeep));
}

#[test]
fn a_body_cut_short_at_any_byte_is_refused() {
    let layouts = documents::layouts();
    for (name, body) in documents::SAMPLES {
        for layout in &layouts {
            for end in 0..body.len() {
                assert!(
                    fault(&body.as_bytes()[..end], layout).is_err(),
                    "{name} cut at {end}"
                );
                assert!(Tree::parse(&body.as_bytes()[..end], &Limits::default()).is_err());
            }
        }
    }
}

#[test]
fn a_body_with_any_byte_changed_is_still_judged_as_the_oracle_does() {
    for (name, body) in documents::SAMPLES {
        for at in 0..body.len() {
            for byte in *b"\"\\{}[]:,0e.- \n\0\x1f\x80u\xff" {
                let mut changed = body.as_bytes().to_vec();
                changed[at] = byte;
                let accepted = fault(&changed, &whole()).is_ok();
                assert_eq!(accepted, is_json(&changed), "{name}, byte {at} is {byte}");
                trees::agree_with_the_oracle(&changed);
                for layout in &documents::layouts() {
                    assert!(
                        fault(&changed, layout).is_err() || accepted,
                        "{name}, byte {at}"
                    );
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_as_the_oracle_does(text in "[\\[\\]{}:,\"\\\\u0-9a-f.eE+ \\-ntrls\u{1}é😀]{0,24}") {
        prop_assert_eq!(fault(text.as_bytes(), &whole()).is_ok(), is_json(text.as_bytes()));
    }

    #[test]
    fn any_string_is_judged_as_the_oracle_does(inner in "(\\\\[\"\\\\/bfnrtux]|\\\\u[dD][89abcdefF][0-9]{2}|[a-z0-9]{1,9}|[\"\u{1f}\u{20}é😀]){0,8}") {
        let text = format!("\"{inner}\"");
        prop_assert_eq!(fault(text.as_bytes(), &whole()).is_ok(), is_json(text.as_bytes()));
        let decoded = serde_json::from_str::<String>(&text).ok();
        if let Some(decoded) = &decoded {
            prop_assert!(same_text(&inner, decoded));
            let longer = [decoded, "x"].concat();
            prop_assert!(!same_text(&inner, &longer));
            prop_assert_eq!(&unescape(&inner).unwrap(), decoded);
        }
    }

    #[test]
    fn any_document_is_accepted(doc in documents::document(), seed: u64) {
        let body = documents::render(&doc, seed);
        prop_assert!(is_json(body.as_bytes()));
        prop_assert_eq!(fault(body.as_bytes(), &whole()), Ok(()));
    }
}
