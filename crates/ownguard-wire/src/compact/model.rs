//! The model's spec, struct by struct. What only HTTP needs is left out.

use super::{Compact, byte, compact, places};
use ownguard_core::http::HttpSpec;
use ownguard_core::http::key::KeyKind;
use ownguard_core::json::Mask;
use ownguard_core::spec::{
    Asks, Condition, FieldKind, FieldSpec, Grant, KeySpec, MaxAge, MembersSpec, ParentSpec,
    ResourceSpec, ScreenSpec, SharesSpec, TenancySpec, Writer, Writers,
};
use ownguard_core::{Action, FieldSet, Otherwise, Relation, Spec};

compact!(Spec {
    revision, tenancy, plans, staff, services, levels, actions, max_age, resources, screens,
} http: HttpSpec::default());
compact!(TenancySpec { name, roles, key });
compact!(MaxAge { read, write });
compact!(ResourceSpec {
    name,
    fields,
    key,
    tenant,
    owner,
    visibility,
    deleted,
    parent,
    shares,
    members,
    grants,
    asks,
    when,
});
compact!(KeySpec { field, kind });
compact!(FieldSpec {
    column,
    wire,
    kind,
    show,
    outside,
    never,
    to,
    otherwise,
    write,
    reference,
});
compact!(Writer { relation, values });
compact!(ParentSpec {
    resource,
    field,
    map
});
compact!(SharesSpec { levels, outsiders });
compact!(MembersSpec { role, user, active });
compact!(Grant {
    relation,
    action,
    when
});
compact!(Condition { column, values });
compact!(Asks {
    fresh,
    verified,
    plan,
    audit
});
compact!(ScreenSpec {
    name,
    resource,
    fields
});

impl Compact for Relation {
    fn put(&self, to: &mut Vec<u8>) {
        self.index().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Self::at(usize::get(from)?)
    }
}

impl Compact for Action {
    fn put(&self, to: &mut Vec<u8>) {
        self.index().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Self::at(usize::get(from)?)
    }
}

impl Compact for FieldSet {
    fn put(&self, to: &mut Vec<u8>) {
        self.iter().collect::<Vec<_>>().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(Vec::<usize>::get(from)?.into_iter().collect())
    }
}

places!(KeyKind: [Self::Uuid, Self::Int, Self::Text]);

impl Compact for FieldKind {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Scalar => to.push(0),
            Self::Json => to.push(1),
            Self::Embed(resource) => {
                to.push(2);
                resource.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Scalar,
            1 => Self::Json,
            2 => Self::Embed(usize::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for Writers {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Nobody => to.push(0),
            Self::Everyone => to.push(1),
            Self::Only(writers) => {
                to.push(2);
                writers.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Nobody,
            1 => Self::Everyone,
            2 => Self::Only(Vec::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for Otherwise {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Drop => to.push(0),
            Self::Null => to.push(1),
            Self::Mask(mask) => {
                to.push(2);
                mask.name().to_owned().put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Drop,
            1 => Self::Null,
            2 => Self::Mask(Mask::find(&String::get(from)?)?),
            _ => return None,
        })
    }
}
