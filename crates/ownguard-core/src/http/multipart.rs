//! `multipart/form-data` bodies (RFC 7578, RFC 2046 section 5.1), read so strictly that no origin can read them
//! otherwise. Pure; it touches nothing.

use super::content_type::{MediaType, take_parameter, take_token};
use super::form::{BodyField, FieldValue, FormFault, field, refuse_duplicates};
use super::query::Limits;

/// Reads a whole body. `boundary` is the parameter of its content type.
///
/// Each place where `--boundary` stands must be a delimiter with CRLF around it; nothing may stand before the first
/// or, but for one CRLF, behind the last.
pub fn parse<'a>(
    body: &'a [u8],
    boundary: &str,
    limits: &Limits,
) -> Result<Vec<BodyField<'a>>, FormFault> {
    let delimiter = delimiter(boundary)?;
    let mut fields = Vec::new();
    let mut rest = body
        .strip_prefix(&*delimiter)
        .ok_or(FormFault::BadDelimiter)?;
    while let Some(behind) = rest.strip_prefix(b"\r\n") {
        if fields.len() >= limits.fields {
            return Err(FormFault::TooMany);
        }
        let (part, next) = split_at(behind, &delimiter).ok_or(FormFault::BadDelimiter)?;
        let part = part.strip_suffix(b"\r\n").ok_or(FormFault::BadDelimiter)?;
        fields.push(read_part(part, limits)?);
        rest = next;
    }
    if rest != b"--" && rest != b"--\r\n" {
        return Err(FormFault::BadDelimiter);
    }
    refuse_duplicates(&fields)?;
    Ok(fields)
}

fn delimiter(boundary: &str) -> Result<Vec<u8>, FormFault> {
    // A space is allowed by the RFC, but not the same to all readers.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
    if !(1..=70).contains(&boundary.len()) || !boundary.bytes().all(allowed) {
        return Err(FormFault::BadBoundary);
    }
    Ok([b"--", boundary.as_bytes()].concat())
}

fn read_part<'a>(part: &'a [u8], limits: &Limits) -> Result<BodyField<'a>, FormFault> {
    let (head, bytes) = split_at(part, b"\r\n\r\n").ok_or(FormFault::BadPartHeader)?;
    let head = std::str::from_utf8(head).map_err(|_| FormFault::BadPartHeader)?;
    let head = read_head(head, bytes.len())?;
    let disposition = head.disposition.ok_or(FormFault::BadDisposition)?;
    let (name, filename) = read_disposition(disposition)?;
    let is_text = is_plain_text(head.content_type)? && filename.is_none();
    let value = if is_text {
        let text = std::str::from_utf8(bytes).map_err(|_| FormFault::BadCharset)?;
        FieldValue::Text(text.into())
    } else {
        FieldValue::File {
            filename,
            content_type: head.content_type,
            bytes,
        }
    };
    field(name.into(), value, limits)
}

#[derive(Default)]
struct PartHead<'a> {
    disposition: Option<&'a str>,
    content_type: Option<&'a str>,
    encoding: Option<&'a str>,
    length: Option<&'a str>,
}

fn read_head(head: &str, length: usize) -> Result<PartHead<'_>, FormFault> {
    let mut read = PartHead::default();
    for line in head.split("\r\n") {
        if line
            .bytes()
            .any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f)
        {
            return Err(FormFault::BadPartHeader);
        }
        let mut rest = line;
        let name = take_token(&mut rest).map_err(|_| FormFault::BadPartHeader)?;
        let value = rest.strip_prefix(':').ok_or(FormFault::BadPartHeader)?;
        let slot = match name.to_ascii_lowercase().as_str() {
            "content-disposition" => &mut read.disposition,
            "content-type" => &mut read.content_type,
            "content-transfer-encoding" => &mut read.encoding,
            "content-length" => &mut read.length,
            _ => return Err(FormFault::BadPartHeader),
        };
        if slot.replace(value.trim_matches([' ', '\t'])).is_some() {
            return Err(FormFault::BadPartHeader);
        }
    }
    let untouched = ["7bit", "8bit", "binary"];
    let decodes = |encoding: &str| {
        !untouched
            .iter()
            .any(|same| encoding.eq_ignore_ascii_case(same))
    };
    if read.encoding.is_some_and(decodes)
        || read.length.is_some_and(|sent| sent != length.to_string())
    {
        return Err(FormFault::BadPartHeader);
    }
    Ok(read)
}

// RFC 7578, section 4.2, forbids `filename*`; there never was a `name*`. No value may hold a backslash.
fn read_disposition(value: &str) -> Result<(&str, Option<&str>), FormFault> {
    let mut rest = value;
    let kind = take_token(&mut rest).map_err(|_| FormFault::BadDisposition)?;
    if !kind.eq_ignore_ascii_case("form-data") {
        return Err(FormFault::BadDisposition);
    }
    let (mut name, mut filename) = (None, None);
    while let Some((parameter, value)) =
        take_parameter(&mut rest).map_err(|_| FormFault::BadDisposition)?
    {
        let slot = match parameter.to_ascii_lowercase().as_str() {
            "name" => &mut name,
            "filename" => &mut filename,
            _ => return Err(FormFault::BadDisposition),
        };
        if slot.replace(value).is_some() {
            return Err(FormFault::BadDisposition);
        }
    }
    Ok((name.ok_or(FormFault::BadDisposition)?, filename))
}

fn is_plain_text(content_type: Option<&str>) -> Result<bool, FormFault> {
    let Some(content_type) = content_type else {
        return Ok(true);
    };
    let media = MediaType::parse(content_type).map_err(|_| FormFault::BadPartHeader)?;
    if media.is_multipart() {
        return Err(FormFault::Nested);
    }
    let is_text = media.is("text", "plain");
    if is_text && !media.is_utf8() {
        return Err(FormFault::BadCharset);
    }
    Ok(is_text)
}

/// Splits around the first `needle`. Linear in the text, since a needle has at most 72 bytes.
fn split_at<'a>(text: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let first = needle.first()?;
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.iter().position(|byte| byte == first)?;
        let (before, found) = text.split_at_checked(start)?;
        if let Some(behind) = found.strip_prefix(needle) {
            return Some((before, behind));
        }
        from = start + 1;
    }
}

#[cfg(test)]
mod tests;
