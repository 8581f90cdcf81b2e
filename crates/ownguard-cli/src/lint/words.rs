//! What the names of columns tell.

/// Whether a column looks like a key, a secret, or an id that opens an account elsewhere.
pub(super) fn is_secret(column: &str) -> bool {
    let words = words(column);
    let any = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let last = words.last().map_or("", String::as_str);
    let before = words.iter().rev().nth(1).map_or("", String::as_str);
    if is_about(last) {
        return false;
    }
    let last_is = |wanted: &[&str]| wanted.contains(&last);
    any(&["secret", "password", "passwd", "passphrase", "totp", "mfa"])
        || last_is(&[
            "token",
            "hash",
            "salt",
            "otp",
            "pin",
            "credential",
            "credentials",
            "jwt",
        ])
        || (last == "key" && KEYS.contains(&before))
        || (last_is(&["code", "codes"]) && matches!(before, "recovery" | "backup"))
        || (last == "id" && any(&["stripe"]))
}

const KEYS: [&str; 10] = [
    "api",
    "private",
    "access",
    "signing",
    "encryption",
    "service",
    "ssh",
    "license",
    "webhook",
    "master",
];

/// Whether a column looks like something of a person that strangers should not see.
pub(super) fn is_personal(column: &str) -> bool {
    let words = words(column);
    let last = words.last().map_or("", String::as_str);
    !is_about(last) && words.iter().any(|word| PERSONAL.contains(&word.as_str()))
}

const PERSONAL: [&str; 22] = [
    "email",
    "mail",
    "phone",
    "mobile",
    "address",
    "street",
    "postcode",
    "zip",
    "birthday",
    "birthdate",
    "dob",
    "ssn",
    "iban",
    "passport",
    "ip",
    "lat",
    "lng",
    "latitude",
    "longitude",
    "salary",
    "vat",
    "tax",
];

/// Whether a column looks like a right, or like something that is paid for.
pub(super) fn is_privilege(column: &str) -> bool {
    let words = words(column);
    let last = words.last().map_or("", String::as_str);
    let first = words.first().map_or("", String::as_str);
    first == "stripe"
        || PRIVILEGES.contains(&last)
        || matches!(
            column,
            "is_paid" | "credit_limit" | "subscription_status" | "feature_flags"
        )
}

const PRIVILEGES: [&str; 18] = [
    "role",
    "roles",
    "admin",
    "superuser",
    "superadmin",
    "permission",
    "permissions",
    "scopes",
    "plan",
    "tier",
    "balance",
    "credits",
    "quota",
    "entitlements",
    "verified",
    "approved",
    "banned",
    "suspended",
];

/// Whether the last word says something about the thing, so that the column is not the thing.
fn is_about(last: &str) -> bool {
    matches!(
        last,
        "at" | "on"
            | "count"
            | "limit"
            | "enabled"
            | "set"
            | "expires"
            | "expiry"
            | "type"
            | "status"
            | "verified"
    )
}

/// The words of `snake_case` and `camelCase`, in small letters.
fn words(column: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for letter in column.chars() {
        let begins = letter == '_' || (small && letter.is_ascii_uppercase());
        if begins {
            words.push(String::new());
        }
        small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if let (Some(word), true) = (words.last_mut(), letter != '_') {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        for column in yes {
            assert!(is(column), "{column}");
        }
        for column in no {
            assert!(!is(column), "{column}");
        }
    }

    #[test]
    fn secrets_are_told_from_what_is_said_about_them() {
        check(
            is_secret,
            &[
                "api_key",
                "apiKey",
                "mfa_secret",
                "password_hash",
                "reset_token",
                "stripe_customer_id",
                "recovery_codes",
            ],
            &[
                "key",
                "password_changed_at",
                "token_count",
                "share_link",
                "customer_id",
                "number",
                "hash_count",
            ],
        );
    }

    #[test]
    fn personal_fields_are_told_by_their_words() {
        check(
            is_personal,
            &["email", "customer_email", "homeAddress", "ip", "last_ip"],
            &[
                "email_verified",
                "description",
                "zipped",
                "title",
                "phone_verified_at",
            ],
        );
    }

    #[test]
    fn rights_and_payments_are_told_by_their_words() {
        check(
            is_privilege,
            &[
                "role",
                "is_admin",
                "plan",
                "email_verified",
                "stripe_price",
                "credit_limit",
            ],
            &["status", "planned_at", "total", "roleplay", "explanation"],
        );
    }
}
