use super::documents::{self, Doc};
use super::*;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

/// What a test wants for a row: nothing, or a disclosure for every field and perhaps a member more.
#[derive(Clone, Debug)]
struct Wish {
    keep: bool,
    disclosures: Vec<Disclosure>,
    extra: bool,
}

const EXTRA: &[u8] = br#""_can":["read"]"#;

impl Wish {
    fn plan(&self) -> Plan {
        let shown = self.disclosures.iter().enumerate();
        shown.fold(Plan::OMIT, |plan, (place, disclosure)| {
            plan.with(field(place), *disclosure)
        })
    }
}

fn disclosure() -> impl Strategy<Value = Disclosure> {
    prop_oneof![
        6 => Just(Disclosure::Show),
        2 => Just(Disclosure::Omit),
        1 => Just(Disclosure::Null),
        1 => prop::sample::select(&Mask::ALL).prop_map(Disclosure::Mask),
    ]
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (
        prop::bool::weighted(0.75),
        prop::collection::vec(disclosure(), 8),
        any::<bool>(),
    )
        .prop_map(|(keep, disclosures, extra)| Wish {
            keep,
            disclosures,
            extra,
        });
    prop::collection::vec(wish, 1..6)
}

/// The wish for a row is chosen by its `k`.
fn chosen(wishes: &[Wish], k: Option<u64>) -> &Wish {
    &wishes[usize::try_from(k.unwrap_or(0)).unwrap_or(0) % wishes.len()]
}

/// Redaction written the obvious way, over parsed values.
struct Naive<'a> {
    layout: &'a Layout,
    wishes: &'a [Wish],
}

impl Naive<'_> {
    fn row(&self, shape: ShapeId, row: &Map<String, Json>) -> Option<Json> {
        let wish = chosen(self.wishes, row.get("k").and_then(Json::as_u64));
        if !wish.keep {
            return None;
        }
        let mut shown = Map::new();
        for (place, spec) in self
            .layout
            .shape(shape)
            .unwrap()
            .fields()
            .iter()
            .enumerate()
        {
            let Some(value) = row.get(&spec.name) else {
                continue;
            };
            let value = match (wish.disclosures[place], spec.kind) {
                (Disclosure::Omit, _) => None,
                (Disclosure::Null, _) | (Disclosure::Mask(_), FieldKind::Embed(_)) => {
                    Some(Json::Null)
                }
                (Disclosure::Mask(mask), FieldKind::Scalar | FieldKind::Json) => Some(
                    value
                        .as_str()
                        .map_or(Json::Null, |text| mask.apply(text).into()),
                ),
                (Disclosure::Show, FieldKind::Json) => Some(value.clone()),
                (Disclosure::Show, FieldKind::Scalar) => {
                    (!value.is_array() && !value.is_object()).then(|| value.clone())
                }
                (Disclosure::Show, FieldKind::Embed(shape)) => match value {
                    Json::Null => Some(Json::Null),
                    Json::Object(row) => Some(self.row(shape, row).unwrap_or(Json::Null)),
                    Json::Array(rows) => Some(self.rows(shape, rows)),
                    Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
                },
            };
            shown.extend(value.map(|value| (spec.name.clone(), value)));
        }
        if wish.extra {
            shown.insert("_can".into(), json!(["read"]));
        }
        Some(Json::Object(shown))
    }

    fn rows(&self, shape: ShapeId, rows: &[Json]) -> Json {
        rows.iter()
            .filter_map(|row| self.row(shape, row.as_object()?))
            .collect()
    }

    fn site(&self, site: &RowSite, value: &Json) -> Json {
        match value {
            Json::Object(rows) if site.many == Many::Map => {
                let kept = rows.iter().filter_map(|(name, row)| {
                    Some((name.clone(), self.row(site.shape, row.as_object()?)?))
                });
                Json::Object(kept.collect())
            }
            Json::Object(row) => self.row(site.shape, row).unwrap_or(Json::Null),
            Json::Array(rows) => self.rows(site.shape, rows),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.clone(),
        }
    }
}

fn emitted(body: &str, layout: &Layout, wishes: &[Wish]) -> Result<String, Error> {
    let tape = Tape::scan(body.as_bytes(), layout, &Limits::default())?;
    let plans: Vec<Plan> = wishes.iter().map(Wish::plan).collect();
    let verdicts: Vec<Verdict<'_>> = tape
        .rows()
        .map(|row| {
            let k = row
                .field(field(0))
                .and_then(Value::as_number)
                .and_then(|k| k.parse().ok());
            let wish = chosen(wishes, k);
            let plan = &plans[wishes
                .iter()
                .position(|one| std::ptr::eq(one, wish))
                .unwrap()];
            let extra = if wish.extra { EXTRA } else { b"" };
            if wish.keep {
                Verdict::Keep { plan, extra }
            } else {
                Verdict::Drop
            }
        })
        .collect();
    let mut out = Vec::new();
    tape.emit(&verdicts, &mut out);
    Ok(String::from_utf8(out).unwrap())
}

fn agree(body: &str, layout: &Layout, wishes: &[Wish], naive: impl Fn(&Naive<'_>, &Json) -> Json) {
    let parsed: Json = serde_json::from_str(body).unwrap();
    let expected = naive(&Naive { layout, wishes }, &parsed);
    let out = emitted(body, layout, wishes).unwrap();
    assert_eq!(
        serde_json::from_str::<Json>(&out).unwrap(),
        expected,
        "{body}\n{out}"
    );
}

proptest! {
    #[test]
    fn rows_in_an_array_are_redacted_as_the_naive_way_does(
        rows in prop::collection::vec(documents::row(), 0..8), seed: u64, wishes in wishes(),
    ) {
        let layout = &documents::layouts()[0];
        let body = documents::render(&Doc::Array(rows), seed);
        agree(&body, layout, &wishes, |naive, body| naive.site(&layout.sites()[0], body));
    }

    #[test]
    fn a_single_row_is_redacted_as_the_naive_way_does(
        row in documents::row(), seed: u64, wishes in wishes(),
    ) {
        let layout = &documents::layouts()[0];
        let body = documents::render(&row, seed);
        agree(&body, layout, &wishes, |naive, body| naive.site(&layout.sites()[0], body));
    }

    #[test]
    fn an_envelope_is_redacted_as_the_naive_way_does(
        rows in prop::collection::vec(documents::row(), 0..6),
        one in prop::option::of(documents::row()),
        map in prop::collection::btree_map("[a-c]", documents::row(), 0..3),
        meta in documents::document(), dropped in documents::document(), seed: u64, wishes in wishes(),
    ) {
        let layout = &documents::layouts()[2];
        let named = |name: &str, doc: Doc| (name.to_owned(), doc);
        let data = Doc::Object(vec![
            named("n", meta.clone()),
            named("other", dropped.clone()),
            named("rows", Doc::Array(rows)),
            named("one", one.unwrap_or(Doc::Plain("null"))),
        ]);
        let map = Doc::Object(map.into_iter().collect());
        let members = vec![
            named("dropped", dropped), named("data", data), named("m", map), named("meta", meta),
        ];
        let body = documents::render(&Doc::Object(members), seed);
        agree(&body, layout, &wishes, |naive, body| json!({
            "data": {
                "n": body["data"]["n"],
                "rows": naive.site(&layout.sites()[0], &body["data"]["rows"]),
                "one": naive.site(&layout.sites()[1], &body["data"]["one"]),
            },
            "m": naive.site(&layout.sites()[2], &body["m"]),
            "meta": body["meta"],
        }));
    }

    #[test]
    fn a_masked_answer_masked_again_stays_the_same(
        rows in prop::collection::vec(documents::row(), 0..5), seed: u64,
        disclosures in prop::collection::vec(disclosure(), 8),
    ) {
        let layout = &documents::layouts()[0];
        let wishes = [Wish { keep: true, disclosures, extra: false }];
        let once = emitted(&documents::render(&Doc::Array(rows), seed), layout, &wishes).unwrap();
        prop_assert_eq!(&emitted(&once, layout, &wishes).unwrap(), &once);
    }
}

#[test]
fn what_is_shown_keeps_its_bytes_and_its_order() {
    let layout = layout(
        documents::shapes(),
        vec![site("/d", 0, Many::Auto)],
        &["/page"],
    );
    let show = Plan::show(fields(&[0, 1, 2]));
    let mask = show.clone().with(field(5), Disclosure::Mask(Mask::Email));
    let one = Verdict::Keep {
        plan: &show,
        extra: b"",
    };
    let cases: &[(&str, &[Verdict<'_>], &str)] = &[
        (
            r#"{"x":1,"d":{"a":1.0E+00,"k":12345678901234567890123,"b":[1 ,2]},"page":{"n" : 1e0}}"#,
            &[one],
            r#"{"d":{"a":1.0E+00,"k":12345678901234567890123,"b":[1 ,2]},"page":{"n" : 1e0}}"#,
        ),
        (
            r#"{"d":{"z":1,"k":1,"mail":"q","a":2,"z":3,"b":4}}"#,
            &[one],
            r#"{"d":{"k":1,"a":2,"b":4}}"#,
        ),
        (r#"{"d":{"a":{"k":1},"k":[1]}}"#, &[one], r#"{"d":{}}"#),
        (
            r#"{"d":{"\u0061":"\u00e9"}}"#,
            &[one],
            r#"{"d":{"\u0061":"\u00e9"}}"#,
        ),
        (
            r#"{"d":[{"k":1},{"k":2,"mail":"ada@x.de"},{"k":3}]}"#,
            &[
                Verdict::Drop,
                Verdict::Keep {
                    plan: &mask,
                    extra: EXTRA,
                },
                Verdict::Drop,
            ],
            r#"{"d":[{"k":2,"mail":"a***@x.de","_can":["read"]}]}"#,
        ),
        (
            r#"{"d":[{},{}]}"#,
            &[Verdict::Keep {
                plan: &show,
                extra: EXTRA,
            }],
            r#"{"d":[{"_can":["read"]}]}"#,
        ),
        (r#"{"d":{"k":1}}"#, &[Verdict::Drop], r#"{"d":null}"#),
        (r#"{"d":{"k":1}}"#, &[], r#"{"d":null}"#),
        (r#"{ "page": 2, "d": [ ] }"#, &[], r#"{"page": 2,"d": []}"#),
    ];
    for (body, verdicts, expected) in cases {
        let tape = Tape::scan(body.as_bytes(), &layout, &Limits::default()).unwrap();
        let mut out = Vec::new();
        tape.emit(verdicts, &mut out);
        assert_eq!(std::str::from_utf8(&out).unwrap(), *expected, "{body}");
    }
}

#[test]
fn a_plan_has_one_disclosure_a_field() {
    let mut plan = Plan::show(fields(&[0, 64, 127]));
    for place in [0, 63, 64, 127] {
        for disclosure in [
            Disclosure::Null,
            Disclosure::Mask(Mask::Hidden),
            Disclosure::Show,
            Disclosure::Omit,
        ] {
            plan = plan.with(field(place), disclosure);
            assert_eq!(plan.disclosure(field(place)), disclosure);
        }
    }
    assert_eq!(plan, Plan::OMIT);
}
