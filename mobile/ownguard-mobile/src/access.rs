//! What one person may see of rows that arrived, and do with them.

use crate::error::GuardError;
use crate::guard::{ModelVersion, Policy};
use crate::session::Bound;
use crate::shield::shielded;
use ownguard_core::Action;
use ownguard_core::http::show::{Extent, Unshown, Viewer};
use ownguard_wire::question::screen_at;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One session, bound to the model that was held then. Safe to share between threads.
#[derive(uniffi::Object)]
pub struct Access {
    policy: Arc<Policy>,
    bound: Bound,
    ended: AtomicBool,
}

/// Where a row would be made, or rows be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct Place {
    /// The tenant's key; that of the session unless given.
    #[uniffi(default = None)]
    pub tenant: Option<String>,
    /// The row above, as JSON.
    #[uniffi(default = None)]
    pub above: Option<String>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what crosses the border is handed over"
)]
#[uniffi::export]
impl Access {
    /// One row, or the answer of a route that reads one, with only what the person may see of it, narrowed
    /// by a screen where one is named. `_can` is written behind its fields. `now` is Unix time in seconds,
    /// here and below.
    pub fn redact(
        &self,
        json: &str,
        resource: &str,
        screen: Option<String>,
        now: i64,
    ) -> Result<String, GuardError> {
        self.show(json, Extent::One, resource, screen.as_deref(), now)
    }

    /// A whole page of rows: an array, or the answer of a route that lists them. Rows that the person may
    /// not read are left out.
    pub fn redact_page(
        &self,
        json: &str,
        resource: &str,
        screen: Option<String>,
        now: i64,
    ) -> Result<String, GuardError> {
        self.show(json, Extent::Page, resource, screen.as_deref(), now)
    }

    /// What the person may do with a row, as it came or as it was redacted: the names of actions, in the
    /// model's order.
    pub fn allowed_actions(
        &self,
        resource: &str,
        row: &str,
        now: i64,
    ) -> Result<Vec<String>, GuardError> {
        shielded(|| {
            let viewer = self.viewer(resource, None, now)?;
            let actions = viewer.actions_on(row.as_bytes());
            let actions = actions.map_err(|unshown| self.fault(unshown, resource))?;
            let model = &self.policy.model;
            let names = actions.into_iter().map(|action| model.action_name(action));
            Ok(names.map(str::to_owned).collect())
        })
    }

    /// Whether the person may do this: to a row, or without one to what stands, or would stand, at a place.
    /// What only wants fresher facts counts: the server asks for them.
    pub fn can(
        &self,
        action: &str,
        resource: &str,
        row: Option<String>,
        place: Option<Place>,
        now: i64,
    ) -> Result<bool, GuardError> {
        shielded(|| {
            let place = place.unwrap_or_default();
            let viewer = self.viewer(resource, place.above.as_deref(), now)?;
            let action = self.action(action)?;
            let answer = match &row {
                Some(row) => viewer.can(action, row.as_bytes()),
                None => viewer.can_among(action, place.tenant.as_deref()),
            };
            answer.map_err(|unshown| self.fault(unshown, resource))
        })
    }

    /// The version of the model that the session is bound to.
    pub fn version(&self) -> Result<ModelVersion, GuardError> {
        shielded(|| Ok(self.policy.version()))
    }

    /// Ends it, as at sign-out: whoever still holds it is shown nothing any more.
    pub fn end(&self) -> Result<(), GuardError> {
        shielded(|| {
            self.ended.store(true, Ordering::Release);
            Ok(())
        })
    }
}

impl Access {
    pub(crate) fn new(policy: Arc<Policy>, bound: Bound) -> Self {
        Self {
            policy,
            bound,
            ended: AtomicBool::new(false),
        }
    }

    fn show(
        &self,
        json: &str,
        extent: Extent,
        resource: &str,
        screen: Option<&str>,
        now: i64,
    ) -> Result<String, GuardError> {
        shielded(|| {
            let viewer = self.viewer(resource, None, now)?;
            let screen = screen.map(|name| {
                let at = screen_at(&self.policy.model, viewer.resource, name);
                at.map_err(|_| GuardError::unknown_screen(name, resource))
            });
            let shown = viewer.show(json.as_bytes(), extent, screen.transpose()?);
            let shown = shown.map_err(|unshown| self.fault(unshown, resource))?;
            String::from_utf8(shown).map_err(|_| GuardError::internal())
        })
    }

    fn viewer<'a>(
        &'a self,
        resource: &str,
        above: Option<&'a str>,
        now: i64,
    ) -> Result<Viewer<'a>, GuardError> {
        if self.ended.load(Ordering::Acquire) {
            return Err(GuardError::closed());
        }
        if now >= self.bound.expires_at {
            return Err(GuardError::session_expired());
        }
        let found = self.policy.model.find_resource(resource);
        Ok(Viewer {
            model: &self.policy.model,
            layouts: &self.policy.layouts,
            session: &self.bound.session,
            resource: found.ok_or_else(|| GuardError::unknown_resource(resource))?,
            above: above.map(str::as_bytes),
            now,
        })
    }

    fn action(&self, name: &str) -> Result<Action, GuardError> {
        let found = self.policy.model.action(name);
        found.ok_or_else(|| GuardError::unknown_action(name))
    }

    fn fault(&self, unshown: Unshown, resource: &str) -> GuardError {
        GuardError::unshown(unshown, resource, self.policy.model.http().inspect_limit())
    }
}
