//! Small whole models of different kinds: without a tenancy, three rows deep, shared with outsiders.

/// Notes of single people: no tenancy, plans of their own, comments of others.
pub(crate) const NOTES: &str = r#"
version = 1
[identity]
preset = "supabase"
project = "env:SUPABASE_URL"
[plans]
order = ["free", "pro"]
[staff]
roles = ["support"]
[services]
cron = { proof = "token" }
[actions]
pin = {}
[resources.note]
table = "notes"
key = "id:uuid"
owner = "user_id"
visibility = "visibility"
deleted = "deleted_at"
show = ["id", "text", "state", "kind"]
outside = ["text"]
write = ["text"]
[resources.note.shares]
table = "note_shares"
resource = "note_id"
user = "user_id"
level = "level"
levels = ["view", "edit"]
[resources.note.grants]
owner = ["list", "read", "create", "update", "delete", "restore", "export", "share"]
shared.view = ["read"]
shared.edit = ["read", { do = "update", when = { state = ["draft"] } }]
authenticated = ["read", "pin"]
link = ["read"]
staff.support = ["read"]
service.cron = ["read", { do = "delete", when = { state = ["stale"], kind = ["auto", "bot"] } }]
[resources.note.actions]
export = { plan = "pro", verified = true, fresh = "60s" }
[resources.comment]
table = "comments"
key = "id:uuid"
owner = "author"
parent = { resource = "note", field = "note_id", as = { create = "read", list = "read" } }
show = ["id", "text"]
write = ["text"]
"#;

/// Three rows deep, in a tenancy, with shares for outsiders.
pub(crate) const BOARDS: &str = r#"
version = 1
[identity]
preset = "clerk"
project = "env:CLERK"
audience = "app"
[tenancy]
name = "team"
table = "teams"
roles = ["guest", "lead"]
members = { table = "team_members", tenant = "team_id", user = "user_id", role = "role" }
facts = ["origin:/facts"]
max_age = { read = "10m" }
[services]
sync = { proof = "token", tenant = "token" }
[resources.board]
table = "boards"
key = "id:int"
tenant = "team_id"
visibility = "visibility"
show = ["id", "name", "open"]
outside = ["name"]
[resources.board.shares]
table = "board_shares"
resource = "board_id"
user = "user_id"
level = "level"
levels = ["view"]
outsiders = true
[resources.board.grants]
team.guest = ["list", "read"]
team.lead = ["create", "update", "delete", "export"]
shared.view = ["read"]
anyone = ["read"]
link = ["read"]
service.sync = ["read", { do = "update", when = { open = [true] } }]
[resources.board.actions]
update = { verified = true }
delete = { fresh = "0s" }
[resources.column]
table = "columns"
key = "id:int"
tenant = "team_id"
parent = { resource = "board", field = "board_id", as = { create = "update", list = "read" } }
show = ["id"]
[resources.card]
table = "cards"
key = "id:int"
owner = "made_by"
deleted = "gone"
parent = { resource = "column", field = "column_id", as = { create = "read", list = "read" } }
show = ["id", "text"]
write = ["text"]
"#;

/// The leaky app's own model.
pub(crate) const LEAKY: &str = include_str!("../../../../tests/leaky-app/ownguard.toml");
