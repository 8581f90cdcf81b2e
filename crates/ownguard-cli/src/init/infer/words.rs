//! The words of names, whatever their case. Pure.

/// `createdByUserId` and `created_by_user_id` are `created_by_user_id`.
pub(crate) fn folded(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let next_small = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts = c.is_uppercase()
            && (before.is_lowercase()
                || before.is_ascii_digit()
                || (before.is_uppercase() && next_small));
        if (!c.is_alphanumeric() || starts) && !text.is_empty() && !text.ends_with('_') {
            text.push('_');
        }
        if c.is_alphanumeric() {
            text.extend(c.to_lowercase());
        }
        before = c;
    }
    text.trim_end_matches('_').to_owned()
}

/// `order_items` is `order_item`; only the last word changes.
pub(crate) fn singular(folded: &str) -> String {
    let (before, last) = match folded.rsplit_once('_') {
        Some((before, last)) => (Some(before), last),
        None => (None, folded),
    };
    let last = one(last);
    before.map_or_else(|| last.clone(), |before| format!("{before}_{last}"))
}

fn one(word: &str) -> String {
    const ODD: [(&str, &str); 8] = [
        ("people", "person"),
        ("children", "child"),
        ("statuses", "status"),
        ("data", "data"),
        ("news", "news"),
        ("series", "series"),
        ("media", "media"),
        ("movies", "movie"),
    ];
    if let Some((_, one)) = ODD.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let stem = |end: &str| word.strip_suffix(end);
    if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.to_owned()
    } else if let Some(stem) = stem("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else if ["sses", "xes", "ches", "shes", "zzes"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        stem("es").unwrap_or(word).to_owned()
    } else {
        stem("s")
            .filter(|stem| stem.len() > 1)
            .unwrap_or(word)
            .to_owned()
    }
}

/// Whether a model can write the name.
pub(crate) fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let other = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.len() <= 63 && text.starts_with(first) && text.chars().all(other)
}

/// Whether a role, level or plan can be called so.
pub(crate) fn is_label(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let other = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':');
    text.len() <= 63 && text.starts_with(first) && text.chars().all(other)
}

/// Whether a name has one of the words.
pub(crate) fn has(folded: &str, words: &[&str]) -> bool {
    folded.split('_').any(|word| words.contains(&word))
}

/// The values in a usual order, where every one has a place and no two have the same.
pub(crate) fn ordered(
    values: &[String],
    place: impl Fn(&str) -> Option<usize>,
) -> Option<Vec<String>> {
    let mut placed: Vec<(usize, &String)> = Vec::new();
    for value in values {
        let place = place(&folded(value))?;
        if placed.iter().any(|(known, _)| *known == place) || !is_label(value) {
            return None;
        }
        placed.push((place, value));
    }
    placed.sort_unstable();
    let list: Vec<String> = placed.into_iter().map(|(_, value)| value.clone()).collect();
    Some(list).filter(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::infer::meaning::strength;

    #[test]
    fn names_are_folded_whatever_their_case() {
        for (name, expected) in [
            ("createdByUserId", "created_by_user_id"),
            ("created_by", "created_by"),
            ("Order Items", "order_items"),
            ("APIKey", "api_key"),
            ("HTTPServer2Go", "http_server2_go"),
            ("__x__", "x"),
        ] {
            assert_eq!(folded(name), expected);
        }
    }

    #[test]
    fn the_last_word_becomes_one() {
        for (many, expected) in [
            ("order_items", "order_item"),
            ("companies", "company"),
            ("boxes", "box"),
            ("statuses", "status"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("addresses", "address"),
            ("people", "person"),
            ("process", "process"),
            ("invoices", "invoice"),
        ] {
            assert_eq!(singular(many), expected, "{many}");
        }
    }

    #[test]
    fn roles_are_ordered_only_where_every_one_has_a_place() {
        let words = |list: &[&str]| {
            list.iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let order = |list: &[&str]| ordered(&words(list), strength);
        assert_eq!(
            order(&["OWNER", "ADMIN", "MEMBER"]),
            Some(words(&["MEMBER", "ADMIN", "OWNER"]))
        );
        assert_eq!(order(&["owner", "wizard"]), None);
        assert_eq!(order(&["viewer", "reader"]), None);
        assert_eq!(order(&[]), None);
    }
}
