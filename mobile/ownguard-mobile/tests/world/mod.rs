//! A model, people, and documents made at random: rows with every mix of labels that are there, null,
//! foreign or left out, of fields that no model names, and of texts that need care.

use ownguard_core::http::spec::RouteKind;
use ownguard_core::json::Many;
use ownguard_core::{AsOf, Model, Session};
use ownguard_gate::{Authenticator, Sender, Told, session};
use ownguard_mobile::SessionFacts;
use ownguard_wire::facts::Facts;
use ownguard_wire::model::{Document, Format, read};
use std::fmt::Write as _;

pub(crate) const MODEL: &str = include_str!("model.toml");
pub(crate) const NOW: i64 = 1_000_000;

/// The core's own view of the model, with `_can` on every route.
pub(crate) struct World {
    pub(crate) model: Model,
    document: Document,
}

impl World {
    pub(crate) fn new() -> Self {
        let document = read(MODEL, "model.toml", Format::Toml).expect("a model");
        let mut spec = document.spec.clone();
        for route in &mut spec.http.routes {
            if let RouteKind::Action(action) = &mut route.kind {
                action.can = true;
            }
        }
        let model = Model::compile(spec).expect("few relations");
        Self { model, document }
    }

    pub(crate) fn session(&self, told: &SessionFacts) -> Session {
        let Some(claims) = &told.claims else {
            return session(&self.model, &Sender::Anonymous, None, None);
        };
        let reader =
            Authenticator::of_claims(&self.document, None, &|_| None).expect("no variables");
        let sender = reader.vouched(claims.as_bytes(), NOW);
        let facts = told
            .facts
            .as_ref()
            .map(|facts| Facts::parse(facts.as_bytes()));
        let facts = facts.map(|facts| facts.expect("facts"));
        let told = facts.as_ref().map(|facts| Told {
            facts,
            as_of: AsOf::At(facts.as_of),
        });
        session(&self.model, &sender, told, None)
    }

    /// The place of the route that lists or reads the resource.
    pub(crate) fn route(&self, resource: &str, many: bool) -> usize {
        let at = self.model.find_resource(resource).expect("a resource");
        let mut routes = self.model.http().routes();
        let fits = |kind: &RouteKind| match kind {
            RouteKind::Action(action) => {
                let page = action.sites.first().map(|site| site.many != Many::One);
                action.resource == at && action.action.only_reads() && page == Some(many)
            }
            _ => false,
        };
        routes.position(|route| fits(&route.kind)).expect("a route")
    }
}

/// What documents are of.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Labels, each with values that matter.
    labels: &'static [(&'static str, &'static [&'static str])],
    fields: &'static [&'static str],
    embeds: &'static [(&'static str, usize)],
}

const TENANTS: &[&str] = &["\"t1\"", "\"t2\"", "\"t3\"", "null"];
const PEOPLE: &[&str] = &["\"u1\"", "\"u2\"", "\"u3\"", "null"];
const VISIBLE: &[&str] = &[
    "\"private\"",
    "\"unlisted\"",
    "\"public\"",
    "\"odd\"",
    "null",
];

pub(crate) const KINDS: [Kind; 4] = [
    Kind {
        name: "invoice",
        labels: &[
            ("workspaceId", TENANTS),
            ("createdBy", PEOPLE),
            ("visibility", VISIBLE),
            ("deletedAt", &["null", "null", "null", "\"2026-01-01\""]),
            ("status", &["\"open\"", "\"paid\"", "null"]),
        ],
        fields: &[
            "number",
            "total",
            "customerEmail",
            "margin",
            "internalNotes",
            "stripeId",
            "metadata",
        ],
        embeds: &[("lines", 1), ("customer", 2)],
    },
    Kind {
        name: "line",
        labels: &[("invoiceId", &["\"i1\"", "null"])],
        fields: &["text", "amount", "cost"],
        embeds: &[],
    },
    Kind {
        name: "customer",
        labels: &[("workspaceId", TENANTS)],
        fields: &["name", "email", "card", "born", "creditScore"],
        embeds: &[],
    },
    Kind {
        name: "profile",
        labels: &[],
        fields: &["name", "phone", "secret"],
        embeds: &[],
    },
];

const VALUES: [&str; 14] = [
    "1",
    "-0.50",
    "12345678901234567890.10",
    "1e400",
    "true",
    "null",
    "\"\"",
    "\"ada@x.example\"",
    "\"4242 4242 4242 4242\"",
    "\"1815-12-10\"",
    "\"\\u0041\\n\\ud83d\\ude00 é\"",
    "{\"a\":[1,{\"b\":null}]}",
    "[\"x\",2]",
    "\"_can\"",
];

pub(crate) fn page(random: &mut Random, kind: &Kind) -> String {
    let rows = random.below(16);
    let rows: Vec<String> = (0..rows).map(|_| document(random, kind)).collect();
    format!("[{}]", rows.join(","))
}

/// One row. One in fifty is broken.
pub(crate) fn document(random: &mut Random, kind: &Kind) -> String {
    let mut text = row(random, kind, true);
    if random.chance(50) {
        let cut = random.below(text.len().max(1));
        text = text.chars().take(cut).collect();
    }
    text
}

fn row(random: &mut Random, kind: &Kind, alone: bool) -> String {
    let mut members: Vec<(String, String)> = Vec::new();
    if !random.chance(60) {
        let key = match random.below(12) {
            0 => "7".to_owned(),
            1 => "null".to_owned(),
            n => format!("\"{}{n}\"", if kind.name == "profile" { "u" } else { "i" }),
        };
        members.push(("id".into(), key));
    }
    for (name, values) in kind.labels {
        // Mostly one's own, so that enough is shown.
        let value = if random.chance(3) {
            random.pick(values)
        } else {
            &values[0]
        };
        if !random.chance(150) {
            members.push(((*name).into(), (*value).into()));
        }
    }
    for name in kind.fields {
        if random.chance(2) {
            members.push(((*name).into(), (*random.pick(&VALUES)).into()));
        }
    }
    for (name, of) in kind.embeds {
        let child = &KINDS[*of];
        let value = match random.below(6) {
            0 => "null".to_owned(),
            1 => (*random.pick(&VALUES)).to_owned(),
            2 => row(random, child, false),
            3 if alone => format!(
                "[{},{}]",
                row(random, child, false),
                row(random, child, false)
            ),
            _ => continue,
        };
        members.push(((*name).into(), value));
    }
    if random.chance(4) {
        members.push((
            format!("unknown{}", random.below(3)),
            (*random.pick(&VALUES)).into(),
        ));
    }
    for at in (1..members.len()).rev() {
        members.swap(at, random.below(at + 1));
    }
    let mut text = String::from("{");
    for (at, (name, value)) in members.iter().enumerate() {
        let gap = *random.pick(&["", "", " ", "\n\t"]);
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{gap}\"{name}\":{gap}{value}");
    }
    text + "}"
}

pub(crate) fn callers() -> Vec<SessionFacts> {
    let person = |id: &str, memberships: &str, more: &str| SessionFacts {
        claims: Some(format!("{{\"sub\":\"{id}\",\"iat\":{NOW}}}")),
        facts: Some(format!(
            "{{\"v\":1,\"as_of\":{NOW},\"user\":{{\"verified\":true}},{more}\"memberships\":[{memberships}]}}"
        )),
        link: None,
    };
    let member = |role: &str| format!("{{\"tenant\":\"t1\",\"role\":\"{role}\",\"plan\":\"pro\"}}");
    let two = format!(
        "{},{{\"tenant\":\"t2\",\"role\":\"manager\"}}",
        member("viewer")
    );
    vec![
        SessionFacts::default(),
        person("u1", "", ""),
        person("u1", &member("viewer"), ""),
        person("u2", &member("member"), ""),
        person("u3", &member("manager"), ""),
        person("u1", &two, ""),
        person("u9", "", "\"staff\":[\"support\"],"),
    ]
}

/// xorshift64*: the same documents on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).expect("31 bits") % end
    }

    /// Once in so many times.
    pub(crate) fn chance(&mut self, once_in: usize) -> bool {
        self.below(once_in) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
