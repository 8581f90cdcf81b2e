//! What a request names: a row, rows above it, by path, link or session.

use crate::decision::Reason;
use crate::http::admit::{Entry, known};
use crate::http::key::{Key, KeyKind};
use crate::http::refusal::{Refusal, Rejection};
use crate::http::request::Stop;
use crate::http::router::Bindings;
use crate::http::spec::{ActionRoute, KeyFrom};
use crate::principal::Session;

/// What the path, the link, the session and the body name.
pub(crate) struct Named<'a> {
    pub(crate) tenant: Option<&'a str>,
    pub(crate) key: Option<String>,
    pub(crate) ancestors: [Option<String>; 2],
    pub(crate) keys: Vec<String>,
}

impl<'a> Named<'a> {
    pub(super) fn read(
        entry: &Entry<'_>,
        route: &ActionRoute,
        bindings: &Bindings<'_>,
        session: &Session,
        tenant: Option<&'a str>,
    ) -> Result<Self, Stop> {
        let kind = |resource: usize| {
            entry
                .model
                .resource(resource)
                .map(|resource| resource.spec().key.kind)
                .unwrap_or_default()
        };
        let key = match (&route.key, &bindings.link) {
            (KeyFrom::Session, _) => match known(session)?.subject() {
                Some(subject) => Some(canonical(kind(route.resource), subject)?),
                None => return Err(Rejection::denied(Reason::Anonymous, true).into()),
            },
            (KeyFrom::Path | KeyFrom::Body(_), Some(_)) => match &session.link {
                Some(link) if link.resource == route.resource => Some(link.key.to_string()),
                Some(_) | None => return Err(Rejection::denied(Reason::NotFound, false).into()),
            },
            (KeyFrom::Path | KeyFrom::Body(_), None) => bindings
                .key
                .as_deref()
                .map(|key| canonical(kind(route.resource), key))
                .transpose()?,
        };
        let mut ancestors = [None, None];
        let mut above = route.resource;
        for (slot, bound) in ancestors.iter_mut().zip(&bindings.ancestors) {
            let parent = entry
                .model
                .resource(above)
                .and_then(|resource| resource.spec().parent.as_ref());
            let Some(parent) = parent else { break };
            above = parent.resource;
            *slot = bound
                .as_deref()
                .map(|key| canonical(kind(above), key))
                .transpose()?;
        }
        Ok(Self {
            tenant,
            key,
            ancestors,
            keys: Vec::new(),
        })
    }
}

pub(super) fn canonical(kind: KeyKind, key: &str) -> Result<String, Stop> {
    let key = Key::parse(kind, key).map_err(|_| Refusal::NotCanonical)?;
    Ok(key.as_str().to_owned())
}
