//! What holds for any input of the building blocks, on random cases.

use proptest::prelude::*;

use super::content_type::MediaType;
use super::cookie;
use super::form::{self, FieldValue};
use super::headers::request::{Front, Reach, RequestRules, request_edits};
use super::headers::{is_own, redirect};
use super::key::{Key, KeyKind};
use super::multipart;
use super::path::{Canonical, canonical};
use super::percent::{decode, push_escape};
use super::query::{Limits, Query, overrides_method, without_method_override};

fn escape_all(text: &str) -> String {
    let mut out = String::new();
    text.bytes().for_each(|byte| push_escape(&mut out, byte));
    out
}

proptest! {
    #[test]
    fn a_canonical_path_is_its_own_canonical_form(
        target in "/[a-c%0-9A-F./;?+é -]{0,24}|\\PC{0,12}|/(a|/|%2[0-9a-fA-F]|%[c-e][0-9]|[.]|%2e){0,8}",
    ) {
        if let Ok(once) = canonical(&target) {
            let twice = canonical(once.path());
            prop_assert_eq!(twice.as_ref().map(Canonical::path), Ok(once.path()));
        }
    }

    #[test]
    fn an_origin_that_decodes_twice_sees_the_same_segments(
        target in "/(a|/|[.]|%2[0-9a-fA-F]|%5[c-fC-F]|%25|%3[a-fA-F]|2e|2f|;|\\\\){0,8}",
    ) {
        if let Ok(found) = canonical(&target) {
            let once = decode(found.path(), false).unwrap_or_default();
            let twice = decode(&once, false).unwrap_or_default();
            prop_assert_eq!(&once, &twice);
            let seen: Vec<&str> = twice.split('/').skip(1).filter(|_| twice != "/").collect();
            let judged: Vec<_> = found.segments().collect();
            prop_assert_eq!(&judged, &seen);
            prop_assert!(!seen.iter().any(|segment| matches!(*segment, "." | "..")));
        }
    }

    #[test]
    fn every_spelling_of_a_segment_is_the_same_path(segment in "[^/\\\\;%\\pC ]{1,12}") {
        prop_assume!(segment != "." && segment != "..");
        let escaped = format!("/{}", escape_all(&segment));
        let upper = canonical(&escaped).map(|found| found.path().to_owned());
        let lower = escaped.to_ascii_lowercase();
        prop_assert_eq!(canonical(&lower).map(|found| found.path().to_owned()), upper.clone());
        let path = upper.unwrap_or_default();
        let back = canonical(&path);
        let segments: Vec<_> = back.iter().flat_map(Canonical::segments).collect();
        prop_assert_eq!(segments, [segment]);
    }

    #[test]
    fn nothing_is_left_of_a_method_override(raw in "([_a-c&=;%0-9+\\[\\]]|_method|%5fmethod){0,16}") {
        let _ = Query::parse(&raw, &Limits::USUAL);
        prop_assert!(!overrides_method(&without_method_override(&raw)));
    }

    #[test]
    fn a_form_field_always_has_a_name(body in "[a-c\\[\\].&=%0-9+é]{0,24}") {
        for field in form::parse(body.as_bytes(), &Limits::USUAL).unwrap_or_default() {
            prop_assert!(field.path.first().is_some_and(|first| !first.is_empty()));
        }
    }

    #[test]
    fn any_multipart_is_read_or_refused(
        body in "(--X|\r\n|--|Content-Disposition: form-data; |name=|filename=|\"a\"|[\r\n:;x])*",
    ) {
        let _ = multipart::parse(body.as_bytes(), "X", &Limits::USUAL);
    }

    #[test]
    fn any_text_without_the_delimiter_comes_back(value in "[ -~\r\né]{0,40}") {
        prop_assume!(!value.contains("--X"));
        let body = format!(
            "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n{value}\r\n--X--\r\n"
        );
        let fields = multipart::parse(body.as_bytes(), "X", &Limits::USUAL).unwrap_or_default();
        let values: Vec<_> = fields.into_iter().map(|field| field.value).collect();
        prop_assert_eq!(values, [FieldValue::Text(value.into())]);
    }

    #[test]
    fn any_media_type_is_read_or_refused(value in "\\PC{0,24}|application/json[;= \"a-cé\\\\]{0,16}") {
        let _ = MediaType::parse(&value);
    }

    #[test]
    fn cookies_never_hold_a_semicolon(header in "\\PC{0,32}") {
        let clean = |text: &str| !text.contains(';');
        prop_assert!(cookie::pairs(&header).all(|(name, value)| clean(name) && clean(value)));
    }

    #[test]
    fn none_of_the_gates_own_headers_is_left(
        names in prop::collection::vec("[xX][-_.][oO]wn[gG]uard([-_.][a-b]{0,2})?|[a-c]{1,3}", 0..8),
    ) {
        let rules = RequestRules {
            reach: Reach::PrivateRead, inspected: true, front: Front::Client, websocket: false,
        };
        let headers = names.iter().map(|name| (name.as_str(), "1"));
        let edits = request_edits(headers, rules);
        let removed = edits.map(|edits| edits.remove).unwrap_or_default();
        let left = names.iter().filter(|name| !removed.contains(&name.as_str()));
        prop_assert!(left.clone().all(|name| !is_own(name)), "{left:?}");
    }

    #[test]
    fn a_redirect_that_stays_never_names_another_host(location in "[/\\\\\t @:.?#a-c]{0,8}|https://app.example[/@.:\\\\a?#]{0,4}") {
        if redirect::stays_on(&location, &["https://app.example"]) {
            let behind = location.strip_prefix("https://app.example").unwrap_or(&location);
            prop_assert!(behind.is_empty() || behind.starts_with(['/', '?', '#']));
            prop_assert!(!location.starts_with("//") && !location.contains('\\'));
        }
    }

    #[test]
    fn every_i64_is_a_canonical_key_as_it_prints(number: i64) {
        prop_assert!(Key::parse(KeyKind::Int, &number.to_string()).is_ok());
    }

    #[test]
    fn an_int_key_prints_back_the_same(text in "[-+]?[0-9]{0,21}|\\PC{0,6}") {
        if Key::parse(KeyKind::Int, &text).is_ok() {
            prop_assert_eq!(text.parse::<i64>().map(|number| number.to_string()), Ok(text));
        }
    }
}
