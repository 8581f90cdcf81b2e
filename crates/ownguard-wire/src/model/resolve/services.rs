//! Services.

use crate::model::code::Code;
use crate::model::config::ServiceConfig;
use crate::model::leaf::Setting;
use crate::model::problem::Draft;
use crate::model::read::Notes;
use crate::model::written::{Model, Proof, ServiceTenant};

pub(super) fn resolve(model: &Model, notes: &mut Notes) -> Vec<ServiceConfig> {
    let services = model.services.as_ref().map_or(&[][..], |map| &map.0);
    let services = services.iter().map(|(name, service)| {
        if let (Proof::Stripe, Some(tenant)) = (service.proof.value, &service.tenant)
            && tenant.value == ServiceTenant::Token
        {
            let message = "a webhook of Stripe carries no token that names a tenant";
            let draft = Draft::new(Code::Contradiction, tenant.span, message);
            notes.drafts.push(draft.help("`tenant = \"mapping\"`"));
        }
        let by_token = service.proof.value == Proof::Token;
        ServiceConfig {
            name: name.value.clone(),
            proof: service.proof.value,
            tenant: service
                .tenant
                .map(|at| at.value)
                .or(by_token.then_some(ServiceTenant::Token)),
            secret: service
                .secret
                .as_ref()
                .map(|at| Setting::Env(at.value.0.clone())),
        }
    });
    services.collect()
}
