//! The compact form: what its marks say, and that its page is whole and asks nothing of the network.

use crate::enumeration::document;
use crate::models::{BOARDS, LEAKY, NOTES};
use ownguard_core::Model;
use ownguard_emit::matrix::{Look, Only, Shown, Summary, Writable, html, table};

const PLAIN: Look = Look {
    width: 100,
    color: false,
    fields: false,
};

fn summary(text: &str) -> Summary {
    Summary::of(&Model::compile(document(text).spec).unwrap())
}

/// A mark of one resource, its note in words beside it.
fn mark(summary: &Summary, resource: &str, who: &str, action: &str) -> String {
    let found = |one: &&ownguard_emit::matrix::ResourceSummary| one.name == resource;
    let resource = summary.resources.iter().find(found).unwrap();
    let row = resource
        .holders
        .iter()
        .position(|one| one.label == who)
        .unwrap();
    let column = resource
        .columns
        .iter()
        .position(|one| one.action == action)
        .unwrap();
    let cell = &resource.cells[row][column];
    let note = cell
        .note
        .checked_sub(1)
        .map_or("", |at| &resource.notes[at]);
    format!("{:?} {note}", cell.mark).trim_end().to_owned()
}

#[test]
fn marks_say_what_the_leaky_app_lets_whom_do() {
    let summary = summary(LEAKY);
    let cases = [
        (
            "invoice",
            "anonymous, guest",
            "read",
            "Depends where public",
        ),
        (
            "invoice",
            "link",
            "read",
            "Depends where unlisted or public",
        ),
        ("invoice", "workspace.viewer", "read", "Yes"),
        ("invoice", "workspace.viewer", "update", "No"),
        ("invoice", "workspace.manager", "restore", "Yes"),
        ("invoice", "workspace.manager", "export", "Yes"),
        ("invoice", "owner", "export", "No"),
        ("invoice", "owner", "share", "Yes"),
        (
            "invoice",
            "service.stripe",
            "update",
            "Depends while `status` is open or past_due",
        ),
        (
            "invoice_line",
            "anonymous, guest",
            "read",
            "Depends where the invoice is public",
        ),
        ("invoice_line", "owner of the invoice", "create", "Yes"),
        ("workspace", "not a member", "create", "Yes"),
        ("project", "shared.edit", "update", "Yes"),
        ("project", "shared.view", "update", "No"),
        ("profile", "owner", "update", "Yes"),
        ("profile", "signed in", "read", "No"),
    ];
    for (resource, who, action, expected) in cases {
        let found = mark(&summary, resource, who, action);
        assert_eq!(found, expected, "{who} {resource}.{action}");
    }
}

#[test]
fn marks_say_what_conditions_and_outsiders_come_to() {
    let notes = summary(NOTES);
    let sync = summary(BOARDS);
    let cases = [
        (
            &notes,
            "note",
            "shared.edit",
            "update",
            "Depends while `state` is draft",
        ),
        (&notes, "note", "owner", "create", "Yes"),
        (&notes, "note", "anonymous", "create", "No"),
        (
            &notes,
            "note",
            "owner",
            "export",
            "Depends row by row, not as a collection",
        ),
        (&notes, "comment", "owner of the note", "create", "Yes"),
        (
            &notes,
            "comment",
            "link of the note",
            "read",
            "Depends where the note is unlisted or public",
        ),
        (
            &sync,
            "board",
            "service.sync",
            "update",
            "Depends while `open` is true",
        ),
        (&sync, "board", "shared.view", "read", "Yes"),
        (&sync, "card", "team.guest", "create", "Yes"),
    ];
    for (summary, resource, who, action, expected) in cases {
        let found = mark(summary, resource, who, action);
        assert_eq!(found, expected, "{who} {resource}.{action}");
    }
    let two = mark(&notes, "note", "service.cron", "delete");
    assert_eq!(
        two,
        "Depends while `kind` is auto or bot and while `state` is stale"
    );
}

#[test]
fn fields_say_what_is_seen_and_written() {
    let summary = summary(LEAKY);
    let invoice = summary
        .resources
        .iter()
        .find(|one| one.name == "invoice")
        .unwrap();
    let cell = |who: &str, column: &str| {
        let at = invoice
            .holders
            .iter()
            .position(|one| one.label == who)
            .unwrap();
        let field = invoice
            .fields
            .iter()
            .find(|one| one.column == column)
            .unwrap();
        (field.cells[at].shown.name(), field.cells[at].write.clone())
    };
    let shown = |shown: Shown| shown.name();
    assert_eq!(
        cell("workspace.viewer", "total"),
        (shown(Shown::Plain), Writable::No)
    );
    assert_eq!(cell("workspace.manager", "total").1, Writable::Any);
    let values =
        |words: &[&str]| Writable::Values(words.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(
        cell("workspace.manager", "status").1,
        values(&["draft", "open", "void"])
    );
    assert_eq!(
        cell("service.stripe", "status").1,
        values(&["paid", "past_due"])
    );
    assert_eq!(cell("workspace.viewer", "customer_email").0, "mask:email");
    assert_eq!(cell("anonymous, guest", "customer_email").0, "hidden");
    assert_eq!(cell("workspace.admin", "stripe_customer_id").0, "hidden");
}

#[test]
fn who_is_refused_everywhere_is_said() {
    let refused = summary(LEAKY).refused;
    for who in ["an expired token", "a suspended person", "suspended staff"] {
        assert!(refused.contains(&who.to_owned()), "{who}: {refused:?}");
    }
    // A suspended member may still found a workspace of their own.
    assert!(
        !refused
            .iter()
            .any(|who| who.contains("suspended workspace"))
    );
}

#[test]
fn a_table_never_is_wider_than_the_terminal() {
    for text in [LEAKY, NOTES, BOARDS] {
        let summary = summary(text);
        for width in [60, 80, 100, 120] {
            for fields in [false, true] {
                let look = Look {
                    width,
                    fields,
                    ..PLAIN
                };
                for line in table(&summary, &Only::default(), look).lines() {
                    let head = line.starts_with(|sign: char| sign.is_ascii_lowercase());
                    let told = line.starts_with(['✓', '●']) || head;
                    assert!(
                        told || line.chars().count() <= width + 2,
                        "{width}: `{line}`"
                    );
                    assert_eq!(line, line.trim_end());
                }
            }
        }
    }
}

#[test]
fn colours_are_there_only_when_they_are_wanted() {
    let summary = summary(NOTES);
    let plain = table(&summary, &Only::default(), PLAIN);
    let painted = table(
        &summary,
        &Only::default(),
        Look {
            color: true,
            ..PLAIN
        },
    );
    assert!(!plain.contains('\u{1b}') && painted.contains('\u{1b}'));
    let mut stripped = String::new();
    for part in painted.split('\u{1b}') {
        stripped.push_str(
            part.split_once('m')
                .filter(|_| part.starts_with('['))
                .map_or(part, |two| two.1),
        );
    }
    assert_eq!(stripped, plain);
}

#[test]
fn a_page_asks_nothing_of_the_network_and_closes_what_it_opens() {
    for text in [LEAKY, NOTES, BOARDS] {
        let page = html(&summary(text), &Only::default(), "own<guard>&\"'.toml");
        for asks in [
            "http://", "https://", "src=", "href=", "url(", "@import", "//cdn",
        ] {
            assert!(!page.contains(asks), "{asks}");
        }
        assert!(page.contains("own&lt;guard&gt;&amp;&quot;&#39;.toml"));
        for tag in [
            "section", "table", "tr", "td", "th", "span", "ul", "li", "details", "p", "code",
        ] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            let closed = page.matches(&format!("</{tag}>")).count();
            assert_eq!(opened, closed, "<{tag}>");
        }
    }
}
