//! The rules of `check`, each with its code, its name and what to do about it. A code is never
//! reused, and keeps its meaning.

use crate::finding::{Rule, Severity};

macro_rules! rules {
    ($($name:ident = $code:literal $word:literal $severity:ident $about:literal $mend:literal;)+) => {
        $(
            pub(super) const $name: Rule = Rule {
                code: $code,
                name: $word,
                severity: Severity::$severity,
                about: $about,
                mend: $mend,
            };
        )+

        /// Every rule, in order.
        pub(crate) const ALL: &[Rule] = &[$($name),+];
    };
}

rules! {
    // Routes
    UNCHECKED_ROUTE = "OG3101" "unchecked-route" Info
        "A `page` or `app` route needs a session, but no row of it is checked."
        "decide inside the app: `decide` or `filter` at every query behind it";
    UNUSED_GRANT = "OG3102" "unused-grant" Warning
        "An action is granted, and no route does it."
        "name the route that does it, or take the grant away";
    DEAD_ROUTE = "OG3103" "dead-route" Warning
        "A route does an action that is granted to nobody, so that it always denies."
        "grant the action, or take the route away";
    WIDE_OPEN = "OG3104" "wide-open" Warning
        "A catch-all that is `public` or `auth` lies over paths that are row-checked: what is not named there is open to everybody."
        "name the open paths one by one, or move them below a path of their own";
    WIDE_UNCHECKED = "OG3105" "wide-unchecked" Warning
        "A catch-all that is `page` or `app` lies over paths that are row-checked: what is not named there passes without a check of rows."
        "name the routes one by one; what no route names is denied";
    EXPOSED_ENDPOINT = "OG3106" "exposed-endpoint" Warning
        "A route leads callers to an endpoint that only the gate may ask."
        "narrow the route, so that it does not match the endpoint";
    UNINSPECTED_ANSWER = "OG3107" "uninspected-answer" Info
        "A file or stream is decided before the app is asked; what it answers is not inspected."
        "let the query behind it select only what the caller may see";
    OPEN_ENVELOPE = "OG3108" "open-envelope" Info
        "A part of an answer passes whole, beside its rows."
        "no row and no total of foreign rows may stand in it";
    NO_LABELS = "OG3109" "no-labels" Error
        "A route writes rows whose labels the gate cannot look up: neither a labels endpoint nor a read route tells them."
        "add `labels` to `[wire]`, give the resource a read route, or make the route `app`";
    NO_WEBHOOK = "OG3110" "no-webhook" Warning
        "A service is proven by Stripe's signature, and no webhook route names it."
        "name its route: `\"POST /webhooks/stripe\" = \"webhook.<service>\"`";

    // Grants
    CONDITIONAL_WRITE = "OG3120" "conditional-write" Info
        "A write is granted only in some states of the row, and the row can change between check and write."
        "repeat the condition in the write itself: the app's `where`, or the policies of `ownguard rls`";
    UNUSED_RELATION = "OG3121" "unused-relation" Info
        "A role, level or service is granted nothing of its own."
        "grant it something, or take it out";
    UNUSED_ACTION = "OG3122" "unused-action" Info
        "An action of the model's own is granted to nobody."
        "grant it, or take it out";
    NOBODY = "OG3123" "nobody" Warning
        "A resource grants nothing, so that everybody is denied everything."
        "add `[resources.<name>.grants]`, or take the resource out";
    NO_ROW_KNOWN = "OG3124" "no-row-known" Info
        "A grant cannot hold where no single row is known: an export knows roles, not owners, shares, links or conditions."
        "grant it to a role, or put `{id}` into the path";
    READS_NOTHING = "OG3125" "reads-nothing" Warning
        "A relation may read rows, but sees no field of them."
        "name what it sees: `show` inside, `outside` for `link`, `authenticated` and `anyone`";
    WRITES_NOTHING = "OG3126" "writes-nothing" Info
        "A relation may create or update rows, but may write no field."
        "name what it may write: `write`";
    OUTSIDERS = "OG3127" "outsiders" Info
        "Rows can be shared with people outside their tenant."
        "keep it only where sharing out is meant; what they see is what every inside reader sees";
    NOTHING_TO_SHARE = "OG3128" "nothing-to-share" Warning
        "`share` is granted, but the resource has neither shares nor a visibility."
        "add `visibility` or `[resources.<name>.shares]`, or take the grant away";
    INVITE_ELSEWHERE = "OG3129" "invite-elsewhere" Warning
        "`invite` is granted on something else than the members' table, where the rules of members do not hold."
        "grant it on the resource of `tenancy.members.table`";
    NOTHING_TO_RESTORE = "OG3130" "nothing-to-restore" Warning
        "`restore` is granted, but the resource has no `deleted` column."
        "add `deleted`, or take the grant away";
    WEAK_PARENT = "OG3131" "weak-parent" Warning
        "Whoever may read the parent may change or delete its children."
        "ask `update` of the parent: `as = { update = \"update\", delete = \"update\" }`";
    STAFF_WRITES = "OG3132" "staff-writes" Info
        "Staff may write rows of every tenant."
        "keep it to what support needs; it is always audited";
    PUBLIC_LIST = "OG3133" "public-list" Info
        "Everybody may list what is public, not only open single rows."
        "grant `read` alone where a row is meant for those who know it";
    NO_TENANT = "OG3134" "service-without-tenant" Warning
        "A service is granted rows of tenants, but nothing says for which tenant it acts: it is always denied."
        "`tenant = \"mapping\"`";
    OPEN_CHILD = "OG3135" "open-child" Warning
        "A write on a child asks only `read` of its parent, and staff or everybody may read that."
        "ask `update` of the parent";

    // Fields
    SECRET_SHOWN = "OG3140" "secret-shown" Warning
        "A field that looks like a key or a secret is shown."
        "put it into `never`";
    PERSONAL_OUTSIDE = "OG3141" "personal-outside" Warning
        "A field that looks personal is shown to people outside."
        "take it out of `outside`, or say who sees it: `to`";
    PRIVILEGE_WRITTEN = "OG3142" "privilege-written" Warning
        "Whoever may update the row may write a field that looks like a right or a payment."
        "say who writes it: `<field> = { write = [\"…\"] }`";
    UNCHECKED_REFERENCE = "OG3143" "unchecked-reference" Warning
        "A field that can be written points at rows of a resource, and nothing checks that the caller may read them."
        "`ref = \"<resource>\"`";
    JSON_WHOLE = "OG3144" "json-whole" Info
        "A field passes as any JSON, whatever stands in it."
        "no row and no secret may stand in it; nested rows are `embed`";
    OUTSIDE_UNUSED = "OG3145" "outside-unused" Info
        "`outside` names fields, and nobody outside may read the rows."
        "grant `read` to `link`, `authenticated` or `anyone`, or take it out";

    // Identity and facts
    NO_IDENTITY = "OG3150" "no-identity" Warning
        "People are granted something, and nothing says how they are identified: everybody is anonymous."
        "add `[identity]`";
    EDITABLE_CLAIM = "OG3151" "maybe-editable-claim" Warning
        "A fact comes from a claim that people can often edit themselves."
        "take it from a claim that only the server writes, or from the facts endpoint";
    LONG_SESSION = "OG3152" "long-session" Warning
        "A token is accepted for longer than a day."
        "shorten `max_lifetime`, and let clients refresh";
    STALENESS = "OG3153" "staleness" Info
        "How long a removed or lowered member can still act, at most."
        "`tenancy.max_age`, and `fresh` for single actions, make it shorter";
    MEMBERSHIPS_UNKNOWN = "OG3154" "memberships-unknown" Warning
        "Roles are granted something, and no source says who holds them."
        "add `facts` to `[tenancy]`: `claim:…` or `origin:…`";
    STAFF_UNKNOWN = "OG3155" "staff-unknown" Warning
        "Staff are granted something, and no source says who they are."
        "`staff = \"app_metadata.staff\"` in `[identity.claims]`, or a facts endpoint";
    SUSPENSION_UNSEEN = "OG3156" "suspension-unseen" Info
        "No source says that a person is suspended: whoever is, acts until the token ends."
        "`status` in `[identity.claims]`, or a facts endpoint";
    PLAIN_ORIGIN = "OG3157" "plain-origin" Warning
        "Pages of an origin without encryption may send the session cookie."
        "`https://`";
    MUTABLE_SUBJECT = "OG3158" "mutable-subject" Warning
        "A person is told apart by something that changes or can be taken over."
        "leave `sub` to the issuer's own id";
    SHARED_SECRET = "OG3159" "shared-secret" Info
        "Tokens are checked with a shared secret: whoever knows it can be anybody."
        "prefer the issuer's published keys";

    // Level
    LEVEL_ENDED = "OG3160" "level-ended" Error
        "A level below `full` is past its last day."
        "set `level = \"full\"` and take `until` out";
    LEVEL_BELOW_FULL = "OG3161" "level-below-full" Info
        "Not everything is enforced yet."
        "raise the level step by step: report, cache, rows, fields, full";
}
