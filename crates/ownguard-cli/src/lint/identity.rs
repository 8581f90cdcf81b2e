//! Who somebody is, what is known of them, and for how long it is believed.

use super::rules::{
    EDITABLE_CLAIM, LONG_SESSION, MEMBERSHIPS_UNKNOWN, MUTABLE_SUBJECT, NO_IDENTITY, PLAIN_ORIGIN,
    SHARED_SECRET, STAFF_UNKNOWN, STALENESS, SUSPENSION_UNSEEN,
};
use super::subject::Subject;
use crate::finding::Finding;
use ownguard_core::RelationSet;
use ownguard_wire::model::{FactSource, GuestConfig, IdentityConfig, Preset};

const DAY: u32 = 86_400;

pub(super) fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let granted = granted(subject);
    let mut found = Vec::new();
    found.extend(origins(subject));
    found.extend(staleness(subject, granted));
    match &subject.document.identity {
        Some(identity) => {
            let of = Of {
                subject,
                identity,
                granted,
            };
            found.extend(of.claims());
            found.extend(of.subject());
            found.extend(of.lifetime());
            found.extend(of.secret());
            found.extend(of.unknown());
        }
        None => found.extend(nobody(subject, granted)),
    }
    found
}

/// Every relation that is granted anything.
fn granted(subject: &Subject<'_>) -> RelationSet {
    let grants = subject.roots().flat_map(|resource| &resource.spec().grants);
    grants.map(|grant| grant.relation).collect()
}

fn asks_app(subject: &Subject<'_>) -> bool {
    let mut facts = subject.document.facts.iter();
    facts.any(|source| matches!(source, FactSource::Origin(_)))
}

fn nobody(subject: &Subject<'_>, granted: RelationSet) -> Option<Finding> {
    let vocabulary = subject.model.vocabulary();
    let open: RelationSet = [vocabulary.anyone(), vocabulary.link()]
        .into_iter()
        .collect();
    let people = granted.without(open.union(vocabulary.services()));
    let first = people.first()?;
    let message = format!(
        "`{}` and others are granted something, but everybody is anonymous",
        subject.relation(first)
    );
    let message = if people.iter().count() == 1 {
        message.replace(" and others are", " is")
    } else {
        message
    };
    Some(subject.found(&NO_IDENTITY, &["identity"], message))
}

/// Pages that may send the session cookie over plain HTTP.
fn origins(subject: &Subject<'_>) -> Vec<Finding> {
    let listed = &subject.document.spec.http.origins;
    let plain = listed.iter().filter(|origin| {
        let host = origin.strip_prefix("http://");
        let name = host.map(|host| host.split(':').next().unwrap_or(host));
        name.is_some_and(|name| {
            !matches!(name, "localhost" | "127.0.0.1") && !name.ends_with(".localhost")
        })
    });
    let found = plain.map(|origin| {
        let message =
            format!("`{origin}` is not encrypted, and its pages may send the session cookie");
        subject.found(&PLAIN_ORIGIN, &["wire", "origins", origin], message)
    });
    found.collect()
}

/// The stated maximum.
fn staleness(subject: &Subject<'_>, granted: RelationSet) -> Option<Finding> {
    let vocabulary = subject.model.vocabulary();
    subject.model.tenancy()?;
    if granted
        .intersection(vocabulary.roles().union(vocabulary.levels()))
        .is_empty()
    {
        return None;
    }
    let age = subject.model.max_age();
    let said = |age: Option<u32>| {
        age.map_or_else(
            || "as long as their token lives".to_owned(),
            |age| format!("up to {}", duration(age)),
        )
    };
    let message = format!(
        "who was removed may still read {}, and write {}",
        said(age.read),
        said(age.write)
    );
    let path = if age.read.is_some() || age.write.is_some() {
        vec!["tenancy", "max_age"]
    } else {
        vec!["tenancy"]
    };
    let found = subject.found(&STALENESS, &path, message);
    let only_claims = !asks_app(subject) && (age.read.is_some() || age.write.is_some());
    Some(if only_claims {
        found.mend("no source can be asked again: past `max_age` the answer is 503 until the token is refreshed; add `origin:/…` to `facts`")
    } else {
        found
    })
}

/// `90s`, `5m`, `2h`, `1d`.
pub(crate) fn duration(seconds: u32) -> String {
    let units = [(DAY, "d"), (3600, "h"), (60, "m")];
    let whole = units
        .iter()
        .find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    whole.map_or_else(
        || format!("{seconds}s"),
        |(unit, name)| format!("{}{name}", seconds / unit),
    )
}

struct Of<'a> {
    subject: &'a Subject<'a>,
    identity: &'a IdentityConfig,
    granted: RelationSet,
}

impl Of<'_> {
    /// Facts from claims that people can often edit.
    fn claims(&self) -> Vec<Finding> {
        let claims = &self.identity.claims;
        let guest = claims.guest.as_ref().map(|guest| match guest {
            GuestConfig::Flag(path) | GuestConfig::Equals(path, _) => path,
        });
        let named = [
            ("sub", claims.sub.as_ref()),
            ("status", claims.status.as_ref()),
            ("guest", guest),
            ("verified", claims.verified.as_ref()),
            ("staff", claims.staff.as_ref()),
            ("plan", claims.plan.as_ref()),
            ("tenant", claims.tenant.as_ref()),
            ("role", claims.role.as_ref()),
            ("service", claims.service.as_ref()),
        ];
        let named = named
            .into_iter()
            .filter_map(|(key, path)| Some((key, path?)));
        let suspect = named.filter(|(_, path)| is_often_editable(path));
        let mut found: Vec<Finding> = suspect
            .map(|(key, path)| {
                let message =
                    format!("`{key}` comes from `{path}`, which people can often edit themselves");
                self.subject
                    .found(&EDITABLE_CLAIM, &["identity", "claims", key], message)
            })
            .collect();
        for source in &self.subject.document.facts {
            if let FactSource::Claim(path) = source
                && is_often_editable(&path.0)
            {
                let message = format!(
                    "memberships come from `{}`, which people can often edit themselves",
                    path.0
                );
                let item = format!("claim:{}", path.0);
                found.push(self.subject.found(
                    &EDITABLE_CLAIM,
                    &["tenancy", "facts", &item],
                    message,
                ));
            }
        }
        found
    }

    fn subject(&self) -> Option<Finding> {
        let path = self.identity.claims.sub.as_ref()?;
        let last = path.rsplit('.').next().unwrap_or(path);
        let changes = [
            "email",
            "mail",
            "username",
            "user_name",
            "login",
            "nickname",
            "upn",
            "phone",
            "phone_number",
        ];
        let message =
            format!("people are told apart by `{path}`, which changes or can be taken over");
        changes
            .contains(&last.to_ascii_lowercase().as_str())
            .then(|| {
                self.subject
                    .found(&MUTABLE_SUBJECT, &["identity", "claims", "sub"], message)
            })
    }

    fn lifetime(&self) -> Option<Finding> {
        let lifetime = self
            .identity
            .max_lifetime
            .filter(|seconds| *seconds > DAY)?;
        let message = format!("tokens are accepted for {}", duration(lifetime));
        Some(
            self.subject
                .found(&LONG_SESSION, &["identity", "max_lifetime"], message),
        )
    }

    fn secret(&self) -> Option<Finding> {
        let shared = self
            .identity
            .algorithms
            .iter()
            .any(|algorithm| algorithm.is_symmetric());
        let message = "tokens are checked with a shared secret: whoever knows it can be anybody";
        shared.then(|| {
            self.subject
                .found(&SHARED_SECRET, &["identity", "secret"], message)
        })
    }

    /// What is granted by facts that no source tells.
    fn unknown(&self) -> Vec<Finding> {
        let (subject, claims) = (self.subject, &self.identity.claims);
        let vocabulary = subject.model.vocabulary();
        let (asks, preset) = (asks_app(subject), self.identity.preset);
        let mut found = Vec::new();
        let told = !subject.document.facts.is_empty()
            || claims.tenant.is_some()
            || preset == Preset::Clerk;
        if let (Some(role), false) = (self.granted.intersection(vocabulary.roles()).first(), told) {
            let message = format!(
                "`{}` is granted something, and no source says who holds it",
                subject.relation(role)
            );
            found.push(subject.found(&MEMBERSHIPS_UNKNOWN, &["tenancy"], message));
        }
        let told = asks || claims.staff.is_some() || preset == Preset::Supabase;
        if let (Some(role), false) = (self.granted.intersection(vocabulary.staff()).first(), told) {
            let message = format!(
                "`{}` is granted something, and no source says who holds it",
                subject.relation(role)
            );
            found.push(subject.found(&STAFF_UNKNOWN, &["staff"], message));
        }
        let told =
            asks || claims.status.is_some() || matches!(preset, Preset::Supabase | Preset::Clerk);
        if !told && !self.granted.is_empty() {
            let message = "no source says that a person is suspended";
            found.push(subject.found(&SUSPENSION_UNSEEN, &["identity"], message));
        }
        found
    }
}

/// Where providers let people write what they like: Ory's traits, Cognito's custom attributes,
/// profiles and settings of all kinds.
fn is_often_editable(path: &str) -> bool {
    const EDITED: [&str; 13] = [
        "profile",
        "preferences",
        "settings",
        "metadata",
        "attributes",
        "user_attributes",
        "custom_attributes",
        "traits",
        "custom_data",
        "user_data",
        "userdata",
        "custom",
        "extra",
    ];
    path.split(['.', '/']).any(|part| {
        let part = part.trim_matches('"').to_ascii_lowercase();
        part.starts_with("custom:") || EDITED.contains(&part.as_str())
    })
}
