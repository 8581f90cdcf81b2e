use super::*;

fn embedding() -> Layout {
    layout(
        documents::shapes(),
        vec![
            site("/rows", 0, Many::Array),
            RowSite {
                optional: true,
                ..site("/me", 1, Many::One)
            },
        ],
        &[],
    )
}

#[test]
fn rows_are_numbered_in_the_bodys_order_with_those_embedded_after_their_parent() {
    let body = br#"{"rows":[{"k":10,"e":[{"k":11},7,{"k":12}],"r":{"k":13,"r":[{"k":14}]}},{"k":15}],"me":{"k":16}}"#;
    let layout = embedding();
    let tape = Tape::scan(body, &layout, &Limits::default()).unwrap();
    let got: Vec<_> = tape
        .rows()
        .map(|row| {
            let parent = row
                .parent()
                .map(|(parent, field)| (parent.id().0, field.place()));
            let k = row.field(field(0)).unwrap().as_number().unwrap();
            (
                row.id().0,
                k,
                row.site().0,
                row.shape().0,
                parent,
                row.index(),
            )
        })
        .collect();
    assert_eq!(
        got,
        [
            (0, "10", 0, 0, None, 0),
            (1, "11", 0, 1, Some((0, 3)), 0),
            (2, "12", 0, 1, Some((0, 3)), 2),
            (3, "13", 0, 0, Some((0, 4)), 0),
            (4, "14", 0, 0, Some((3, 4)), 0),
            (5, "15", 0, 0, None, 1),
            (6, "16", 1, 1, None, 0),
        ]
    );
    let ids =
        |rows: &mut dyn Iterator<Item = RowRef<'_>>| rows.map(|row| row.id().0).collect::<Vec<_>>();
    assert_eq!(ids(&mut tape.rows_at(SiteId(0))), [0, 5]);
    let first = tape.row(RowId(0)).unwrap();
    assert_eq!(ids(&mut first.children()), [1, 2, 3]);
    assert_eq!(ids(&mut first.embedded(field(3))), [1, 2]);
    assert_eq!(
        first.present().map(FieldId::place).collect::<Vec<_>>(),
        [0, 3, 4]
    );
    assert_eq!(
        tape.row(RowId(2)).unwrap().span().of(tape.body()),
        r#"{"k":12}"#
    );
    assert_eq!(
        (tape.found(SiteId(0)), tape.found(SiteId(1))),
        (Found::Array, Found::One)
    );
}

#[test]
fn a_field_is_read_as_it_stands() {
    let layout = layout(documents::shapes(), vec![site("", 0, Many::One)], &[]);
    let body = r#"{"é\u0022\/":"\u0061\n","":null,"a":1.0,"b":{"x":[]},"mail":false}"#;
    let tape = Tape::scan(body.as_bytes(), &layout, &Limits::default()).unwrap();
    let row = tape.row(RowId(0)).unwrap();
    let value = |place| row.field(field(place));
    assert_eq!(value(6).unwrap().as_str().unwrap(), "a\n");
    assert!(value(6).unwrap().is_str("a\n") && !value(6).unwrap().is_str("a"));
    assert!(value(7).unwrap().is_null());
    assert_eq!(value(1).unwrap().as_number(), Some("1.0"));
    assert_eq!(
        (value(2).unwrap().kind(), value(2).unwrap().raw()),
        (Kind::Object, r#"{"x":[]}"#)
    );
    assert_eq!(value(5).unwrap().as_bool(), Some(false));
    assert_eq!((value(0), value(8), value(127)), (None, None, None));
    assert_eq!(
        (value(1).unwrap().as_str(), value(6).unwrap().as_number()),
        (None, None)
    );
    assert_eq!(value(1).unwrap().span().of(body), "1.0");
}

#[test]
fn a_field_that_stands_twice_is_refused_however_it_is_written() {
    let cases: &[(&str, Result<(), Fault>)] = &[
        (r#"{"k":1,"k":1}"#, Err(Fault::DuplicateMember)),
        (r#"{"k":1,"\u006b":2}"#, Err(Fault::DuplicateMember)),
        (r#"{"\u006B":1,"\u006b":2}"#, Err(Fault::DuplicateMember)),
        (
            r#"{"e":null,"k":1,"e":{"k":1}}"#,
            Err(Fault::DuplicateMember),
        ),
        (
            r#"{"e":[{"x":1},{"x":1,"x":2}]}"#,
            Err(Fault::DuplicateMember),
        ),
        (r#"{"e":[{"k":1},{"k":2}],"k":3}"#, Ok(())),
        (r#"{"z":1,"z":2,"K":1,"k ":2,"k":3}"#, Ok(())),
        (r#"{"b":{"k":1,"k":2}}"#, Ok(())),
    ];
    let layout = layout(documents::shapes(), vec![site("", 0, Many::Auto)], &[]);
    for (row, expected) in cases {
        assert_eq!(fault(row.as_bytes(), &layout), *expected, "{row}");
        // Behind a row of the same order, where names are guessed.
        let rows = format!(r#"[{{"k":1,"e":null,"z":0}},{row},{row}]"#);
        assert_eq!(fault(rows.as_bytes(), &layout), *expected, "{rows}");
    }
    let enveloped = |body: &str| fault(body.as_bytes(), &embedding());
    assert_eq!(
        enveloped(r#"{"rows":[],"rows":[]}"#),
        Err(Fault::DuplicateMember)
    );
    assert_eq!(
        enveloped(r#"{"rows":[],"\u0072ows":[]}"#),
        Err(Fault::DuplicateMember)
    );
    assert_eq!(enveloped(r#"{"x":1,"rows":[],"x":2}"#), Ok(()));
}

#[test]
fn rows_that_change_their_order_are_read_the_same() {
    let layout = layout(documents::shapes(), vec![site("", 0, Many::Array)], &[]);
    let rows = [
        r#"{"k":1,"a":2,"z":0,"mail":3}"#,
        r#"{"k":1,"z":0,"mail":3,"a":2}"#,
        r#"{"mail":3,"a":2,"k":1}"#,
        r#"{ "k" :1, "a": 2,"mail":3}"#,
        r#"{"a":2,"new":[],"k":1,"mail":3}"#,
        r#"{"\u006b":1,"a":2,"mail":3,"kk":9}"#,
    ];
    for (first, second) in rows.iter().flat_map(|a| rows.iter().map(move |b| (a, b))) {
        let body = format!("[{first},{second},{first}]");
        let tape = Tape::scan(body.as_bytes(), &layout, &Limits::default()).unwrap();
        for row in tape.rows() {
            let read = [0, 1, 5].map(|place| row.field(field(place)).map(Value::raw));
            assert_eq!(read, [Some("1"), Some("2"), Some("3")], "{body}");
        }
    }
}

#[test]
fn what_does_not_stand_where_rows_should_is_refused() {
    let at = |pointer, many, optional| {
        layout(
            documents::shapes(),
            vec![RowSite {
                optional,
                ..site(pointer, 0, many)
            }],
            &[],
        )
    };
    let not_found: Judged = Err(Fault::RowsNotFound);
    let cases: &[(_, _, _, Judged, Judged)] = &[
        ("", Many::One, "{}", Ok(()), Ok(())),
        ("", Many::One, "[]", not_found, not_found),
        ("", Many::Array, "{}", not_found, not_found),
        ("", Many::Auto, "1", not_found, not_found),
        ("", Many::Auto, "\"rows\"", not_found, not_found),
        (
            "",
            Many::Auto,
            "nil",
            Err(Fault::Syntax),
            Err(Fault::Syntax),
        ),
        ("", Many::Array, "[1]", not_found, not_found),
        ("", Many::Array, "[{},null]", not_found, not_found),
        ("", Many::Array, "[[{}]]", not_found, not_found),
        (
            "",
            Many::Array,
            "[{},]",
            Err(Fault::Syntax),
            Err(Fault::Syntax),
        ),
        ("", Many::Map, "{\"a\":1}", not_found, not_found),
        ("", Many::Map, "[]", not_found, not_found),
        ("", Many::Array, "null", not_found, Ok(())),
        ("/a/b", Many::Array, "{\"a\":{\"b\":[]}}", Ok(()), Ok(())),
        (
            "/a/b",
            Many::Array,
            "{\"a\":{\"b\":null}}",
            not_found,
            Ok(()),
        ),
        ("/a/b", Many::Array, "{\"a\":{}}", not_found, Ok(())),
        ("/a/b", Many::Array, "{\"a\":null}", not_found, Ok(())),
        (
            "/a/b",
            Many::Array,
            "{\"a\":[{\"b\":[]}]}",
            not_found,
            not_found,
        ),
        ("/a/b", Many::Array, "[]", not_found, not_found),
        ("/a~1b", Many::Array, "{\"a/b\":[]}", Ok(()), Ok(())),
    ];
    for (pointer, many, body, required, optional) in cases {
        assert_eq!(
            fault(body.as_bytes(), &at(pointer, *many, false)),
            *required,
            "{body}"
        );
        assert_eq!(
            fault(body.as_bytes(), &at(pointer, *many, true)),
            *optional,
            "{body}"
        );
    }
}

#[test]
fn rows_have_a_limit_embedded_ones_included() {
    let layout = layout(documents::shapes(), vec![site("", 0, Many::Array)], &[]);
    let scan = |body: &[u8], rows| {
        let limits = Limits {
            rows,
            ..Limits::default()
        };
        Tape::scan(body, &layout, &limits)
            .map(|tape| tape.len())
            .map_err(|error| error.fault)
    };
    assert_eq!(scan(b"[{},{\"e\":[{}]}]", 3), Ok(3));
    assert_eq!(scan(b"[{},{\"e\":[{}]}]", 2), Err(Fault::TooManyRows));
    // As deep as it goes, rows inside rows.
    let deep = format!("[{}{{}}{}]", "{\"r\":".repeat(62), "}".repeat(62));
    assert_eq!(scan(deep.as_bytes(), 100), Ok(63));
    let deeper = format!("[{}{{}}{}]", "{\"r\":".repeat(63), "}".repeat(63));
    assert_eq!(scan(deeper.as_bytes(), 100), Err(Fault::TooDeep));
}

#[test]
fn a_layout_that_contradicts_itself_is_refused() {
    let shapes: Arc<[Shape]> = Arc::from(documents::shapes());
    let build = |sites: Vec<RowSite>, pass: &[&str]| {
        let pass: Vec<_> = pass
            .iter()
            .map(|pointer| Pointer::parse(pointer).unwrap())
            .collect();
        Layout::new(Arc::clone(&shapes), sites, &pass).map(|_| ())
    };
    let overlap = |pointer: &str| Err(LayoutError::Overlap(Pointer::parse(pointer).unwrap()));
    let rows = |pointer: &str| site(pointer, 0, Many::Auto);
    assert_eq!(build(vec![rows("/a"), rows("/b/c")], &["/b/d"]), Ok(()));
    assert_eq!(build(vec![rows("/a"), rows("/a")], &[]), overlap("/a"));
    assert_eq!(build(vec![rows("/a")], &["/a/b"]), overlap("/a/b"));
    assert_eq!(build(vec![rows("/a/b")], &["/a"]), overlap("/a"));
    assert_eq!(build(vec![rows("")], &["/total"]), overlap("/total"));
    assert_eq!(
        build(vec![site("", 2, Many::One)], &[]),
        Err(LayoutError::UnknownShape(ShapeId(2)))
    );
    let spec = |name: &str| FieldSpec {
        name: name.into(),
        kind: FieldKind::Scalar,
    };
    assert_eq!(
        Shape::new(vec![spec("a"), spec("b"), spec("a")]),
        Err(LayoutError::DuplicateField("a".into()))
    );
    let many = |count: usize| Shape::new((0..count).map(|n| spec(&n.to_string())).collect());
    assert!(many(128).is_ok());
    assert_eq!(many(129), Err(LayoutError::TooManyFields));
    for wrong in ["a", "/~", "/~2", "#/a"] {
        assert_eq!(Pointer::parse(wrong), Err(PointerError), "{wrong}");
    }
    assert_eq!(
        Pointer::parse("/a~1b/~0/")
            .unwrap()
            .names()
            .collect::<Vec<_>>(),
        ["a/b", "~", ""]
    );
    assert_eq!(
        Pointer::parse("/a~1b/~0/").unwrap().to_string(),
        "/a~1b/~0/"
    );
}
