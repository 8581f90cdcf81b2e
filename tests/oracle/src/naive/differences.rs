//! Where the naive decider departs from the rules: on purpose for one test, and as
//! long as the core is known to do otherwise.

/// A rule forgotten on purpose, to see that the comparison would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    RemovedMembersKeepTheirRows,
    LinksList,
    UnlistedIsPublic,
    StaffGoUnaudited,
    ConditionsAlwaysHold,
    ParentsNeedNotBeReadable,
    NullTenantsPass,
    DeletedRowsAreThere,
    RolesStandAlone,
    NeverIsShown,
    OutsidersSeeTheInside,
    SuspendedTenantsWork,
    ServicesServeEveryTenant,
    KeptFactsAreFresh,
    AbsentIsNull,
}

impl Slip {
    pub const ALL: [Self; 15] = [
        Self::RemovedMembersKeepTheirRows,
        Self::LinksList,
        Self::UnlistedIsPublic,
        Self::StaffGoUnaudited,
        Self::ConditionsAlwaysHold,
        Self::ParentsNeedNotBeReadable,
        Self::NullTenantsPass,
        Self::DeletedRowsAreThere,
        Self::RolesStandAlone,
        Self::NeverIsShown,
        Self::OutsidersSeeTheInside,
        Self::SuspendedTenantsWork,
        Self::ServicesServeEveryTenant,
        Self::KeptFactsAreFresh,
        Self::AbsentIsNull,
    ];
}

/// Where the core is known to do otherwise than the rules say. Each goes when the core is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parked {
    /// What staff do by `anyone` alone is not audited.
    StaffByAnyoneUnaudited,
    /// A path's tenant is held against a parent's absent one, and not taken for it.
    PathTenantAgainstAbsentParent,
    /// An absent parent is taken for public and linked where its resource cannot be.
    AbsentParentIsAnything,
    /// Any link opens a listing, of whatever resource it is.
    AnyLinkOpensListings,
    /// A listing of rows without a tenant counts the caller's tenants.
    TenantsOfTheUnbound,
    /// Share levels in a child's `to` and `write` stand alone.
    LevelsOfChildrenStandAlone,
    /// `max_age` follows the child's action alone, not what it is on the parent.
    MaxAgeOfTheChildAlone,
    /// A condition on rows that are not known is a missing label instead of no grant.
    ConditionsOnUnknownRows,
    /// Without a tenant, what is made or met unseen counts every own tenant, as a listing does.
    NoTenantIsEveryOwn,
    /// A role past the last is the last.
    RolePastTheTop,
    /// Of what absent tenants could come to, orphaned is said before a suspended tenant.
    OrphanedBeforeSuspended,
    /// Where `read` on a parent is a conditional action on its own parent, the condition never holds.
    ParentsReadUnconditionally,
    /// What a link reads may be called otherwise above, where links do not reach.
    LinksReadByOtherNames,
    /// A listing below a known parent counts relations to the parent that are known not to hold.
    ListingsForgetTheParent,
}

/// The differences that stand now.
const PARKED: &[Parked] = &[];

/// Whether a difference stands.
pub(super) fn parked(difference: Parked) -> bool {
    PARKED.contains(&difference)
}
