//! Whether any source can ever say what actions ask for.

use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::written::{FactSource, Model, Preset};

pub(super) fn sources(model: &Model) -> impl Iterator<Item = &At<FactSource>> {
    let tenancy = model.tenancy.as_ref().map(|at| &at.value);
    let facts = tenancy.and_then(|tenancy| tenancy.facts.as_ref());
    facts.into_iter().flatten()
}

pub(super) fn check(model: &Model, notes: &mut Notes) {
    let asked = sources(model).any(|at| matches!(at.value, FactSource::Origin(_)));
    let identity = model.identity.as_ref().map(|at| &at.value);
    let claims = identity.and_then(|identity| identity.claims.as_ref());
    let knows_verified = identity
        .is_some_and(|identity| matches!(identity.preset.value, Preset::Auth0 | Preset::Firebase));
    let verified =
        asked || knows_verified || claims.is_some_and(|claims| claims.verified.is_some());
    let knows_plan = identity.is_some_and(|identity| identity.preset.value == Preset::Supabase);
    let alone = model.tenancy.is_none();
    let plan =
        asked || (alone && (knows_plan || claims.is_some_and(|claims| claims.plan.is_some())));
    let resources = model.resources.as_ref().map_or(&[][..], |map| &map.0);
    let asks = resources
        .iter()
        .filter_map(|(_, at)| at.value.actions.as_ref());
    for (_, ask) in asks.flat_map(|map| &map.0) {
        let mut unmet = |span, what: &str, help: &str| {
            let draft = Draft::new(Code::UnmeetableAsk, span, what).warning();
            notes.drafts.push(draft.help(help));
        };
        let ask = &ask.value;
        if let Some(fresh) = ask.fresh.filter(|fresh| fresh.value.0 == 0 && !asked) {
            unmet(
                fresh.span,
                "no source can be asked within the request: this is always refused",
                "add `origin:/api/ownguard/facts` to `tenancy.facts`",
            );
        }
        if let Some(on) = ask.verified.filter(|on| on.value && !verified) {
            unmet(
                on.span,
                "no source says whether the e-mail is verified: this is always refused",
                "add `origin:/api/ownguard/facts` to `tenancy.facts`, or set `identity.claims.verified`",
            );
        }
        if let Some(wanted) = ask.plan.as_ref().filter(|_| !plan) {
            unmet(
                wanted.span,
                "no source says which plan it is: this is always refused",
                "add `origin:/api/ownguard/facts` to `tenancy.facts`",
            );
        }
    }
}
