//! What names say: their words, whatever the case, and what such words usually
//! mean in a schema. Pure.

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

/// What usually names who belongs together.
pub(crate) fn names_tenant(folded: &str) -> bool {
    const TENANTS: [&str; 18] = [
        "workspace",
        "team",
        "organization",
        "organisation",
        "org",
        "account",
        "company",
        "tenant",
        "household",
        "family",
        "business",
        "agency",
        "school",
        "clinic",
        "store",
        "shop",
        "studio",
        "club",
    ];
    TENANTS.contains(&folded)
}

/// What usually names people.
pub(crate) fn names_people(folded: &str) -> bool {
    matches!(
        folded,
        "user" | "profile" | "person" | "app_user" | "user_profile"
    )
}

/// How surely a column names the owner: less is surer; `None` is not at all.
pub(crate) fn ownership(folded: &str) -> Option<usize> {
    const OWNERS: [&[&str]; 2] = [
        &["owner_id", "owner", "owner_user_id", "owned_by"],
        &[
            "user_id",
            "user",
            "user_uuid",
            "profile_id",
            "created_by",
            "created_by_id",
            "created_by_user_id",
            "creator_id",
            "creator",
            "author_id",
            "author",
            "uploaded_by",
            "uploaded_by_id",
            "uploader_id",
            "submitted_by",
            "posted_by",
            "sender_id",
            "sender",
            "customer_id",
            "account_id",
        ],
    ];
    OWNERS.iter().position(|names| names.contains(&folded))
}

/// Whether a column names a person who has to do with the row, but does not own it.
pub(crate) fn names_other_person(folded: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "assignee",
        "assigned",
        "updated",
        "modified",
        "deleted",
        "archived",
        "approved",
        "approver",
        "reviewer",
        "reviewed",
        "invited",
        "inviter",
        "invitee",
        "recipient",
        "last",
        "referred",
        "referrer",
        "manager",
        "managed",
        "resolved",
        "closed",
        "locked",
        "edited",
        "impersonator",
    ];
    has(folded, &OTHERS)
}

/// Whether a column holds what leaves the server for nobody.
pub(crate) fn is_secret(folded: &str) -> bool {
    const SECRETS: [&str; 16] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "salt",
        "otp",
        "totp",
        "mfa",
        "hashed",
        "encrypted",
        "credential",
        "credentials",
        "stripe",
        "pin",
        "ssn",
        "cvv",
    ];
    // `tokens_used` and `max_tokens` count what a model was fed.
    let counts = [
        "used",
        "count",
        "max",
        "limit",
        "total",
        "prompt",
        "completion",
        "input",
        "output",
    ];
    let token = folded.split('_').any(|word| word == "token") && !has(folded, &counts);
    let pairs = [
        "api_key",
        "private_key",
        "signing_key",
        "access_key",
        "recovery_code",
        "backup_code",
        "key_hash",
        "code_hash",
        "pw_hash",
    ];
    let named = pairs.iter().any(|pair| folded.contains(pair));
    let public = [
        "pinned_at",
        "password_changed_at",
        "password_updated_at",
        "mfa_enabled",
    ]
    .contains(&folded);
    (has(folded, &SECRETS) || token || named) && !public
}

/// Whether a column holds what only some readers of a row should see.
pub(crate) fn is_personal(folded: &str) -> bool {
    const PERSONAL: [&str; 16] = [
        "email",
        "phone",
        "mobile",
        "salary",
        "iban",
        "birthday",
        "birthdate",
        "dob",
        "vat",
        "tax",
        "passport",
        "internal",
        "private",
        "medical",
        "diagnosis",
        "ip",
    ];
    has(folded, &PERSONAL) || folded.contains("date_of_birth") || folded.contains("credit_score")
}

/// Whether a column is not for whoever updates the row to set, without a decision.
pub(crate) fn is_controlled(folded: &str) -> bool {
    const WORDS: [&str; 35] = [
        "status",
        "state",
        "role",
        "plan",
        "tier",
        "admin",
        "verified",
        "approved",
        "paid",
        "balance",
        "credit",
        "credits",
        "quota",
        "limit",
        "count",
        "price",
        "amount",
        "total",
        "subtotal",
        "cost",
        "currency",
        "subscription",
        "trial",
        "billing",
        "invoice",
        "provider",
        "external",
        "permission",
        "permissions",
        "level",
        "score",
        "visibility",
        "public",
        "published",
        "number",
    ];
    has(folded, &WORDS)
}

/// Whether the server keeps a table, such as one that mirrors a payment provider.
pub(crate) fn is_kept(folded: &str) -> bool {
    const KEPT: [&str; 10] = [
        "subscription",
        "subscriptions",
        "payment",
        "payments",
        "audit",
        "log",
        "logs",
        "usage",
        "ledger",
        "charges",
    ];
    has(folded, &KEPT)
}

/// Whether a time is set by the server.
pub(crate) fn is_stamp(folded: &str) -> bool {
    folded.ends_with("_at")
        && ![
            "due_at",
            "starts_at",
            "ends_at",
            "start_at",
            "end_at",
            "remind_at",
            "scheduled_at",
        ]
        .contains(&folded)
        || matches!(
            folded,
            "created"
                | "updated"
                | "inserted"
                | "created_on"
                | "updated_on"
                | "created_date"
                | "updated_date"
        )
}

/// The place in a usual order of strength, weakest first.
pub(crate) fn strength(folded: &str) -> Option<usize> {
    const ROLES: [&[&str]; 11] = [
        &["guest", "external", "restricted"],
        &[
            "viewer",
            "view",
            "read",
            "reader",
            "readonly",
            "read_only",
            "observer",
        ],
        &["commenter", "comment"],
        &["contributor", "basic", "agent"],
        &["editor", "edit", "write", "writer", "author"],
        &["member", "user", "employee", "staff", "participant"],
        &["manager", "manage", "moderator", "maintainer", "lead"],
        &["billing_admin"],
        &["admin", "administrator", "full"],
        &["owner"],
        &["superadmin", "super_admin"],
    ];
    ROLES.iter().position(|names| names.contains(&folded))
}

/// The place of a plan in a usual order, least first.
pub(crate) fn worth(folded: &str) -> Option<usize> {
    const PLANS: [&[&str]; 8] = [
        &["none"],
        &["free", "hobby", "trial"],
        &["starter", "basic", "lite", "personal"],
        &["plus", "standard", "growth"],
        &["pro", "professional", "premium"],
        &["team"],
        &["business", "scale"],
        &["enterprise"],
    ];
    PLANS.iter().position(|names| names.contains(&folded))
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
    fn what_is_secret_is_told_from_what_only_sounds_so() {
        for name in [
            "password_hash",
            "stripe_customer_id",
            "refresh_token",
            "api_key",
            "mfa_secret",
            "invite_token",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "tokens_used",
            "max_tokens",
            "pinned_at",
            "title",
            "token_count",
            "content_hash",
            "hashtag",
            "mfa_enabled",
        ] {
            assert!(!is_secret(name), "{name}");
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
