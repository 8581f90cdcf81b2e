//! What words usually mean in the names of a schema. Pure.

use super::words::has;

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
        "encryption_key",
        "service_key",
        "ssh_key",
        "license_key",
        "webhook_key",
        "master_key",
        "recovery_code",
        "backup_code",
    ];
    let digest = folded == "hash" || folded.ends_with("_hash");
    let named = pairs.iter().any(|pair| folded.contains(pair));
    let public = [
        "pinned_at",
        "password_changed_at",
        "password_updated_at",
        "mfa_enabled",
    ]
    .contains(&folded);
    (has(folded, &SECRETS) || token || named || digest) && !public
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

#[cfg(test)]
mod tests {
    use super::*;

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
            "hashtag",
            "mfa_enabled",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
