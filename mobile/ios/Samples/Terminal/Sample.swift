// A model, four people and two answers of an API, as they would arrive.

import Foundation

enum Sample {
    static let model = """
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

    /// Sessions of an hour, that began now.
    static let people: [(String, String)] = [
        ("Mia, a manager of the workspace", #""app":{"workspaces":{"w1":"manager"}}"#),
        ("Vic, a viewer", #""app":{"workspaces":{"w1":"viewer"}}"#),
        ("Sam, support", #""app":{"staff":["support"]}"#),
        ("Eve, of another workspace", #""app":{"workspaces":{"w2":"manager"}}"#),
    ].map { name, app in
        let now = Int(Date().timeIntervalSince1970)
        let subject = name.prefix(3).lowercased()
        return (name, #"{"sub":"\#(subject)","iat":\#(now),"exp":\#(now + 3600),\#(app)}"#)
    }

    static let page = Data(
        """
        {"data":[
          {"id":"i1","workspaceId":"w1","createdBy":"mia","number":"F-1","status":"paid","total":1200,
           "customerEmail":"ada@customer.example","stripeCustomerId":"cus_1"},
          {"id":"i2","workspaceId":"w1","createdBy":"vic","number":"F-2","status":"open","total":80,
           "customerEmail":"bob@customer.example","internalNotes":"call first","stripeCustomerId":"cus_2"}
        ],"nextCursor":"c2"}
        """.utf8)

    static let invoice = Data(
        """
        {"id":"i2","workspaceId":"w1","createdBy":"vic","number":"F-2","status":"open","total":80,
         "customerEmail":"bob@customer.example","internalNotes":"call first","stripeCustomerId":"cus_2"}
        """.utf8)
}
