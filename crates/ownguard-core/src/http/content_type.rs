//! Media types (RFC 9110, section 8.3), read strictly, since what a body is decides how it is checked.
//! Pure; it touches nothing.

/// A `Content-Type` value. Compared without case where the RFC says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType<'a> {
    kind: &'a str,
    subtype: &'a str,
    charset: Option<&'a str>,
    boundary: Option<&'a str>,
}

/// The value is not one media type: doubled, empty, a parameter twice, an escape in a quoted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotMediaType;

/// How a body can be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind<'a> {
    /// `application/json` or `application/*+json`, in UTF-8.
    Json,
    /// `application/x-www-form-urlencoded`, in UTF-8.
    Form,
    /// `multipart/form-data` with this boundary.
    Multipart(&'a str),
    /// Anything else: it can't be looked into.
    Opaque,
}

impl<'a> MediaType<'a> {
    /// Reads the value of one `Content-Type` header.
    pub fn parse(value: &'a str) -> Result<MediaType<'a>, NotMediaType> {
        let mut rest = value.trim_matches([' ', '\t']);
        let kind = take_token(&mut rest)?;
        rest = rest.strip_prefix('/').ok_or(NotMediaType)?;
        let subtype = take_token(&mut rest)?;
        let mut media = MediaType {
            kind,
            subtype,
            charset: None,
            boundary: None,
        };
        while let Some((name, value)) = take_parameter(&mut rest)? {
            if name.eq_ignore_ascii_case("charset") {
                set_once(&mut media.charset, value)?;
            } else if name.eq_ignore_ascii_case("boundary") {
                set_once(&mut media.boundary, value)?;
            }
        }
        Ok(media)
    }

    /// Whether type and subtype are these, given in lower case.
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.subtype.eq_ignore_ascii_case(subtype)
    }

    /// Whether it is `multipart/*`.
    pub fn is_multipart(&self) -> bool {
        self.kind.eq_ignore_ascii_case("multipart")
    }

    /// Whether it is `application/json` or `application/*+json` (RFC 6839, section 3.1), whatever the charset.
    pub fn is_json(&self) -> bool {
        let suffix = self
            .subtype
            .rsplit_once('+')
            .map_or(self.subtype, |(_, suffix)| suffix);
        self.kind.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("json")
    }

    /// Whether no charset but UTF-8 is named.
    pub fn is_utf8(&self) -> bool {
        self.charset.is_none_or(|charset| {
            charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
        })
    }

    /// How a body of this type is looked into.
    pub fn body(&self) -> BodyKind<'a> {
        if !self.is_utf8() {
            BodyKind::Opaque
        } else if self.is_json() {
            BodyKind::Json
        } else if self.is("application", "x-www-form-urlencoded") {
            BodyKind::Form
        } else if self.is("multipart", "form-data") {
            self.boundary.map_or(BodyKind::Opaque, BodyKind::Multipart)
        } else {
            BodyKind::Opaque
        }
    }
}

/// Whether the byte may stand in a token (RFC 9110, section 5.6.2).
pub fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Takes the next `; name=value`, empty ones passed over; `None` at the end. Quoted values may not hold escapes.
pub(crate) fn take_parameter<'a>(
    rest: &mut &'a str,
) -> Result<Option<(&'a str, &'a str)>, NotMediaType> {
    loop {
        *rest = rest.trim_start_matches([' ', '\t']);
        if rest.is_empty() {
            return Ok(None);
        }
        *rest = rest
            .strip_prefix(';')
            .ok_or(NotMediaType)?
            .trim_start_matches([' ', '\t']);
        if rest.is_empty() || rest.starts_with(';') {
            continue;
        }
        let name = take_token(rest)?;
        *rest = rest.strip_prefix('=').ok_or(NotMediaType)?;
        let value = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (value, behind) = quoted.split_once('"').ok_or(NotMediaType)?;
                if value
                    .bytes()
                    .any(|byte| byte == b'\\' || byte < b' ' || byte == 0x7f)
                {
                    return Err(NotMediaType);
                }
                *rest = behind;
                value
            }
            None => take_token(rest)?,
        };
        return Ok(Some((name, value)));
    }
}

/// Takes a token of at least one byte.
pub(crate) fn take_token<'a>(rest: &mut &'a str) -> Result<&'a str, NotMediaType> {
    let end = rest
        .bytes()
        .position(|byte| !is_token_byte(byte))
        .unwrap_or(rest.len());
    match rest.split_at_checked(end) {
        Some((token, behind)) if !token.is_empty() => {
            *rest = behind;
            Ok(token)
        }
        Some(_) | None => Err(NotMediaType),
    }
}

fn set_once<'a>(slot: &mut Option<&'a str>, value: &'a str) -> Result<(), NotMediaType> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(NotMediaType),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BodyKind::*;

    #[test]
    fn a_body_is_looked_into_as_its_type_says() {
        let cases = [
            ("application/json", Json),
            ("Application/JSON; Charset=UTF-8", Json),
            ("application/json;charset=\"utf-8\"", Json),
            ("application/json;", Json),
            ("application/json ; ; charset=utf8 ", Json),
            ("application/problem+json", Json),
            ("application/vnd.api+json; profile=\"a;b\"", Json),
            ("application/json; charset=utf-16", Opaque),
            ("application/json; charset=iso-8859-1", Opaque),
            ("application/json; charset=\"\"", Opaque),
            ("text/json", Opaque),
            ("application/jsonp", Opaque),
            ("application/x-ndjson", Opaque),
            ("application/json-seq", Opaque),
            ("text/event-stream", Opaque),
            ("text/html", Opaque),
            ("application/x-www-form-urlencoded", Form),
            ("application/x-www-form-urlencoded; charset=UTF-8", Form),
            ("application/x-www-form-urlencoded; charset=utf-7", Opaque),
            ("multipart/form-data; boundary=----a", Multipart("----a")),
            (
                "multipart/form-data; boundary=\"a b:c\"",
                Multipart("a b:c"),
            ),
            ("multipart/form-data", Opaque),
            ("multipart/mixed; boundary=a", Opaque),
        ];
        for (value, expected) in cases {
            assert_eq!(
                MediaType::parse(value).map(|media| media.body()),
                Ok(expected),
                "`{value}`"
            );
        }
    }

    #[test]
    fn a_doubtful_type_is_refused() {
        for value in [
            "",
            "json",
            "application/",
            "/json",
            "application/json, text/html",
            "application/json text/html",
            "application /json",
            "application/ json",
            "application/json; charset",
            "application/json; charset=",
            "application/json; charset =utf-8",
            "application/json; charset= utf-8",
            "application/json; charset=utf-8; charset=utf-16",
            "application/json; charset=utf-8; Charset=utf-8",
            "application/json; charset=\"utf-8",
            "application/json; charset=\"utf\\-8\"",
            "application/json; charset=utf-8\u{e9}",
            "application/json\n",
            "multipart/form-data; boundary=a; boundary=b",
            "*/*;q=0.1,",
        ] {
            assert_eq!(MediaType::parse(value), Err(NotMediaType), "`{value}`");
        }
    }
}
