-- key-form:workspace: rows of `workspace` whose key is not a lower-case UUID: no path can name them
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "workspaces" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:workspace: rows of `workspace` without a workspace: nobody meets them, staff included
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "workspaces" as "r"
where "r"."id" is null
order by 2;

-- stripe-twice:stripe_customer_id:workspace: rows of `workspace` whose `stripe_customer_id` also stands under another `workspace`: an event of Stripe's would reach the wrong one
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'the same `stripe_customer_id` stands under another `workspace`' as "why"
from "workspaces" as "r"
where "r"."stripe_customer_id" is not null and exists (select 1 from "workspaces" as "o" where "o"."stripe_customer_id" = "r"."stripe_customer_id" and cast("o"."id" as text) is distinct from cast("r"."id" as text))
order by 2;

-- key-form:member: rows of `member` whose key is not a lower-case UUID: no path can name them
select 'workspace_members' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "workspace_members" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:member: rows of `member` without a workspace: nobody meets them, staff included
select 'workspace_members' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "workspace_members" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:member: rows of `member` whose workspace does not exist: nobody is a member of it
select 'workspace_members' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "workspace_members" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- owner-null:member: rows of `member` without an owner: only those meet them who need not own them
select 'workspace_members' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "workspace_members" as "r"
where "r"."user_id" is null
order by 2;

-- owner-unknown:member: rows of `member` whose owner is no `profile`
select 'workspace_members' as "table", cast("r"."id" as text) as "key", 'its owner is no `profile`' as "why"
from "workspace_members" as "r"
where "r"."user_id" is not null and not exists (select 1 from "profiles" as "p" where cast("p"."id" as text) = cast("r"."user_id" as text))
order by 2;

-- key-form:profile: rows of `profile` whose key is not a lower-case UUID: no path can name them
select 'profiles' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "profiles" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- owner-null:profile: rows of `profile` without an owner: nobody meets them, staff included
select 'profiles' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "profiles" as "r"
where "r"."id" is null
order by 2;

-- key-form:customer: rows of `customer` whose key is not a lower-case UUID: no path can name them
select 'customers' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "customers" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:customer: rows of `customer` without a workspace: nobody meets them, staff included
select 'customers' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "customers" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:customer: rows of `customer` whose workspace does not exist: nobody is a member of it
select 'customers' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "customers" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- stripe-twice:stripe_customer_id:customer: rows of `customer` whose `stripe_customer_id` also stands under another workspace: an event of Stripe's would reach the wrong one
select 'customers' as "table", cast("r"."id" as text) as "key", 'the same `stripe_customer_id` stands under another workspace' as "why"
from "customers" as "r"
where "r"."stripe_customer_id" is not null and exists (select 1 from "customers" as "o" where "o"."stripe_customer_id" = "r"."stripe_customer_id" and cast("o"."workspace_id" as text) is distinct from cast("r"."workspace_id" as text))
order by 2;

-- key-form:invoice: rows of `invoice` whose key is not a lower-case UUID: no path can name them
select 'invoices' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "invoices" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:invoice: rows of `invoice` without a workspace: nobody meets them, staff included
select 'invoices' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "invoices" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:invoice: rows of `invoice` whose workspace does not exist: nobody is a member of it
select 'invoices' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "invoices" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- owner-null:invoice: rows of `invoice` without an owner: only those meet them who need not own them
select 'invoices' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "invoices" as "r"
where "r"."created_by" is null
order by 2;

-- owner-unknown:invoice: rows of `invoice` whose owner is no `profile`
select 'invoices' as "table", cast("r"."id" as text) as "key", 'its owner is no `profile`' as "why"
from "invoices" as "r"
where "r"."created_by" is not null and not exists (select 1 from "profiles" as "p" where cast("p"."id" as text) = cast("r"."created_by" as text))
order by 2;

-- owner-outside:invoice: rows of `invoice` whose owner never was a member of their workspace: they don't count as the owner
select 'invoices' as "table", cast("r"."id" as text) as "key", 'its owner is no member of its workspace' as "why"
from "invoices" as "r"
where "r"."created_by" is not null and "r"."workspace_id" is not null and not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("r"."workspace_id" as text) and cast("m"."user_id" as text) = cast("r"."created_by" as text))
order by 2;

-- visibility-unknown:invoice: rows of `invoice` whose visibility is none of `private`, `unlisted` and `public`: they are private
select 'invoices' as "table", cast("r"."id" as text) as "key", 'its visibility is not known' as "why"
from "invoices" as "r"
where "r"."visibility" is null or cast("r"."visibility" as text) not in ('private', 'unlisted', 'public')
order by 2;

-- ref-missing:project_id:invoice: rows of `invoice` whose `project_id` names a `project` that does not exist
select 'invoices' as "table", cast("r"."id" as text) as "key", '`project_id` names a `project` that does not exist' as "why"
from "invoices" as "r"
where "r"."project_id" is not null and not exists (select 1 from "projects" as "t" where cast("t"."id" as text) = cast("r"."project_id" as text))
order by 2;

-- ref-tenant:project_id:invoice: rows of `invoice` whose `project_id` names a `project` of another workspace: what stands there may leak through them
select 'invoices' as "table", cast("r"."id" as text) as "key", '`project_id` names a `project` of another workspace' as "why"
from "invoices" as "r"
join "projects" as "b" on cast("b"."id" as text) = cast("r"."project_id" as text)
where cast("r"."workspace_id" as text) <> cast("b"."workspace_id" as text)
order by 2;

-- ref-missing:customer_id:invoice: rows of `invoice` whose `customer_id` names a `customer` that does not exist
select 'invoices' as "table", cast("r"."id" as text) as "key", '`customer_id` names a `customer` that does not exist' as "why"
from "invoices" as "r"
where "r"."customer_id" is not null and not exists (select 1 from "customers" as "t" where cast("t"."id" as text) = cast("r"."customer_id" as text))
order by 2;

-- ref-tenant:customer_id:invoice: rows of `invoice` whose `customer_id` names a `customer` of another workspace: what stands there may leak through them
select 'invoices' as "table", cast("r"."id" as text) as "key", '`customer_id` names a `customer` of another workspace' as "why"
from "invoices" as "r"
join "customers" as "b" on cast("b"."id" as text) = cast("r"."customer_id" as text)
where cast("r"."workspace_id" as text) <> cast("b"."workspace_id" as text)
order by 2;

-- stripe-twice:stripe_customer_id:invoice: rows of `invoice` whose `stripe_customer_id` also stands under another workspace: an event of Stripe's would reach the wrong one
select 'invoices' as "table", cast("r"."id" as text) as "key", 'the same `stripe_customer_id` stands under another workspace' as "why"
from "invoices" as "r"
where "r"."stripe_customer_id" is not null and exists (select 1 from "invoices" as "o" where "o"."stripe_customer_id" = "r"."stripe_customer_id" and cast("o"."workspace_id" as text) is distinct from cast("r"."workspace_id" as text))
order by 2;

-- key-form:invoice_line: rows of `invoice_line` whose key is not a lower-case UUID: no path can name them
select 'invoice_lines' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "invoice_lines" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- parent-null:invoice_line: rows of `invoice_line` without a `invoice`, which owns them: nobody meets them
select 'invoice_lines' as "table", cast("r"."id" as text) as "key", 'it has no `invoice`' as "why"
from "invoice_lines" as "r"
where "r"."invoice_id" is null
order by 2;

-- parent-missing:invoice_line: rows of `invoice_line` whose `invoice` does not exist: nobody meets them
select 'invoice_lines' as "table", cast("r"."id" as text) as "key", 'its `invoice` does not exist' as "why"
from "invoice_lines" as "r"
where "r"."invoice_id" is not null and not exists (select 1 from "invoices" as "t" where cast("t"."id" as text) = cast("r"."invoice_id" as text))
order by 2;

-- key-form:project: rows of `project` whose key is not a lower-case UUID: no path can name them
select 'projects' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "projects" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:project: rows of `project` without a workspace: nobody meets them, staff included
select 'projects' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "projects" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:project: rows of `project` whose workspace does not exist: nobody is a member of it
select 'projects' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "projects" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- owner-null:project: rows of `project` without an owner: only those meet them who need not own them
select 'projects' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "projects" as "r"
where "r"."created_by" is null
order by 2;

-- owner-unknown:project: rows of `project` whose owner is no `profile`
select 'projects' as "table", cast("r"."id" as text) as "key", 'its owner is no `profile`' as "why"
from "projects" as "r"
where "r"."created_by" is not null and not exists (select 1 from "profiles" as "p" where cast("p"."id" as text) = cast("r"."created_by" as text))
order by 2;

-- owner-outside:project: rows of `project` whose owner never was a member of their workspace: they don't count as the owner
select 'projects' as "table", cast("r"."id" as text) as "key", 'its owner is no member of its workspace' as "why"
from "projects" as "r"
where "r"."created_by" is not null and "r"."workspace_id" is not null and not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("r"."workspace_id" as text) and cast("m"."user_id" as text) = cast("r"."created_by" as text))
order by 2;

-- visibility-unknown:project: rows of `project` whose visibility is none of `private`, `unlisted` and `public`: they are private
select 'projects' as "table", cast("r"."id" as text) as "key", 'its visibility is not known' as "why"
from "projects" as "r"
where "r"."visibility" is null or cast("r"."visibility" as text) not in ('private', 'unlisted', 'public')
order by 2;

-- share-null:project: shares of `project` without a person or a row: they give nothing
select 'project_shares' as "table", cast(concat_ws(' ', cast("r"."project_id" as text), cast("r"."user_id" as text)) as text) as "key", 'it names no person or no row' as "why"
from "project_shares" as "r"
where "r"."user_id" is null or "r"."project_id" is null
order by 2;

-- share-twice:project: shares of `project` that give one person two levels on one row: the stronger counts in SQL, and which of them an app tells is not known
select 'project_shares' as "table", cast(concat_ws(' ', cast("r"."project_id" as text), cast("r"."user_id" as text)) as text) as "key", 'the same person has another level on the same row' as "why"
from "project_shares" as "r"
where exists (select 1 from "project_shares" as "t" where "t"."project_id" = "r"."project_id" and "t"."user_id" = "r"."user_id" and cast("t"."level" as text) <> cast("r"."level" as text))
order by 2;

-- share-level:project: shares of `project` at a level that the model does not know: they give nothing
select 'project_shares' as "table", cast(concat_ws(' ', cast("r"."project_id" as text), cast("r"."user_id" as text)) as text) as "key", 'its level is not known' as "why"
from "project_shares" as "r"
where "r"."level" is null or cast("r"."level" as text) not in ('view', 'edit')
order by 2;

-- share-missing:project: shares of `project` whose row does not exist
select 'project_shares' as "table", cast(concat_ws(' ', cast("r"."project_id" as text), cast("r"."user_id" as text)) as text) as "key", 'its row does not exist' as "why"
from "project_shares" as "r"
where "r"."project_id" is not null and not exists (select 1 from "projects" as "t" where cast("t"."id" as text) = cast("r"."project_id" as text))
order by 2;

-- share-outside:project: shares of `project` with persons who never were members of the row's workspace: they give nothing
select 'project_shares' as "table", cast(concat_ws(' ', cast("r"."project_id" as text), cast("r"."user_id" as text)) as text) as "key", 'its person is no member of the row''s workspace' as "why"
from "project_shares" as "r"
join "projects" as "t" on cast("t"."id" as text) = cast("r"."project_id" as text)
where not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("t"."workspace_id" as text) and cast("m"."user_id" as text) = cast("r"."user_id" as text))
order by 2;

-- key-form:thread: rows of `thread` whose key is not a lower-case UUID: no path can name them
select 'threads' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "threads" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:thread: rows of `thread` without a workspace: nobody meets them, staff included
select 'threads' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "threads" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:thread: rows of `thread` whose workspace does not exist: nobody is a member of it
select 'threads' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "threads" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- owner-null:thread: rows of `thread` without an owner: only those meet them who need not own them
select 'threads' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "threads" as "r"
where "r"."created_by" is null
order by 2;

-- owner-unknown:thread: rows of `thread` whose owner is no `profile`
select 'threads' as "table", cast("r"."id" as text) as "key", 'its owner is no `profile`' as "why"
from "threads" as "r"
where "r"."created_by" is not null and not exists (select 1 from "profiles" as "p" where cast("p"."id" as text) = cast("r"."created_by" as text))
order by 2;

-- owner-outside:thread: rows of `thread` whose owner never was a member of their workspace: they don't count as the owner
select 'threads' as "table", cast("r"."id" as text) as "key", 'its owner is no member of its workspace' as "why"
from "threads" as "r"
where "r"."created_by" is not null and "r"."workspace_id" is not null and not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("r"."workspace_id" as text) and cast("m"."user_id" as text) = cast("r"."created_by" as text))
order by 2;

-- key-form:message: rows of `message` whose key is not a lower-case UUID: no path can name them
select 'messages' as "table", cast("r"."id" as text) as "key", 'the key is not a lower-case UUID' as "why"
from "messages" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
order by 2;

-- tenant-null:message: rows of `message` without a workspace: nobody meets them, staff included
select 'messages' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "messages" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:message: rows of `message` whose workspace does not exist: nobody is a member of it
select 'messages' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "messages" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- parent-null:message: rows of `message` without a `thread`, which owns them: nobody meets them
select 'messages' as "table", cast("r"."id" as text) as "key", 'it has no `thread`' as "why"
from "messages" as "r"
where "r"."thread_id" is null
order by 2;

-- parent-missing:message: rows of `message` whose `thread` does not exist: nobody meets them
select 'messages' as "table", cast("r"."id" as text) as "key", 'its `thread` does not exist' as "why"
from "messages" as "r"
where "r"."thread_id" is not null and not exists (select 1 from "threads" as "t" where cast("t"."id" as text) = cast("r"."thread_id" as text))
order by 2;

-- parent-tenant:message: rows of `message` whose `thread` is of another workspace: nobody meets them
select 'messages' as "table", cast("r"."id" as text) as "key", 'its `thread` is of another workspace' as "why"
from "messages" as "r"
join "threads" as "a" on cast("a"."id" as text) = cast("r"."thread_id" as text)
where cast("r"."workspace_id" as text) <> cast("a"."workspace_id" as text)
order by 2;

-- key-form:file: rows of `file` whose key is not a whole number: no path can name them
select 'files' as "table", cast("r"."id" as text) as "key", 'the key is not a whole number' as "why"
from "files" as "r"
where "r"."id" is null or cast("r"."id" as text) !~ '^(0|-?[1-9][0-9]*)$'
order by 2;

-- tenant-null:file: rows of `file` without a workspace: nobody meets them, staff included
select 'files' as "table", cast("r"."id" as text) as "key", 'it has no workspace' as "why"
from "files" as "r"
where "r"."workspace_id" is null
order by 2;

-- tenant-unknown:file: rows of `file` whose workspace does not exist: nobody is a member of it
select 'files' as "table", cast("r"."id" as text) as "key", 'its workspace does not exist' as "why"
from "files" as "r"
where "r"."workspace_id" is not null and not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- owner-null:file: rows of `file` without an owner: only those meet them who need not own them
select 'files' as "table", cast("r"."id" as text) as "key", 'it has no owner' as "why"
from "files" as "r"
where "r"."uploaded_by" is null
order by 2;

-- owner-unknown:file: rows of `file` whose owner is no `profile`
select 'files' as "table", cast("r"."id" as text) as "key", 'its owner is no `profile`' as "why"
from "files" as "r"
where "r"."uploaded_by" is not null and not exists (select 1 from "profiles" as "p" where cast("p"."id" as text) = cast("r"."uploaded_by" as text))
order by 2;

-- owner-outside:file: rows of `file` whose owner never was a member of their workspace: they don't count as the owner
select 'files' as "table", cast("r"."id" as text) as "key", 'its owner is no member of its workspace' as "why"
from "files" as "r"
where "r"."uploaded_by" is not null and "r"."workspace_id" is not null and not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("r"."workspace_id" as text) and cast("m"."user_id" as text) = cast("r"."uploaded_by" as text))
order by 2;

-- visibility-unknown:file: rows of `file` whose visibility is none of `private`, `unlisted` and `public`: they are private
select 'files' as "table", cast("r"."id" as text) as "key", 'its visibility is not known' as "why"
from "files" as "r"
where "r"."visibility" is null or cast("r"."visibility" as text) not in ('private', 'unlisted', 'public')
order by 2;

-- status-unknown:workspace: a workspace whose status is neither `active` nor `suspended`: it counts as suspended
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'its status is not known' as "why"
from "workspaces" as "r"
where "r"."status" is not null and cast("r"."status" as text) not in ('active', 'suspended')
order by 2;

-- plan-unknown:workspace: a workspace whose plan the model does not know: it has none
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'its plan is not known' as "why"
from "workspaces" as "r"
where "r"."plan" is null or cast("r"."plan" as text) not in ('free', 'pro', 'team')
order by 2;

-- member-tenant:members: a membership without a workspace, or of one that does not exist
select 'workspace_members' as "table", cast(concat_ws(' ', cast("r"."workspace_id" as text), cast("r"."user_id" as text)) as text) as "key", 'its workspace does not exist' as "why"
from "workspace_members" as "r"
where "r"."workspace_id" is null or not exists (select 1 from "workspaces" as "t" where cast("t"."id" as text) = cast("r"."workspace_id" as text))
order by 2;

-- member-null:members: a membership without a person
select 'workspace_members' as "table", cast(concat_ws(' ', cast("r"."workspace_id" as text), cast("r"."user_id" as text)) as text) as "key", 'it names no person' as "why"
from "workspace_members" as "r"
where "r"."user_id" is null
order by 2;

-- member-twice:members: a membership beside another one of the same person in the same place, both in use: which role counts is not known
select 'workspace_members' as "table", cast(concat_ws(' ', cast("r"."workspace_id" as text), cast("r"."user_id" as text)) as text) as "key", 'the same person has another role there' as "why"
from "workspace_members" as "r"
where "r"."removed_at" is null and cast("r"."status" as text) in ('active') and exists (select 1 from "workspace_members" as "o" where "o"."workspace_id" = "r"."workspace_id" and "o"."user_id" = "r"."user_id" and cast("o"."role" as text) is distinct from cast("r"."role" as text) and "o"."removed_at" is null and cast("o"."status" as text) in ('active'))
order by 2;

-- role-unknown:members: a membership whose role the model does not know: it holds no role
select 'workspace_members' as "table", cast(concat_ws(' ', cast("r"."workspace_id" as text), cast("r"."user_id" as text)) as text) as "key", 'its role is not known' as "why"
from "workspace_members" as "r"
where "r"."role" is null or cast("r"."role" as text) not in ('viewer', 'member', 'manager', 'admin')
order by 2;

-- no-top-role:workspace: a workspace without an active `admin`: nobody can mend what only they may
select 'workspaces' as "table", cast("r"."id" as text) as "key", 'it has no active `admin`' as "why"
from "workspaces" as "r"
where not exists (select 1 from "workspace_members" as "m" where cast("m"."workspace_id" as text) = cast("r"."id" as text) and cast("m"."role" as text) = 'admin' and "m"."removed_at" is null and cast("m"."status" as text) in ('active'))
order by 2;
