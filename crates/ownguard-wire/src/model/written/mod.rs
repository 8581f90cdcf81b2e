//! The model as it is written: every table and key, with its meaning. What the
//! names in it mean is found out in `resolve`.

mod claim;
mod either;
mod resource;
mod route;

pub use claim::{ClaimPath, FactSource};
pub use either::{
    GrantEntry, Guarded, Guest, GuestClaim, IdentityNames, IdentityOf, OneOrMany, Relations,
    Values, Writers,
};
pub use resource::{ActionAsks, Field, Grant, Parent, Resource, Screen, Shares};
pub use route::{AnswerKind, Route, RouteTable, Rows};

use super::leaf::{
    AbsolutePath, Date, Duration, Label, Name, Origin, Secret, Setting, Size, TableName, TokenName,
};
use super::read::{At, Map};
use super::table::{tables, words};

tables! {
    /// An ownership model: who may do what with which rows and fields. What is not granted is denied.
    Model("the model") {
        /// Where the schema stands, for editors that read it here. In TOML: `#:schema ./ownguard.schema.json`.
        schema as "$schema": Option<At<String>>,
        /// The version of this format: 1.
        version: At<u32>,
        /// Counts up with every change; an older model never replaces a newer one.
        revision: Option<At<u32>> = 0,
        /// Where identity is verified. Without it everybody is anonymous.
        identity: Option<At<Identity>>,
        /// Who belongs together: workspaces, teams, organisations. Absent in an app of single people.
        tenancy: Option<At<Tenancy>>,
        /// Plans, for actions that ask for one.
        plans: Option<Plans>,
        /// The app's own people.
        staff: Option<Staff>,
        /// Machines that act: webhooks, jobs.
        services: Option<Map<Service>>,
        /// How the API talks.
        wire: Option<Wire>,
        /// How much is enforced.
        enforce: Option<At<Enforce>>,
        /// Actions beside `list`, `read`, `create`, `update`, `delete`, `restore`, `export`, `share`, `invite` and `bulk_update`.
        actions: Option<Map<OwnAction>>,
        /// The resources by name: kinds of rows with one rule of ownership each.
        resources: Option<Map<At<Resource>>>,
        /// What single screens need of a resource, by name.
        screens: Option<Map<Screen>>,
        /// Routes by method and path, such as `"GET /api/me"`. Everything is private; what no route names is denied.
        routes: Option<Map<At<Route>>>,
    }

    /// Where identity is verified. The preset fills what is not set here.
    Identity("`identity`") {
        /// The provider of the sessions.
        preset: At<Preset>,
        /// The provider's project: Supabase's URL, Clerk's publishable key, Auth0's domain, Firebase's project id, else the issuer. May be `env:NAME`.
        project: Option<At<Setting>>,
        /// What `iss` of a token must be. May be `env:NAME`.
        issuer: Option<At<Setting>>,
        /// What `aud` of a token must name, one of these. May be `env:NAME`.
        audience: Option<OneOrMany<At<Setting>>>,
        /// What `azp` of a token must be, one of these: with Clerk, the app's origins. May be `env:NAME`.
        parties: Option<OneOrMany<At<Setting>>>,
        /// The only signature algorithms that are accepted.
        algorithms: Option<OneOrMany<At<Algorithm>>>,
        /// Where the issuer publishes its public keys. May be `env:NAME`.
        jwks: Option<At<Setting>>,
        /// The shared secret of HS256, HS384 or HS512, or of Auth.js: `env:NAME` only.
        secret: Option<At<Secret>>,
        /// Cookies that carry the token, beside `Authorization: Bearer`.
        cookies: Option<OneOrMany<At<TokenName>>>,
        /// Request headers that carry the token, beside `Authorization: Bearer`.
        headers: Option<OneOrMany<At<TokenName>>>,
        /// The longest time from `iat` to `exp` of a token.
        max_lifetime: Option<At<Duration>>,
        /// How far the issuer's clock may differ; at most `60s`.
        skew: Option<At<Duration>> = "30s",
        /// Where facts stand in a token.
        claims: Option<Claims>,
    }

    /// Paths to claims, such as `app_metadata.status`. One that the person can edit is refused.
    Claims("`identity.claims`") {
        /// The person's id, which owner columns hold.
        sub: Option<At<ClaimPath>> = "sub",
        /// `active`, or the person is suspended.
        status: Option<At<ClaimPath>>,
        /// What marks a guest, who is not `authenticated`.
        guest: Option<At<Guest>>,
        /// Whether the e-mail address is verified.
        verified: Option<At<ClaimPath>>,
        /// Staff roles: a list, or one.
        staff: Option<At<ClaimPath>>,
        /// The person's plan, in an app without tenancy.
        plan: Option<At<ClaimPath>>,
        /// The tenant that is active in the session.
        tenant: Option<At<ClaimPath>>,
        /// The role in that tenant.
        role: Option<At<ClaimPath>>,
        /// The name of the service, in a service's token.
        service: Option<At<ClaimPath>>,
    }

    /// Who belongs together.
    Tenancy("`tenancy`") {
        /// What a tenant is called, such as `workspace`; relations are `workspace.<role>`.
        name: At<Name>,
        /// The table of tenants.
        table: At<TableName>,
        /// Its key and, behind a colon, the key's type: `uuid`, `int` or `text`.
        key: Option<At<String>> = "id",
        /// The column with `active`, or the tenant is suspended.
        status: Option<At<Name>>,
        /// The column of the tenant's plan.
        plan: Option<At<Name>>,
        /// Roles, weakest first; each holds what those before it hold.
        roles: Vec<At<Label>>,
        /// The table of memberships.
        members: Option<At<Members>>,
        /// Where memberships come from, in order: `claim:<path>` or `origin:<path>`.
        facts: Option<Vec<At<FactSource>>>,
        /// How old facts may be before the source is asked; unset, as long as the token lives.
        max_age: Option<MaxAge>,
    }

    /// The table of memberships.
    Members("`tenancy.members`") {
        /// The table.
        table: At<TableName>,
        /// The column of the tenant.
        tenant: At<Name>,
        /// The column of the person.
        user: At<Name>,
        /// The column of the role.
        role: At<Name>,
        /// What columns hold while a membership is in use: a value, several, or `"null"`.
        active: Option<Map<OneOrMany<At<Guarded>>>>,
    }

    /// How old facts may be before the source is asked.
    MaxAge("`tenancy.max_age`") {
        /// For `list`, `read` and `export`.
        read: Option<At<Duration>>,
        /// For everything else.
        write: Option<At<Duration>>,
    }

    /// Plans.
    Plans("`plans`") {
        /// Least first: an action that asks for `pro` asks for at least `pro`.
        order: Vec<At<Label>>,
    }

    /// The app's own people.
    Staff("`staff`") {
        /// Their roles; relations are `staff.<role>`. None holds what another holds.
        roles: Vec<At<Label>>,
    }

    /// A machine that acts; its relation is `service.<name>`.
    Service("a service") {
        /// How it proves itself.
        proof: At<Proof>,
        /// Where the tenant comes from that it acts for.
        tenant: Option<At<ServiceTenant>>,
        /// The key of its proof: `env:NAME` only.
        secret: Option<At<Secret>>,
    }

    /// How the API talks.
    Wire("`wire`") {
        /// How column names are written in JSON.
        case: Option<At<Case>> = "snake",
        /// Where the gate asks the app for owner, tenant and visibility of rows.
        labels: Option<At<AbsolutePath>>,
        /// The longest answer that is inspected, and the longest body that is read.
        inspect_limit: Option<At<Size>> = "1MiB",
        /// Other origins whose pages may send the session cookie.
        origins: Option<Vec<At<Origin>>>,
        /// Names in queries, headers and bodies under which clients tell who they are; the value must be the caller's own.
        identity_names: Option<IdentityNames>,
    }

    /// How much is enforced.
    Enforce("`enforce`") {
        /// The level.
        level: Option<At<Level>> = "full",
        /// The last day of a level below `full`.
        until: Option<At<Date>>,
    }

    /// An action of the model's own. It has no keys yet.
    OwnAction("an action of the model's own") {}
}

words! {
    /// The provider of the sessions.
    Preset("a preset") {
        /// Supabase Auth.
        Supabase = "supabase",
        /// Clerk.
        Clerk = "clerk",
        /// Auth.js, once `NextAuth`.
        Authjs = "authjs",
        /// Auth0.
        Auth0 = "auth0",
        /// Firebase Authentication.
        Firebase = "firebase",
        /// Any issuer of JSON Web Tokens.
        Jwt = "jwt",
    }

    /// How a service proves itself.
    Proof("a proof") {
        /// Stripe's webhook signature.
        Stripe = "stripe",
        /// A signed token.
        Token = "token",
    }

    /// Where a service's tenant comes from.
    ServiceTenant("a source of tenants") {
        /// The mapping from the service's own ids to tenants.
        Mapping = "mapping",
        /// The service's signed token.
        Token = "token",
    }

    /// How column names are written in JSON.
    Case("a case") {
        /// As the database writes them.
        Snake = "snake",
        /// `due_at` is `dueAt`.
        Camel = "camel",
    }

    /// How much is enforced; each level does what those before it do.
    Level("a level") {
        /// Changes nothing and says what it would do.
        Report = "report",
        /// Adds the cache rules.
        Cache = "cache",
        /// Stops anonymous and foreign callers.
        Rows = "rows",
        /// Redacts.
        Fields = "fields",
        /// Denies what no route names.
        Full = "full",
    }

    /// A signature algorithm.
    Algorithm("a signature algorithm", Algorithm) {
        /// HMAC with SHA-256.
        Hs256 = "HS256",
        /// HMAC with SHA-384.
        Hs384 = "HS384",
        /// HMAC with SHA-512.
        Hs512 = "HS512",
        /// RSA with SHA-256.
        Rs256 = "RS256",
        /// RSA with SHA-384.
        Rs384 = "RS384",
        /// RSA with SHA-512.
        Rs512 = "RS512",
        /// ECDSA on P-256.
        Es256 = "ES256",
        /// ECDSA on P-384.
        Es384 = "ES384",
        /// `EdDSA` on Ed25519.
        EdDsa = "EdDSA",
    }
}

impl Algorithm {
    /// Whether both sides share one secret.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}
