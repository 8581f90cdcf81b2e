// The guard of an app: its model, which can be replaced while the app runs.

package com.ownguard

import com.ownguard.ffi.Guard as Native

/** Which model it is: SHA-256 of its text in hexadecimal, and its `revision`. */
data class ModelVersion(val hash: String, val revision: Long)

/**
 * Holds the model: JSON as `npx ownguard build` writes it, or TOML. One for an app; safe to share between
 * threads. What goes wrong throws a [GuardError], and nothing is shown.
 *
 * @param clock Unix time in seconds.
 */
class Guard @JvmOverloads constructor(
    model: String,
    private val clock: () -> Long = { System.currentTimeMillis() / 1000 },
) : AutoCloseable {
    private val native = Border.cross { Native(model) }

    /** The held model's version. */
    val version: ModelVersion
        get() = Border.cross { native.version().told() }

    /**
     * Takes another model. One that is refused, or of an older `revision`, leaves the held one in place. Who
     * is bound already keeps the model that they were bound by.
     */
    fun replace(model: String): ModelVersion = Border.cross { native.replace(model).told() }

    /** What one person may see and do, by the held model. Close it at sign-out. */
    fun bind(session: Session): Access =
        Border.cross { Access(native.bind(session.told(), clock()), clock) }

    override fun close() = native.close()
}

internal fun com.ownguard.ffi.ModelVersion.told() = ModelVersion(hash, revision.toLong())
