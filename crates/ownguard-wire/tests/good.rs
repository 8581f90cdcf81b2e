//! Models that are right: each reads without a problem, and is the same in both forms.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]
#![expect(clippy::panic, reason = "tests fail loudly")]

use ownguard_core::http::spec::{Binding, KeyFrom, RouteKind, Segment};
use ownguard_core::{Action, Model};
use ownguard_wire::model::{Document, Format, Setting, read};
use std::fs;
use std::path::{Path, PathBuf};

fn good() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/models/good")
}

fn document(file: &Path, format: Format) -> Document {
    let source = fs::read_to_string(file).unwrap();
    let name = file.display().to_string();
    read(&source, &name, format).unwrap_or_else(|problems| panic!("{problems}"))
}

fn toml(name: &str) -> Document {
    document(&good().join(name).with_extension("toml"), Format::Toml)
}

const NAMES: [&str; 3] = ["design", "empty", "people"];

#[test]
fn the_leaky_apps_model_reads_without_a_word() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/leaky-app/ownguard.toml");
    let document = document(&file, Format::Toml);
    assert!(document.warnings.is_empty(), "{}", document.warnings);
    assert!(Model::compile(document.spec).is_ok());
}

#[test]
fn a_right_model_has_no_problem_and_compiles() {
    for name in NAMES {
        let document = toml(name);
        assert!(
            document.warnings.is_empty(),
            "{name}: {}",
            document.warnings
        );
        assert!(Model::compile(document.spec).is_ok(), "{name}");
    }
}

#[test]
fn json_says_the_same_as_toml() {
    for name in NAMES {
        let one = toml(name);
        let two = document(&good().join(name).with_extension("json"), Format::Json);
        assert_ne!(one.hash, two.hash, "{name}: the hash is that of the source");
        let parts = |document: Document| {
            let Document {
                spec,
                identity,
                services,
                facts,
                labels,
                storage,
                until,
                ..
            } = document;
            format!(
                "{spec:#?} {identity:#?} {services:#?} {facts:#?} {labels:?} {storage:#?} {until:?}"
            )
        };
        assert_eq!(parts(one), parts(two), "{name}");
    }
}

#[test]
fn the_empty_model_grants_nothing() {
    let document = toml("empty");
    assert!(document.spec.resources.is_empty());
    assert!(document.spec.http.routes.is_empty());
    assert!(document.identity.is_none());
}

#[test]
fn the_five_usual_routes_stand_below_rest_and_written_ones_replace_them() {
    let spec = toml("design").spec;
    let at = |method: &str, pattern: &str| -> Vec<String> {
        let routes = spec.http.routes.iter().filter(|route| {
            route.pattern == pattern && route.method.is_some_and(|known| known.as_str() == method)
        });
        routes
            .map(|route| {
                let RouteKind::Action(route) = &route.kind else {
                    panic!("not row-checked");
                };
                let resource = &spec.resources[route.resource].name;
                format!("{resource}.{} can={}", route.action.index(), route.can)
            })
            .collect()
    };
    let base = "/api/workspaces/{workspace}/invoices";
    let row = format!("{base}/{{id}}");
    assert_eq!(at("GET", base), ["invoice.0 can=true"]);
    assert_eq!(at("POST", base), ["invoice.2 can=false"]);
    assert_eq!(at("GET", &row), ["invoice.1 can=false"]);
    assert_eq!(at("PATCH", &row), ["invoice.3 can=false"]);
    assert_eq!(at("DELETE", &row), ["invoice.4 can=false"]);
    assert_eq!(at("PUT", &row), [""; 0]);
}

#[test]
fn parameters_bind_the_tenant_the_key_and_those_above() {
    let spec = toml("design").spec;
    let bound = |pattern: &str| -> Vec<Binding> {
        let route = spec
            .http
            .routes
            .iter()
            .find(|route| route.pattern == pattern);
        let segments = route
            .unwrap()
            .segments
            .iter()
            .filter_map(|segment| match segment {
                Segment::Param(binding) => Some(*binding),
                Segment::Static(_) | Segment::Rest => None,
            });
        segments.collect()
    };
    let lines = "/api/workspaces/{workspace}/invoices/{invoice}/lines/{id}";
    assert_eq!(
        bound(lines),
        [Binding::Tenant, Binding::Ancestor(1), Binding::Key]
    );
    assert_eq!(bound("/s/{link}"), [Binding::Link]);
    assert_eq!(bound("/w/{workspace:slug}/{*rest}"), [Binding::Nothing]);
    assert_eq!(bound("/api/workspaces/{id}"), [Binding::Key]);
    // The tenant's own row: its key is the tenant's.
    assert_eq!(bound("/api/current/{workspace}"), [Binding::Key]);
}

#[test]
fn a_dashboard_is_read_by_the_actions_of_its_rows() {
    let spec = toml("design").spec;
    let route = spec
        .http
        .routes
        .iter()
        .find(|route| route.pattern == "/api/dashboard");
    let RouteKind::Action(route) = &route.unwrap().kind else {
        panic!("not row-checked");
    };
    assert!(route.composite);
    assert_eq!(route.key, KeyFrom::Path);
    let sites = route.sites.iter().map(|site| {
        let resource = &spec.resources[site.resource].name;
        (site.pointer.to_string(), resource.as_str(), site.action)
    });
    let expected = [
        ("/invoices".to_owned(), "invoice", Action::LIST),
        ("/members".to_owned(), "member", Action::LIST),
    ];
    assert_eq!(sites.collect::<Vec<_>>(), expected);
}

#[test]
fn columns_stand_in_the_order_of_naming_under_their_names_in_json() {
    let spec = toml("people").spec;
    let columns: Vec<_> = spec.resources[0]
        .fields
        .iter()
        .map(|field| field.column.as_str())
        .collect();
    let expected = [
        "id",
        "user_id",
        "visibility",
        "deleted_at",
        "title",
        "text",
        "pinned",
        "tags",
        "locked",
    ];
    assert_eq!(columns, expected);
    let spec = toml("design").spec;
    let invoice = spec
        .resources
        .iter()
        .find(|resource| resource.name == "invoice")
        .unwrap();
    let due = invoice
        .fields
        .iter()
        .find(|field| field.column == "due_at")
        .unwrap();
    assert_eq!(due.wire, "dueAt");
}

#[test]
fn env_is_resolved_when_asked_and_not_before() {
    let identity = toml("people").identity.unwrap();
    let project = identity.project.unwrap();
    assert_eq!(project, Setting::Env("CLERK_PUBLISHABLE_KEY".to_owned()));
    let value =
        project.resolve(&|name| (name == "CLERK_PUBLISHABLE_KEY").then(|| "pk_x".to_owned()));
    assert_eq!(value.unwrap(), "pk_x");
    let unset = project.resolve(&|_| None).unwrap_err();
    assert_eq!(
        unset.to_string(),
        "the environment variable `CLERK_PUBLISHABLE_KEY` is not set"
    );
}
