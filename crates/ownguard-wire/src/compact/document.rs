//! What of a model identifies callers, writes queries and judges inputs.

use super::{Compact, Document, Problems, byte, compact, places};
use crate::model::written::ClaimPath;
use crate::model::{
    Algorithm, ClaimConfig, FactSource, GuestConfig, IdentityConfig, Preset, Setting,
};
use ownguard_core::Spec;
use ownguard_core::http::HttpSpec;
use ownguard_core::http::spec::{IdentityName, IdentityOf, Level};
use ownguard_core::storage::{
    Holds, MembersTable, ResourceTable, ShareTable, Storage, TenantTable,
};

/// Writes all but the spec.
pub(super) fn put(document: &Document, to: &mut Vec<u8>) {
    document.hash.put(to);
    document.spec.http.put(to);
    document.storage.put(to);
    document.identity.put(to);
    document.facts.put(to);
}

/// Reads it, for the spec that was read.
pub(super) fn get(spec: Spec, from: &mut &[u8]) -> Option<Document> {
    Some(Document {
        hash: Compact::get(from)?,
        spec: Spec {
            http: HttpSpec::get(from)?,
            ..spec
        },
        storage: Compact::get(from)?,
        identity: Compact::get(from)?,
        facts: Compact::get(from)?,
        services: Vec::new(),
        labels: None,
        until: None,
        warnings: Problems::default(),
    })
}

compact!(HttpSpec { level, inspect_limit, origins, identity_names } routes: Vec::new());
compact!(IdentityName { name, of });
compact!(Storage { tenants, resources });
compact!(TenantTable {
    table,
    key,
    status,
    plan,
    members
});
compact!(MembersTable {
    table,
    tenant,
    user,
    role,
    active
});
compact!(ResourceTable { table, shares });
compact!(ShareTable {
    table,
    resource,
    user,
    level
});
compact!(IdentityConfig {
    preset,
    project,
    issuer,
    audience,
    parties,
    algorithms,
    jwks,
    secret,
    cookies,
    headers,
    max_lifetime,
    skew,
    claims,
});
compact!(ClaimConfig {
    sub,
    status,
    guest,
    verified,
    staff,
    plan,
    tenant,
    role,
    service,
});

places!(Level: [Self::Report, Self::Cache, Self::Rows, Self::Fields, Self::Full]);
places!(IdentityOf: [Self::User, Self::Tenant]);
places!(Preset: Preset::WORDS.iter().map(|(_, preset)| *preset).collect::<Vec<_>>());
places!(Algorithm: Algorithm::WORDS.iter().map(|(_, algorithm)| *algorithm).collect::<Vec<_>>());

impl Compact for [u8; 32] {
    fn put(&self, to: &mut Vec<u8>) {
        to.extend(self);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(*bytes)
    }
}

impl Compact for Setting {
    fn put(&self, to: &mut Vec<u8>) {
        let (kind, text) = match self {
            Self::Literal(text) => (0, text),
            Self::Env(name) => (1, name),
        };
        to.push(kind);
        text.put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Literal(String::get(from)?),
            1 => Self::Env(String::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for GuestConfig {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Flag(path) => {
                to.push(0);
                path.put(to);
            }
            Self::Equals(path, value) => {
                to.push(1);
                path.put(to);
                value.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Flag(String::get(from)?),
            1 => Self::Equals(String::get(from)?, String::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for FactSource {
    fn put(&self, to: &mut Vec<u8>) {
        let (kind, text) = match self {
            Self::Claim(path) => (0, &path.0),
            Self::Origin(path) => (1, path),
        };
        to.push(kind);
        text.put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Claim(ClaimPath(String::get(from)?)),
            1 => Self::Origin(String::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for Holds {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Null => to.push(0),
            Self::OneOf(values) => {
                to.push(1);
                values.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Null,
            1 => Self::OneOf(Vec::get(from)?),
            _ => return None,
        })
    }
}
