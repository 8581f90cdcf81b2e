// Who is signed in.

package com.ownguard

import com.ownguard.ffi.SessionFacts
import com.ownguard.ffi.ShareLink
import com.ownguard.ffi.decodeClaimsUnverified as decode

/**
 * The claims of a token, as JSON. They are **not verified**: a device holds no key that could, and what is
 * shown by them is shown to whoever holds the device. Never let a server decide by them.
 *
 * @throws GuardError.SessionInvalid where it is no token with claims.
 */
fun decodeClaimsUnverified(token: String): String = Border.cross { decode(token) }

/** Who is signed in, and the row that a share link opened. */
class Session private constructor(
    internal val claims: String?,
    internal val facts: String?,
    internal val link: Pair<String, String>? = null,
) {
    /** The same with the row that a share link opened: its server answered with it. */
    fun withLink(resource: String, key: String) = Session(claims, facts, resource to key)

    internal fun told() =
        SessionFacts(claims, facts, link?.let { (resource, key) -> ShareLink(resource, key) })

    companion object {
        /** Nobody in particular. */
        val anonymous = Session(null, null)

        /** For tests: facts of nobody, which the library refuses. */
        internal fun anonymous(facts: String?) = Session(null, facts)

        /**
         * By claims as JSON, and what the app's facts endpoint answered of the person, whole: where the model
         * asks the app for memberships, the claims alone do not do.
         */
        fun ofClaims(claims: String, facts: String? = null) = Session(claims, facts)

        /** The same by the session's token. */
        fun ofToken(token: String, facts: String? = null) =
            Session(decodeClaimsUnverified(token), facts)
    }
}
