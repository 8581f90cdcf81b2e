//! What gates requests: levels, origins, identity names, and the routes.

use super::conflict;
use super::names::Names;
use super::routes::Routes;
use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{self, IdentityNames, Model};
use ownguard_core::http::spec::{HttpSpec, IdentityName, IdentityOf, Level};
use ownguard_core::spec::{ResourceSpec, ScreenSpec};

pub(super) fn resolve(
    model: &Model,
    names: &Names,
    resources: &[ResourceSpec],
    screens: &[ScreenSpec],
    notes: &mut Notes,
) -> HttpSpec {
    let wire = model.wire.as_ref();
    let routes = Routes {
        names,
        resources,
        screens,
    };
    let placed = routes.resolve(model, notes);
    let origins = wire.and_then(|wire| wire.origins.as_ref());
    let identity_names = wire.and_then(|wire| wire.identity_names.as_ref());
    HttpSpec {
        routes: conflict::settle(placed, notes),
        level: level(model, notes),
        inspect_limit: wire
            .and_then(|wire| wire.inspect_limit)
            .and_then(|at| usize::try_from(at.value.0).ok()),
        origins: origins
            .into_iter()
            .flatten()
            .map(|at| at.value.0.clone())
            .collect(),
        identity_names: identity_names.map_or_else(Vec::new, |list| identities(list, names, notes)),
    }
}

fn level(model: &Model, notes: &mut Notes) -> Level {
    let Some(at) = &model.enforce else {
        return Level::Full;
    };
    let enforce = &at.value;
    let level = match enforce.level.map_or(written::Level::Full, |at| at.value) {
        written::Level::Report => Level::Report,
        written::Level::Cache => Level::Cache,
        written::Level::Rows => Level::Rows,
        written::Level::Fields => Level::Fields,
        written::Level::Full => Level::Full,
    };
    match (&enforce.level, &enforce.until) {
        (Some(written), None) if level != Level::Full => {
            let message = "a level below `full` needs an end";
            let draft = Draft::new(Code::NoEnd, written.span, message);
            notes
                .drafts
                .push(draft.help("`until = \"2027-03-31\"`: the last day of this level"));
        }
        (_, Some(until)) if level == Level::Full => {
            let message = "`full` is the last level and has no end";
            let draft = Draft::new(Code::Contradiction, until.span, message);
            notes.drafts.push(draft.help("take `until` out"));
        }
        (_, _) => {}
    }
    level
}

fn identities(list: &IdentityNames, names: &Names, notes: &mut Notes) -> Vec<IdentityName> {
    let name = |at: &At<String>, of: IdentityOf| IdentityName {
        name: at.value.clone(),
        of,
    };
    match list {
        IdentityNames::Listed(list) => list
            .iter()
            .filter_map(|at| {
                told(&at.value, names)
                    .or_else(|| {
                        let message = said!("it cannot be told whose `{}` is", at.value);
                        let help = said!(
                            "say it: `identity_names = {{ {} = \"user\" }}`, or `\"tenant\"`",
                            at.value
                        );
                        notes.note(Draft::new(Code::IdentityName, at.span, message).help(help))
                    })
                    .map(|of| name(at, of))
            })
            .collect(),
        IdentityNames::Said(map) => map
            .0
            .iter()
            .map(|(at, of)| match of {
                written::IdentityOf::User => name(at, IdentityOf::User),
                written::IdentityOf::Tenant => name(at, IdentityOf::Tenant),
            })
            .collect(),
    }
}

/// Whose a name is, by what stands in it.
fn told(name: &str, names: &Names) -> Option<IdentityOf> {
    let fold = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    let name = fold(name);
    let tenancy = names.tenancy.as_deref().map(fold);
    let tenant = tenancy.is_some_and(|tenancy| name.contains(&tenancy) || name.contains("tenant"));
    let user = ["user", "owner", "author", "person"];
    if tenant {
        Some(IdentityOf::Tenant)
    } else if user.iter().any(|word| name.contains(word)) || matches!(name.as_str(), "sub" | "uid")
    {
        Some(IdentityOf::User)
    } else {
        None
    }
}
