//! What is known of the rows that a request names, and that they stand where its
//! path says.

use super::named::canonical;
use super::{Act, MAX_ROWS};
use crate::decision::Reason;
use crate::http::body::{Written, read_body};
use crate::http::labels::{Entry as Known, Labels, RowRef};
use crate::http::refusal::{Refusal, Rejection};
use crate::http::request::{Body, Need, Stop};
use crate::model::Resource;

impl Act<'_> {
    /// The row that a new row, or rows of one parent, stand under: from the path, else from the body.
    pub(crate) fn parent_row(&self) -> Result<Option<RowRef>, Stop> {
        let Some(resource) = self.parent_of_new() else {
            return Ok(None);
        };
        let [parent, _] = &self.named.ancestors;
        if let Some(key) = parent {
            return Ok(Some(RowRef {
                resource,
                key: key.clone(),
            }));
        }
        let Some(body) = self.body_if_any()? else {
            return Ok(None);
        };
        let own = self.entry.model.resource(self.route.resource);
        let field = own.and_then(|own| own.fields().get(own.spec().parent.as_ref()?.field));
        let usual = || crate::json::Pointer::member(field.map_or("", |field| &field.wire));
        let key = body.scalar(self.route.parent.as_ref().unwrap_or(&usual()));
        let key = key.ok_or_else(|| Rejection::denied(Reason::Orphaned, false))?;
        let kind = self
            .entry
            .model
            .resource(resource)
            .map(|parent| parent.spec().key.kind);
        Ok(Some(RowRef {
            resource,
            key: canonical(kind.unwrap_or_default(), &key)?,
        }))
    }

    pub(super) fn parent_of_new(&self) -> Option<usize> {
        let resource = self.entry.model.resource(self.route.resource)?;
        resource
            .spec()
            .parent
            .as_ref()
            .map(|parent| parent.resource)
    }

    /// Path parameters bind: the row's tenant, and the keys of the rows above it, are those of the path.
    pub(crate) fn bound(&self, resource: usize, labels: &Labels<'_>) -> Result<(), Stop> {
        let bound = self
            .entry
            .model
            .resource(resource)
            .is_some_and(Resource::tenant_bound);
        let elsewhere = |tenant: &str| labels.effective_tenant() != Some(tenant);
        if bound && self.named.tenant.is_some_and(elsewhere) {
            return Err(self.gone());
        }
        self.bound_above(labels, 0)
    }

    pub(super) fn bound_above(&self, labels: &Labels<'_>, from: usize) -> Result<(), Stop> {
        let mut above = Some(labels);
        for named in self.named.ancestors.iter().skip(from) {
            above = above.and_then(|labels| labels.above(1));
            let other = |key: &String| above.is_none_or(|labels| labels.key.text() != Some(key));
            if named.as_ref().is_some_and(other) {
                return Err(self.gone());
            }
        }
        Ok(())
    }

    /// Asks for what the book does not say yet.
    pub(crate) fn known(&self, rows: Vec<RowRef>) -> Result<(), Stop> {
        let book = self.entry.evidence.labels;
        let mut missing: Vec<_> = rows
            .into_iter()
            .filter(|row| book.find(row.resource, &row.key) == Known::Unasked)
            .collect();
        missing.sort();
        missing.dedup();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Stop::Need(Need::Labels(missing)))
        }
    }

    pub(crate) fn labels(&self, row: &RowRef) -> Option<&Labels<'static>> {
        match self.entry.evidence.labels.find(row.resource, &row.key) {
            Known::Labels(labels) => Some(labels),
            Known::NoRow | Known::Unasked => None,
        }
    }

    /// The labels of the existing rows that the request names, as far as they are known.
    pub(crate) fn rows(&self) -> Vec<&Labels<'static>> {
        let resource = self.route.resource;
        let keys = self.named.key.iter().chain(&self.named.keys);
        keys.filter_map(|key| {
            self.labels(&RowRef {
                resource,
                key: key.clone(),
            })
        })
        .collect()
    }

    pub(super) fn keys_in_body(&self, pointer: &crate::json::Pointer) -> Result<Vec<String>, Stop> {
        let body = self.body_if_any()?.ok_or(Refusal::BadBody)?;
        let kind = self
            .entry
            .model
            .resource(self.route.resource)
            .map(|resource| resource.spec().key.kind);
        let keys = body.keys(pointer, kind.unwrap_or_default())?;
        if keys.is_empty() || keys.len() > MAX_ROWS {
            return Err(Refusal::TooManyRows.into());
        }
        Ok(keys)
    }

    /// The body, read; `None` where there is none.
    pub(crate) fn body_if_any(&self) -> Result<Option<Written<'_>>, Stop> {
        match self.entry.evidence.body {
            Body::Empty | Body::Read(b"") => Ok(None),
            Body::Unread => Err(Stop::Need(Need::Body)),
            Body::TooLong => Err(Refusal::BodyTooLarge.into()),
            Body::Read(bytes) => read_body(bytes, self.entry.body_kind()?).map(Some),
        }
    }
}
