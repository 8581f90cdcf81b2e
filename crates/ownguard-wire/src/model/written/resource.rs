//! Resources and screens as written.

use super::either::Guarded;
use super::either::{GrantEntry, OneOrMany, Relations, Writers};
use crate::model::leaf::{Duration, Label, Name, TableName};
use crate::model::read::{At, Map};
use crate::model::table::tables;

tables! {
    /// One kind of rows, and who owns them.
    Resource("a resource") {
        /// The table; the resource's name unless set.
        table: Option<At<TableName>>,
        /// The key column and, behind a colon, its type: `id:uuid`, `id:int` or `id:text`.
        key: At<String>,
        /// The column of the tenant.
        tenant: Option<At<Name>>,
        /// The column of the person who owns the row.
        owner: Option<At<Name>>,
        /// The column with `private`, `unlisted` or `public`; without one every row is private.
        visibility: Option<At<Name>>,
        /// The column that marks a soft-deleted row.
        deleted: Option<At<Name>>,
        /// The resource that owns this one. A child has no grants of its own.
        parent: Option<At<Parent>>,
        /// The path below which the five usual routes stand, such as `/api/workspaces/{workspace}/invoices`.
        rest: Option<At<String>>,
        /// Columns that every inside reader of a row sees.
        show: Option<Vec<At<Name>>>,
        /// Columns that `link`, `authenticated` and `anyone` see.
        outside: Option<Vec<At<Name>>>,
        /// Columns that whoever may update may write, also on create.
        write: Option<Vec<At<Name>>>,
        /// Columns that leave the server for nobody.
        never: Option<Vec<At<Name>>>,
        /// Sharing of rows with single people.
        shares: Option<At<Shares>>,
        /// Who may do what: a relation, and its actions.
        grants: Option<Relations<Vec<GrantEntry>>>,
        /// What an action asks beyond the grant, by action.
        actions: Option<Map<At<ActionAsks>>>,
        /// The exceptions among the columns, and members that are nested rows.
        fields: Option<Map<At<Field>>>,
    }

    /// The resource that owns a child.
    Parent("a parent") {
        /// The owning resource.
        resource: At<Name>,
        /// The child's column that names it.
        field: At<Name>,
        /// Actions on the child that ask for another action on the parent, such as `create = "update"`.
        actions as "as": Option<Map<At<String>>>,
    }

    /// Sharing of rows with single people; relations are `shared.<level>`.
    Shares("`shares`") {
        /// The table of shares.
        table: At<TableName>,
        /// Its column of the shared row.
        resource: At<Name>,
        /// Its column of the person.
        user: At<Name>,
        /// Its column of the level.
        level: At<Name>,
        /// The levels, weakest first; each holds what those before it hold.
        levels: Vec<At<Label>>,
        /// Whether people outside the row's tenant may hold a share.
        outsiders: Option<At<bool>> = false,
    }

    /// An action that is granted only in some states of the row.
    Grant("a grant") {
        /// The action, or several.
        actions as "do": OneOrMany<At<String>>,
        /// What columns of the row hold before: a value, or one of several. Not for `read` and `list`.
        when: Option<Map<OneOrMany<At<Guarded>>>>,
    }

    /// What an action asks beyond the grant.
    ActionAsks("what an action asks") {
        /// Facts no older than this; `0s` is loaded in this request.
        fresh: Option<At<Duration>>,
        /// An audit record.
        audit: Option<At<bool>> = false,
        /// At least this plan.
        plan: Option<At<String>>,
        /// A verified e-mail address.
        verified: Option<At<bool>> = false,
    }

    /// What is special about a column, or a nested member.
    Field("a field") {
        /// The relations that see it; overrides `show` and `outside`.
        to: Option<Vec<At<String>>>,
        /// What inside readers get who are not in `to`: `null` or `mask:email`, `mask:last4`, `mask:initial`, `mask:year`, `mask:hidden`. Unset, it is left out.
        otherwise: Option<At<String>>,
        /// Who writes it; overrides the resource's `write`.
        write: Option<At<Writers>>,
        /// The resource that the value points at: the caller must be able to read it.
        reference as "ref": Option<At<Name>>,
        /// The resource whose rows are nested here, judged by their own rules.
        embed: Option<At<Name>>,
        /// Any JSON, passed whole.
        json: Option<At<bool>> = false,
    }

    /// What one screen needs of a resource.
    Screen("a screen") {
        /// The resource.
        resource: At<Name>,
        /// Its columns.
        fields: Vec<At<Name>>,
    }
}
