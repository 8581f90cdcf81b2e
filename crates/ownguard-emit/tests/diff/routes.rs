//! Routes are compared by what answers each path, not by how they are written.

use crate::difference;
use ownguard_emit::diff::Effect;

fn check(old: &[&str], new: &[&str], expected: &[(Effect, &str)]) {
    let model = |routes: &[&str]| {
        let lines = routes.iter().map(|route| {
            let (route, kind) = route.split_once(" = ").unwrap();
            format!("\"{route}\" = \"{kind}\"\n")
        });
        let lines: Vec<String> = lines.collect();
        format!("version = 1\n[routes]\n{}", lines.concat())
    };
    let difference = difference(&model(old), &model(new));
    let told = difference
        .changes
        .iter()
        .map(|one| (one.effect, &*one.text));
    assert_eq!(told.collect::<Vec<_>>(), expected, "{old:?} {new:?}");
}

const PUBLIC: &str = "public: open to everybody, cached as the origin says";
const PAGE: &str = "a page: signed in, rows not checked";

#[test]
fn a_route_that_goes_leaves_its_paths_to_the_next() {
    let wider = format!("`* /a/{{*rest}}` is {PUBLIC}; it was {PAGE}, by `GET /a/x`");
    let more = format!("`* /a/{{*rest}}` takes paths or methods that were refused: {PUBLIC}");
    let (old, new) = (
        ["GET /a/x = page", "* /a/{*rest} = public"],
        ["* /a/{*rest} = public"],
    );
    let expected = [(Effect::Widening, &*wider), (Effect::Widening, &*more)];
    check(&old, &new, &expected);
    let narrower = format!("`GET /a/x` is {PAGE}; it was {PUBLIC}, by `* /a/{{*rest}}`");
    // The other methods of that path are refused: the pattern has none of them.
    let refused =
        format!("`* /a/{{*rest}}` leaves paths or methods to be refused; it was {PUBLIC}");
    check(
        &new,
        &old,
        &[
            (Effect::Narrowing, &refused),
            (Effect::Narrowing, &narrower),
        ],
    );
}

#[test]
fn a_parameter_under_another_name_is_the_same_route() {
    check(
        &["GET /a/{x:slug} = page"],
        &["GET /a/{y:slug} = page"],
        &[],
    );
    check(
        &["GET /a/b = page", "GET /c = public"],
        &["GET /c = public", "GET /a/b = page"],
        &[],
    );
}

#[test]
fn every_method_of_an_open_route_is_looked_at() {
    let wider = format!("`* /a` is {PUBLIC}; it was {PAGE}, by `GET /a`");
    let new = format!("`* /a` is new: {PUBLIC}");
    let expected = [(Effect::Widening, &*new), (Effect::Widening, &*wider)];
    check(&["GET /a = page"], &["* /a = public"], &expected);
    let refused = format!("`* /a` is refused; it was {PAGE}");
    check(
        &["* /a = page"],
        &["GET /a = page"],
        &[(Effect::Narrowing, &refused)],
    );
}

#[test]
fn a_static_segment_goes_before_a_parameter() {
    let told = format!("`GET /a/{{x:slug}}/c` is refused; it was {PAGE}");
    // `/a/b/c` is taken by the catch-all below `/a/b` in both.
    let old = ["GET /a/{x:slug}/c = page", "* /a/b/{*rest} = public"];
    check(&old, &old[1..], &[(Effect::Narrowing, &told)]);
}
