// Where tests find what they run on.

package com.ownguard

import java.io.File

internal val tree = File(System.getProperty("ownguard.tree"))
internal val libraries = File(System.getProperty("ownguard.libraries"))

internal fun text(path: String): String = tree.resolve(path).readText()

internal val billing: String = text("tests/vectors/models/billing.toml")

internal const val NOW = 1_000_000L

internal const val ROW =
    """{"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,"visibility":"private","deletedAt":null,"customerEmail":"ada@x.example","stripeId":"s"}"""

internal val owner = Session.ofClaims(
    """{"sub":"u9","iat":$NOW,"exp":${NOW + 3600},"app":{"workspaces":{"t1":"viewer"}}}""",
)

internal fun guard(model: String = billing) = Guard(model) { NOW }
