//! The difference as one HTML file that asks nothing of the network.

use super::markdown::EXAMPLES;
use super::{Change, Difference, Effect};
use crate::matrix::{escape, grouped, marked, page};
use std::fmt::Write as _;

/// As a page. `acknowledged` are ids of widenings that are meant.
pub fn html(difference: &Difference, acknowledged: &[String], names: (&str, &str)) -> String {
    let mut out = String::new();
    let open = difference.open(acknowledged).count();
    let (old, new) = (escape(names.0), escape(names.1));
    let Difference { from, to, .. } = difference;
    write!(
        out,
        "<header>\n<h1>What the change lets people do</h1>\n\
         <p>From <code>{old}</code>, revision {from}, to <code>{new}</code>, revision {to}. \
         Every combination that either can tell apart was decided under both.</p>\n<ul class=\"facts\">"
    )
    .unwrap_or_default();
    let facts = [
        (open, "widenings not acknowledged"),
        (difference.combinations, "combinations decided"),
        (difference.allowed, "newly permitted"),
        (difference.denied, "newly denied"),
    ];
    for (count, words) in facts {
        write!(out, "<li><b>{}</b>{words}</li>", grouped(count)).unwrap_or_default();
    }
    out.push_str("</ul>\n</header>\n<main>\n");
    let parts = [
        (Effect::Widening, "Wider", "bad", "+ wider"),
        (Effect::Narrowing, "Narrower", "yes", "− narrower"),
        (Effect::Neutral, "Neither", "no", "~ other"),
    ];
    for (effect, title, class, sign) in parts {
        let changes: Vec<&Change> = difference.of(effect).collect();
        if changes.is_empty() {
            continue;
        }
        write!(out, "<section>\n<div class=\"title\"><h2>{title}</h2><span class=\"soft\">{}</span></div>\n", changes.len())
            .unwrap_or_default();
        for change in changes {
            let known = effect == Effect::Widening && acknowledged.contains(&change.id);
            let (class, sign) = if known {
                ("some", "✓ meant")
            } else {
                (class, sign)
            };
            one(&mut out, difference, change, class, sign);
        }
        out.push_str("</section>\n");
    }
    if difference.changes.is_empty() {
        out.push_str("<section><p>No difference.</p></section>\n");
    }
    out.push_str("</main>\n");
    page(&format!("{} → {}", names.0, names.1), &out)
}

fn one(out: &mut String, difference: &Difference, change: &Change, class: &str, sign: &str) {
    let id = if change.effect == Effect::Widening {
        format!("<code>{}</code>", change.id)
    } else {
        String::new()
    };
    writeln!(
        out,
        "<div class=\"change\"><span><span class=\"cell {class}\">{sign}</span></span><span class=\"what\">{}</span><span class=\"id\">{id}</span>",
        marked(&change.text)
    )
    .unwrap_or_default();
    if !change.cases.is_empty() {
        let count = grouped(change.cases.len());
        let noun = if change.cases.len() == 1 {
            "combination"
        } else {
            "combinations"
        };
        let examples = change.cases.iter().take(EXAMPLES);
        let examples = examples.filter_map(|case| difference.case(*case));
        let examples = examples.map(|(_, caller, situation)| {
            format!("<code>{}</code>: {}", escape(&caller), escape(&situation))
        });
        let examples = examples.collect::<Vec<_>>().join("; ");
        write!(
            out,
            "<span class=\"more\">{count} {noun}, such as {examples}</span>"
        )
        .unwrap_or_default();
    }
    out.push_str("</div>\n");
}
