//! The rules of `scan`. Codes are stable: one that is no longer found is not used
//! again.

use crate::finding::{Rule, Severity};

const fn rule(
    code: &'static str,
    name: &'static str,
    severity: Severity,
    about: &'static str,
    mend: &'static str,
) -> Rule {
    Rule {
        code,
        name,
        severity,
        about,
        mend,
    }
}

/// See `about`, as for all.
pub(super) const IGNORE: Rule = rule(
    "OG3200",
    "ignore-without-reason",
    Severity::Error,
    "A finding is ignored without a reason, or by no rule's name.",
    "write `ownguard-ignore: OG3204 and why it is well`",
);
pub(super) const UNLISTED: Rule = rule(
    "OG3201",
    "unlisted-route",
    Severity::Error,
    "A route of the app is named by no route of the model.",
    "name it under `[routes]`, or by `rest` of its resource: what stands nowhere is denied at level `full`, and open below it",
);
pub(super) const STAR: Rule = rule(
    "OG3202",
    "select-star",
    Severity::Warning,
    "Every column of a guarded table is asked for, those included that nobody may see.",
    "name the columns",
);
pub(super) const UNFILTERED: Rule = rule(
    "OG3203",
    "unfiltered-query",
    Severity::Error,
    "Rows of a guarded table are read or changed whoever owns them.",
    "narrow it to the tenant or the owner: `where`",
);
pub(super) const BY_ID: Rule = rule(
    "OG3204",
    "lookup-by-id",
    Severity::Error,
    "A row is found by an id that the caller chose, and nothing asks whose it is.",
    "ask for the tenant or the owner in the same query, or let ownguard decide on the row",
);
pub(super) const KEY_IN_CLIENT: Rule = rule(
    "OG3205",
    "server-key-in-client",
    Severity::Error,
    "A key of the server stands in code or settings that browsers get.",
    "read it in code that only the server runs, and replace a key that was shipped",
);
pub(super) const SECRET: Rule = rule(
    "OG3206",
    "secret-in-bundle",
    Severity::Error,
    "A secret stands in a file that browsers get.",
    "take it out of the client's code and replace the secret: whoever loaded the page has it",
);
pub(super) const BY_EMAIL: Rule = rule(
    "OG3207",
    "webhook-by-email",
    Severity::Error,
    "A webhook finds whom it is about by an e-mail address alone.",
    "find them by the id that was stored when they were connected: an address can be anybody's",
);
pub(super) const CLAIMED: Rule = rule(
    "OG3208",
    "identity-from-request",
    Severity::Error,
    "Whose row it is, is taken from what the caller sent.",
    "take it from the session, or from the path where the model binds it",
);
pub(super) const OPEN_POLICY: Rule = rule(
    "OG3209",
    "open-policy",
    Severity::Error,
    "A policy lets everybody, or everybody who is signed in, to rows that have owners.",
    "compare the row's tenant or owner with the caller's, or restrict it: `ownguard rls` writes such policies",
);
pub(super) const NO_SECURITY: Rule = rule(
    "OG3210",
    "table-without-rls",
    Severity::Error,
    "A table that the API serves has no row-level security.",
    "`alter table … enable row level security`",
);
pub(super) const DEFINER: Rule = rule(
    "OG3211",
    "definer-search-path",
    Severity::Warning,
    "A function runs with its owner's rights and searches wherever the caller says.",
    "add `set search_path = ''` and write the schema before every name",
);
pub(super) const CACHED: Rule = rule(
    "OG3212",
    "cached-private-data",
    Severity::Error,
    "What one person may see is kept for all.",
    "answer it anew for each request, or keep it apart for each person",
);

/// All of them.
pub(crate) const ALL: [Rule; 13] = [
    IGNORE,
    UNLISTED,
    STAR,
    UNFILTERED,
    BY_ID,
    KEY_IN_CLIENT,
    SECRET,
    BY_EMAIL,
    CLAIMED,
    OPEN_POLICY,
    NO_SECURITY,
    DEFINER,
    CACHED,
];
