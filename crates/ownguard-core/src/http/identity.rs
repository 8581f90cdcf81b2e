//! Names under which clients say who they are. The session says it; a name that
//! says otherwise is refused, not overwritten.

use super::spec::{IdentityName, IdentityOf};
use crate::principal::{Identity, Principal, Session};

/// Whether a member of that name and value says that the caller is somebody else, or of another
/// tenant than the path's (without one: than any of theirs).
pub(crate) fn contradicts(
    names: &[IdentityName],
    name: &str,
    value: &str,
    session: &Session,
    tenant: Option<&str>,
) -> bool {
    let Some(known) = names.iter().find(|known| same(&known.name, name)) else {
        return false;
    };
    let Identity::Known(principal) = &session.identity else {
        return true;
    };
    match known.of {
        IdentityOf::User => principal.subject() != Some(value),
        IdentityOf::Tenant => match tenant {
            Some(tenant) => tenant != value,
            None => !belongs(principal, value),
        },
    }
}

fn belongs(principal: &Principal, tenant: &str) -> bool {
    match principal {
        Principal::Anonymous | Principal::Guest(_) => false,
        Principal::Staff(_) => true,
        Principal::Person(_) => principal.membership(tenant).is_some(),
        Principal::Service(service) => service.tenant.as_deref() == Some(tenant),
    }
}

/// Without case, `-` and `_`: `userId`, `user_id` and `User-Id` are one name.
fn same(known: &str, name: &str) -> bool {
    folded(known).eq(folded(name))
}

fn folded(text: &str) -> impl Iterator<Item = u8> {
    let told_apart = text.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
    told_apart.map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_name_is_one_in_every_spelling() {
        for name in ["userId", "user_id", "User-Id", "USERID", "u-s_e-rid"] {
            assert!(same("userId", name), "`{name}`");
        }
        for name in ["userIds", "user", "", "user id", "user.id"] {
            assert!(!same("userId", name), "`{name}`");
        }
    }
}
