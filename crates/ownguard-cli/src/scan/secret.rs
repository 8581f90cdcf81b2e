//! Finds secrets in texts by the forms that their makers give them. Pure. A
//! secret is never repeated: only its kind and its place leave here.

use ownguard_core::json::Span;

/// A secret's place and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    pub(super) what: &'static str,
    pub(super) span: Span,
}

/// The beginnings, how long what follows is at least, and what it is.
const FORMS: [(&str, usize, &str); 12] = [
    ("sk_live_", 16, "a secret key of Stripe"),
    ("sk_test_", 16, "a secret key of Stripe's test mode"),
    ("rk_live_", 16, "a restricted key of Stripe"),
    ("whsec_", 20, "a signing secret of webhooks"),
    ("sb_secret_", 16, "a secret key of Supabase"),
    ("sk-ant-", 24, "a key of Anthropic"),
    ("sk-proj-", 24, "a key of OpenAI"),
    ("ghp_", 30, "a token of GitHub"),
    ("github_pat_", 30, "a token of GitHub"),
    ("xoxb-", 20, "a token of Slack"),
    ("AKIA", 16, "an access key of AWS"),
    ("re_", 24, "a key of Resend"),
];

/// Every secret of a text.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut list = Vec::new();
    for (begin, least, what) in FORMS {
        for (at, _) in text.match_indices(begin) {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let apart = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
            let rest = text.get(at + begin.len()..).unwrap_or_default();
            let length = rest.bytes().take_while(|byte| is_key(*byte)).count();
            let varied = rest.bytes().take(length).any(|byte| byte.is_ascii_digit());
            if apart && length >= least && varied {
                list.push(secret(what, at, begin.len() + length));
            }
        }
    }
    for (at, _) in text.match_indices("-----BEGIN ") {
        let rest = text.get(at..).unwrap_or_default();
        let Some((kind, body)) = rest.split_once("PRIVATE KEY-----") else {
            continue;
        };
        // The line alone stands in whatever reads such keys; line feeds may be written as `\n`.
        let body = body.trim_start_matches(['\\', 'n', 'r', '\n', '\r']);
        let length = body.bytes().take_while(|byte| is_base64(*byte)).count();
        if kind.len() < 24 && length >= 40 {
            let lead = rest.len() - body.len();
            list.push(secret("a private key", at, lead + length));
        }
    }
    list.extend(service_tokens(text));
    list.sort_by_key(|secret| secret.span.start);
    list
}

fn secret(what: &'static str, at: usize, length: usize) -> Secret {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Secret {
        what,
        span: Span {
            start: offset(at),
            end: offset(at + length),
        },
    }
}

const fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\' | b'\n' | b'\r')
}

/// JSON Web Tokens (RFC 7519) whose role is that of the server.
fn service_tokens(text: &str) -> impl Iterator<Item = Secret> {
    text.match_indices("eyJ").filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        let length = rest
            .bytes()
            .take_while(|byte| is_key(*byte) || *byte == b'.')
            .count();
        let token = rest.get(..length)?;
        let payload = token.split('.').nth(1)?;
        let payload = decoded(payload)?;
        let value: serde_json::Value = serde_json::from_slice(&payload).ok()?;
        let role = value.get("role")?.as_str()?;
        (role == "service_role").then(|| secret("a token of Supabase's service role", at, length))
    })
}

/// Base64 for URLs (RFC 4648, section 5), without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// The text with every secret made unreadable, each place kept.
pub(super) fn hidden(text: &str, secrets: &[Secret]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        let (start, end) = (secret.span.start as usize, secret.span.end as usize);
        if start < at {
            continue;
        }
        shown.push_str(text.get(at..start).unwrap_or_default());
        shown.push_str(&"*".repeat(end.saturating_sub(start)));
        at = end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token of the given role, made here so that none stands in a file.
    fn token(role: &str) -> String {
        let payload = format!("{{\"iss\":\"supabase\",\"role\":\"{role}\"}}");
        format!(
            "eyJhbGciOiJIUzI1NiJ9.{}.c2lnbmF0dXJl",
            encoded(payload.as_bytes())
        )
    }

    fn encoded(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk
                .iter()
                .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            for at in 0..=chunk.len() {
                text.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
            }
        }
        text
    }

    #[test]
    fn secrets_are_found_by_their_form() {
        let key = ["sk_", "live_", "abcdefgh12345678"].concat();
        let text = format!("x=\"{key}\";y='{}'", token("service_role"));
        let found: Vec<_> = secrets(&text).iter().map(|secret| secret.what).collect();
        assert_eq!(
            found,
            [
                "a secret key of Stripe",
                "a token of Supabase's service role"
            ]
        );
        let shown = hidden(&text, &secrets(&text));
        assert_eq!(shown.len(), text.len());
        assert!(!shown.contains("abcdefgh"), "{shown}");
    }

    #[test]
    fn a_private_key_is_hidden_whole() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj";
        for feed in ["\n", "\\n"] {
            let text = format!(
                "k = \"-----BEGIN RSA {}{feed}{body}{feed}{body}{feed}-----END\"",
                "PRIVATE KEY-----"
            );
            let found = secrets(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(!hidden(&text, &found).contains("MIIE"), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_secret_is_none() {
        for text in [
            "sk_live_",
            "sk_live_your_key_goes_here",
            "risk_test_abcdefgh12345678",
            &token("anon"),
            "eyJ.eyJ.eyJ",
            "-----BEGIN PUBLIC KEY-----",
            "if (!pem.startsWith('-----BEGIN PRIVATE KEY-----')) throw new TypeError('this is no key of that kind at all')",
            "pk_live_abcdefgh12345678",
        ] {
            assert_eq!(secrets(text), [], "{text}");
        }
    }
}
