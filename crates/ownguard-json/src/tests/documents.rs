//! Documents and layouts to test with: samples, and a generator that writes one document in many
//! ways.

use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;

pub(super) const SAMPLES: &[(&str, &str)] = &[
    (
        "an array",
        r#"[{"k":1,"a":"x","e":{"k":2,"x":true},"z":[1]},{"k":3,"\u0061":"y"}]"#,
    ),
    (
        "a row",
        "{ \"k\" : 1.50e+2 , \"b\":{\"c\":[null,{}]}, \"r\":[{\"k\":4},5,{\"k\":6}] }",
    ),
    (
        "an envelope",
        r#"{"t":9,"data":{"rows":[{"k":1},{"a":"é😀\ud83d\ude00"}],"u":0},"meta":{"n":[1,"2"]}}"#,
    ),
    ("a map", r#"{"m":{"one":{"k":1},"two":{"k":2,"x":null}}}"#),
];

/// Shape 0 embeds itself and shape 1.
pub(super) fn shapes() -> Vec<Shape> {
    let first = shape(&[
        ("k", FieldKind::Scalar),
        ("a", FieldKind::Scalar),
        ("b", FieldKind::Json),
        ("e", FieldKind::Embed(ShapeId(1))),
        ("r", FieldKind::Embed(ShapeId(0))),
        ("mail", FieldKind::Scalar),
        ("é\"/", FieldKind::Scalar),
        ("", FieldKind::Scalar),
    ]);
    vec![
        first,
        shape(&[
            ("k", FieldKind::Scalar),
            ("x", FieldKind::Scalar),
            ("b", FieldKind::Json),
        ]),
    ]
}

pub(super) fn layouts() -> Vec<Layout> {
    let optional = |pointer, shape, many| RowSite {
        optional: true,
        ..site(pointer, shape, many)
    };
    vec![
        layout(shapes(), vec![site("", 0, Many::Auto)], &[]),
        layout(shapes(), vec![site("", 1, Many::Map)], &[]),
        layout(
            shapes(),
            vec![
                optional("/data/rows", 0, Many::Array),
                optional("/data/one", 1, Many::One),
                optional("/m", 1, Many::Map),
            ],
            &["/meta", "/data/n"],
        ),
    ]
}

/// A document before it is written.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    Plain(&'static str),
    Number(i64),
    Text(String),
    Array(Vec<Doc>),
    Object(Vec<(String, Doc)>),
}

fn scalar() -> BoxedStrategy<Doc> {
    prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "-0",
            "1.50",
            "1e3",
            "12345678901234567890"
        ])
        .prop_map(Doc::Plain),
        any::<i64>().prop_map(Doc::Number),
        "([a-z]{0,9}@[a-z]{1,5}|[ -~é😀\u{0}\n]{0,12})".prop_map(Doc::Text),
    ]
    .boxed()
}

pub(super) fn document() -> BoxedStrategy<Doc> {
    scalar()
        .prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Doc::Array),
                members(prop::collection::vec((name(), inner), 0..5).boxed()),
            ]
        })
        .boxed()
}

fn name() -> BoxedStrategy<String> {
    prop::sample::select(vec![
        "k", "a", "b", "x", "mail", "é\"/", "", "z", "data", "K", "aa",
    ])
    .prop_map(str::to_owned)
    .boxed()
}

/// An object without duplicate names.
fn members(members: BoxedStrategy<Vec<(String, Doc)>>) -> BoxedStrategy<Doc> {
    let distinct = |members: Vec<(String, Doc)>| {
        let mut kept: Vec<(String, Doc)> = Vec::new();
        for (name, value) in members {
            if kept.iter().all(|(known, _)| *known != name) {
                kept.push((name, value));
            }
        }
        Doc::Object(kept)
    };
    members.prop_map(distinct).boxed()
}

/// A row with rows in it, and now and then something else where a row should be.
pub(super) fn row() -> BoxedStrategy<Doc> {
    let plain = (name(), prop_oneof![4 => scalar(), 1 => document()]).boxed();
    let key = any::<u8>()
        .prop_map(|k| ("k".to_owned(), Doc::Number(k.into())))
        .boxed();
    let leaf = members(prop::collection::vec(prop_oneof![key, plain.clone()], 0..8).boxed());
    leaf.prop_recursive(3, 24, 6, move |row| {
        let rows = prop::collection::vec(prop_oneof![5 => row.clone(), 1 => document()], 0..4);
        let value = prop_oneof![3 => row, 3 => rows.prop_map(Doc::Array), 1 => scalar()];
        let embed = (
            prop::sample::select(vec!["e".to_owned(), "r".to_owned()]),
            value,
        )
            .boxed();
        let k = any::<u8>().prop_map(|k| ("k".to_owned(), Doc::Number(k.into())));
        let one = prop_oneof![2 => k, 3 => plain.clone(), 3 => embed].boxed();
        members(prop::collection::vec(one, 0..9).boxed())
    })
    .boxed()
}

/// Writes the document; the seed decides about white space and escapes.
pub(super) fn render(doc: &Doc, seed: u64) -> String {
    let mut writer = Writer {
        out: String::new(),
        seed: seed | 1,
    };
    writer.space();
    writer.doc(doc);
    writer.space();
    writer.out
}

struct Writer {
    out: String,
    seed: u64,
}

impl Writer {
    fn one_in(&mut self, n: u64) -> bool {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed.is_multiple_of(n)
    }

    fn space(&mut self) {
        while self.one_in(6) {
            let space = if self.one_in(2) { ' ' } else { '\n' };
            self.out.push(space);
        }
    }

    fn doc(&mut self, doc: &Doc) {
        match doc {
            Doc::Plain(text) => self.out.push_str(text),
            Doc::Number(number) => write!(self.out, "{number}").unwrap(),
            Doc::Text(text) => self.text(text),
            Doc::Array(items) => {
                self.out.push('[');
                for (place, item) in items.iter().enumerate() {
                    self.comma(place);
                    self.doc(item);
                }
                self.space();
                self.out.push(']');
            }
            Doc::Object(members) => {
                self.out.push('{');
                for (place, (name, value)) in members.iter().enumerate() {
                    self.comma(place);
                    self.text(name);
                    self.space();
                    self.out.push(':');
                    self.space();
                    self.doc(value);
                }
                self.space();
                self.out.push('}');
            }
        }
    }

    fn comma(&mut self, place: usize) {
        self.space();
        if place > 0 {
            self.out.push(',');
            self.space();
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            if c < ' ' || c == '"' || c == '\\' || self.one_in(12) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(self.out, "\\u{unit:04x}").unwrap();
                }
            } else {
                self.out.push(c);
            }
        }
        self.out.push('"');
    }
}
