// A model, four people and two answers of an API, as they would arrive.

package com.example.terminal

internal const val MODEL = """
version  = 1
revision = 1

[identity]
preset   = "jwt"
issuer   = "https://id.example"
audience = "app"
jwks     = "https://id.example/jwks.json"

[identity.claims]
staff = "app.staff"

[tenancy]
name    = "workspace"
table   = "workspaces"
key     = "id:text"
roles   = ["viewer", "manager"]
members = { table = "workspace_members", tenant = "workspace_id", user = "user_id", role = "role" }
facts   = ["claim:app.workspaces"]

[staff]
roles = ["support"]

[wire]
case = "camel"

[actions]
remind = {}

[resources.invoice]
table  = "invoices"
key    = "id:text"
tenant = "workspace_id"
owner  = "created_by"
rest   = "/w/{workspace}/invoices"
show   = ["id", "number", "status", "total"]
write  = ["number", "total"]
never  = ["stripe_customer_id"]

[resources.invoice.grants]
owner             = ["list", "read", "update"]
workspace.viewer  = ["list", "read"]
workspace.manager = ["create", "update", "delete", "remind"]
staff.support     = ["list", "read"]

[resources.invoice.fields]
customer_email = { to = ["owner", "workspace.manager"], otherwise = "mask:email" }
internal_notes = { to = ["workspace.manager"] }

[screens.order_status]
resource = "invoice"
fields   = ["id", "number", "status"]

[routes]
"GET /w/{workspace}/invoices" = { do = "invoice.list", rows = "/data", pass = ["/nextCursor"] }
"""

/** Sessions of an hour, that began now. */
internal fun people(now: Long): Map<String, String> = mapOf(
    "Mia, a manager of the workspace" to """"app":{"workspaces":{"w1":"manager"}}""",
    "Vic, a viewer" to """"app":{"workspaces":{"w1":"viewer"}}""",
    "Sam, support" to """"app":{"staff":["support"]}""",
    "Eve, of another workspace" to """"app":{"workspaces":{"w2":"manager"}}""",
).mapValues { (name, app) ->
    """{"sub":"${name.take(3).lowercase()}","iat":$now,"exp":${now + 3600},$app}"""
}

internal const val PAGE = """
{"data":[
  {"id":"i1","workspaceId":"w1","createdBy":"mia","number":"F-1","status":"paid","total":1200,
   "customerEmail":"ada@customer.example","stripeCustomerId":"cus_1"},
  {"id":"i2","workspaceId":"w1","createdBy":"vic","number":"F-2","status":"open","total":80,
   "customerEmail":"bob@customer.example","internalNotes":"call first","stripeCustomerId":"cus_2"}
],"nextCursor":"c2"}
"""

internal const val INVOICE = """
{"id":"i2","workspaceId":"w1","createdBy":"vic","number":"F-2","status":"open","total":80,
 "customerEmail":"bob@customer.example","internalNotes":"call first","stripeCustomerId":"cus_2"}
"""
