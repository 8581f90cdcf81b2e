//! The request as the origin gets it, with the gate's word on who asks for what.

use super::{Exchange, Given, Pending};
use crate::gate::Gate;
use crate::identify::Sender;
use crate::step::{Moment, Outbound, Step};
use ownguard_core::Identity;
use ownguard_core::http::{Handling, Passage};
use ownguard_verify::proof::{self, Purpose, Statement, Target};

impl Exchange {
    pub(super) fn forward(&mut self, gate: &Gate, passage: Box<Passage>, moment: &Moment) -> Step {
        let mut set: Vec<(&str, String)> = passage
            .set
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        if passage.handling != Handling::Untouched {
            let (scheme, host) = self
                .arrival
                .origin
                .split_once("://")
                .unwrap_or(("https", &self.arrival.origin));
            set.push(("x-forwarded-host", host.to_owned()));
            set.push(("x-forwarded-proto", scheme.to_owned()));
        }
        set.extend(
            self.proof(gate, &passage, moment)
                .map(|proof| (proof::HEADER, proof)),
        );
        let mut remove = passage.remove.clone();
        // The platform writes it for the origin.
        remove.push("host".to_owned());
        let (body, stream_body) = match &mut self.body {
            Given::None => (None, false),
            Given::Unread | Given::TooLong => (None, true),
            Given::Read(bytes) => (Some(std::mem::take(bytes)), false),
        };
        let outbound = Outbound {
            method: passage.method.as_str(),
            url: format!("{}{}", gate.origin, passage.target),
            remove,
            set,
            body,
            stream_body,
            patience: gate.patience,
        };
        self.passage = Some(passage);
        self.pending = Pending::Origin;
        Step::Forward(outbound)
    }

    /// The gate's word to the origin: who asks for what.
    pub(super) fn proof(&self, gate: &Gate, passage: &Passage, moment: &Moment) -> Option<String> {
        let key = gate.proof.as_ref()?;
        let session = self.session.as_ref()?;
        let Identity::Known(principal) = &session.identity else {
            return None;
        };
        let admitted = passage.admitted.as_ref()?;
        let resource = gate
            .model
            .resource(admitted.resource)
            .map(ownguard_core::Resource::name);
        let action = match (admitted.action, resource) {
            (Some(action), Some(resource)) => {
                format!("{resource}.{}", gate.model.action_name(action))
            }
            (None, _) | (_, None) => "app".to_owned(),
        };
        let body = match &self.body {
            Given::None => proof::Body::Digest(proof::body_digest(b"")),
            Given::Read(bytes) => proof::Body::Digest(proof::body_digest(bytes)),
            Given::Unread | Given::TooLong => proof::Body::Streamed,
        };
        let statement = Statement {
            principal: Sender::describe(principal, gate.model.services()),
            tenant: admitted.tenant.clone(),
            action,
            body,
        };
        let target = Target {
            purpose: Purpose::Request,
            method: passage.method.as_str(),
            authority: gate.authority(),
            path_and_query: &passage.target,
        };
        proof::make(
            &target,
            &statement,
            moment.now,
            proof::MAX_LIFETIME,
            moment.random,
            key,
        )
        .ok()
    }
}
