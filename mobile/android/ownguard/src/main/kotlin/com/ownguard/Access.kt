// What one person may see of rows that arrived, and do with them.

package com.ownguard

import com.ownguard.ffi.Access as Native
import com.ownguard.ffi.Place

/**
 * One session, bound to a model: safe to share between threads, cheap to hand down. What goes wrong throws a
 * [GuardError], and nothing is shown. After [close], as at sign-out, whoever still holds it is shown nothing.
 *
 * A call crosses to native code, which costs some ten microseconds: redact a page in one call, off the main
 * thread, and ask rows what they allow ([Shown.can]) instead of asking here for each.
 */
class Access internal constructor(
    private val native: Native?,
    private val clock: () -> Long,
) : AutoCloseable {
    /**
     * One row, or the answer of a route that reads one, with only what the person may see of it, narrowed by
     * a screen where one is named. Behind its fields stands `_can`: what they may do with it.
     */
    fun redact(json: String, resource: String, screen: String? = null): String =
        ask { it.redact(json, resource, screen, clock()) }

    /**
     * A whole page in one call: an array of rows, or the answer of a route that lists them. Rows that the
     * person may not read are left out.
     */
    fun redactPage(json: String, resource: String, screen: String? = null): String =
        ask { it.redactPage(json, resource, screen, clock()) }

    /** What the person may do with a row, as it came or as it was redacted, in the model's order. */
    fun allowedActions(resource: String, row: String): Set<Action> =
        ask { it.allowedActions(resource, row, clock()) }.mapTo(LinkedHashSet(), ::Action)

    /**
     * Whether the person may do this: to a [row], or without one to what stands, or would stand, in a
     * [tenant] or below the row [above], each as JSON. What only wants fresher facts counts: the server asks
     * for them.
     */
    fun can(
        action: Action,
        resource: String,
        row: String? = null,
        tenant: String? = null,
        above: String? = null,
    ): Boolean {
        val place = if (tenant == null && above == null) null else Place(tenant, above)
        return ask { it.can(action.name, resource, row, place, clock()) }
    }

    /** As [can], and false where that can't be judged: for a button. */
    fun allows(
        action: Action,
        resource: String,
        row: String? = null,
        tenant: String? = null,
        above: String? = null,
    ): Boolean = try {
        can(action, resource, row, tenant, above)
    } catch (unjudged: GuardError) {
        false
    }

    /** The version of the model that the session is bound to. */
    val version: ModelVersion
        get() = ask { it.version().told() }

    override fun close() {
        val native = native ?: return
        try {
            ask { it.end() }
        } catch (closed: GuardError.Closed) {
            // It was closed already.
        }
        native.close()
    }

    private fun <T> ask(call: (Native) -> T): T {
        val native = native ?: throw GuardError.Closed("nobody is bound", "bind a session first")
        return Border.cross { call(native) }
    }

    companion object {
        /** Shows nothing and allows nothing: what a screen has before somebody is bound. */
        val nothing = Access(null) { 0 }
    }
}
