//! What the multipart reader takes and refuses.

use super::*;
use FormFault::*;

const NAME: &str = "Content-Disposition: form-data; name=\"a\"";

fn check(body: &str, expected: Result<&[(&str, &str)], FormFault>) {
    let limits = Limits {
        fields: 2,
        name: 16,
        depth: 2,
    };
    let found = parse(body.as_bytes(), "X", &limits);
    let found = found.as_ref().map_err(|fault| *fault).map(|fields| {
        fields
            .iter()
            .map(|field| (field.path.join("/"), show(&field.value)))
            .collect::<Vec<_>>()
    });
    let expected = expected.map(|fields| {
        fields
            .iter()
            .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>()
    });
    assert_eq!(found, expected, "`{body}`");
}

fn show(value: &FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) => text.clone().into_owned(),
        FieldValue::File {
            filename,
            content_type,
            bytes,
        } => {
            format!("{filename:?} {content_type:?} {}", bytes.len())
        }
    }
}

fn part(head: &str, value: &str) -> String {
    format!("--X\r\n{head}\r\n\r\n{value}\r\n--X--\r\n")
}

#[test]
fn what_browsers_send_is_read() {
    check("--X--\r\n", Ok(&[]));
    check("--X--", Ok(&[]));
    check(&part(NAME, "1"), Ok(&[("a", "1")]));
    check(&part(NAME, ""), Ok(&[("a", "")]));
    check(
        &part(NAME, "é\r\n\r\n--Y\r\n"),
        Ok(&[("a", "é\r\n\r\n--Y\r\n")]),
    );
    check(
        &part("content-disposition:FORM-DATA;name=a", "1"),
        Ok(&[("a", "1")]),
    );
    check(
        &part("Content-Disposition: form-data; name=\"a[b]\"", "1"),
        Ok(&[("a/b", "1")]),
    );
    check(
        &part(&format!("{NAME}; filename=\"x y.pdf\""), "123"),
        Ok(&[("a", "Some(\"x y.pdf\") None 3")]),
    );
    check(
        &part(
            &format!("{NAME}; filename=\"\"\r\nContent-Type: application/octet-stream"),
            "",
        ),
        Ok(&[("a", "Some(\"\") Some(\"application/octet-stream\") 0")]),
    );
    check(
        &part(
            &format!("{NAME}\r\nContent-Type: text/plain; charset=utf-8"),
            "1",
        ),
        Ok(&[("a", "1")]),
    );
    check(
        &part(
            &format!("{NAME}\r\nContent-Transfer-Encoding: binary\r\nContent-Length: 1"),
            "1",
        ),
        Ok(&[("a", "1")]),
    );
    check(
        "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X\r\nContent-Disposition: form-data; name=b\r\n\r\n2\r\n--X--\r\n",
        Ok(&[("a", "1"), ("b", "2")]),
    );
}

#[test]
fn a_typed_part_is_not_text() {
    check(
        &part(&format!("{NAME}\r\nContent-Type: application/json"), "{}"),
        Ok(&[("a", "None Some(\"application/json\") 2")]),
    );
}

#[test]
fn doubtful_delimiters_are_refused() {
    let good = part(NAME, "1");
    for body in [
        String::new(),
        "X".to_owned(),
        "--X".to_owned(),
        "--X\r\n".to_owned(),
        "--X-".to_owned(),
        format!("preamble\r\n{good}"),
        format!("\r\n{good}"),
        format!("{good}epilogue"),
        format!("{good}\r\n"),
        good.replace("--X--", "--X"),
        good.replace("\r\n", "\n"),
        good.replace("--X--", "--X --"),
        good.replacen("--X\r\n", "--X \r\n", 1),
        good.replacen("--X\r\n", "--XY\r\n", 1),
        part(NAME, "1\n--X\nb"),
        part(NAME, "1--X"),
        part(NAME, "1\r\n--XY"),
        part(NAME, "1\r--X"),
        part(NAME, "1\r\n---X"),
    ] {
        check(&body, Err(BadDelimiter));
    }
    for boundary in ["", "a b", "a\"", "é", "a\r\n", &"a".repeat(71)] {
        assert_eq!(
            parse(b"", boundary, &Limits::USUAL),
            Err(BadBoundary),
            "`{boundary}`"
        );
    }
}

#[test]
fn doubtful_parts_are_refused() {
    let with = |more: &str| part(&format!("{NAME}{more}"), "1");
    let cases = [
        (part("Content-Type: text/plain", "1"), BadDisposition),
        (
            part("Content-Disposition: attachment; name=a", "1"),
            BadDisposition,
        ),
        (part("Content-Disposition: form-data", "1"), BadDisposition),
        (
            part("Content-Disposition: form-data; filename=a", "1"),
            BadDisposition,
        ),
        (
            part("Content-Disposition: form-data; name*=utf-8''b", "1"),
            BadDisposition,
        ),
        (with("; name*=utf-8''b"), BadDisposition),
        (with("; filename*=utf-8''b"), BadDisposition),
        (with("; name=\"b\""), BadDisposition),
        (with("; filename=a; filename=b"), BadDisposition),
        (with("; size=1"), BadDisposition),
        (with("b"), BadDisposition),
        (
            part("Content-Disposition: form-data; name=\"a\\\"b\"", "1"),
            BadDisposition,
        ),
        (
            part("Content-Disposition: form-data; name=\"a", "1"),
            BadDisposition,
        ),
        (
            part("Content-Disposition: form-data; name=\"\"", "1"),
            AmbiguousName,
        ),
        (
            part("Content-Disposition: form-data; name=\"a[b\"", "1"),
            AmbiguousName,
        ),
        (
            with("\r\nContent-Disposition: form-data; name=\"b\""),
            BadPartHeader,
        ),
        (with(";\r\n name=\"b\""), BadPartHeader),
        (with("\r\n\tx: y"), BadPartHeader),
        (with("\r\nContent-Type : text/plain"), BadPartHeader),
        (
            with("\r\nContent-Type: text/plain\r\nContent-Type: text/html"),
            BadPartHeader,
        ),
        (with("\r\nContent-Type: text"), BadPartHeader),
        (with("\r\nX-Other: 1"), BadPartHeader),
        (with("\r\nno colon"), BadPartHeader),
        (with("\u{7f}"), BadPartHeader),
        (with("\nContent-Type: text/plain"), BadPartHeader),
        (with("\r\nContent-Transfer-Encoding: base64"), BadPartHeader),
        (with("\r\nContent-Length: 2"), BadPartHeader),
        (
            with("\r\nContent-Type: multipart/mixed; boundary=Y"),
            Nested,
        ),
        (
            with("\r\nContent-Type: text/plain; charset=utf-16"),
            BadCharset,
        ),
        (
            part("Content-Disposition: form-data; name=_charset_", "utf-7"),
            BadCharset,
        ),
        (
            part(
                "Content-Disposition: form-data; name=aaaaaaaaaaaaaaaaa",
                "1",
            ),
            NameTooLong,
        ),
        ("--X\r\n\r\n1\r\n--X--".to_owned(), BadPartHeader),
        (format!("--X\r\n{NAME}\r\n--X--"), BadPartHeader),
    ];
    for (body, fault) in cases {
        check(&body, Err(fault));
    }
    let text = b"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--X--";
    assert_eq!(parse(text, "X", &Limits::USUAL), Err(BadCharset));
}

#[test]
fn a_field_sent_twice_or_too_many_are_refused() {
    let one = format!("--X\r\n{NAME}\r\n\r\n1\r\n");
    check(&format!("{one}{one}--X--"), Err(Duplicate));
    check(&format!("{one}{one}{one}--X--"), Err(TooMany));
}
