// Who is signed in, for every screen below; and rows as they may be shown.

package com.ownguard.compose

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ProvidableCompositionLocal
import androidx.compose.runtime.RememberObserver
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import com.ownguard.Access
import com.ownguard.Action
import com.ownguard.Guard
import com.ownguard.GuardError
import com.ownguard.Session
import com.ownguard.Shown
import com.ownguard.decode
import com.ownguard.decodeEnvelope
import com.ownguard.decodePage

/** What the person who is signed in may see. Nothing, until somebody is. */
val LocalAccess: ProvidableCompositionLocal<Access> = staticCompositionLocalOf { Access.nothing }

/**
 * Binds a session for what stands below, and ends it when it leaves: whatever still holds rows is shown
 * nothing more. A session that can't be bound shows nothing, and [onError] is told why.
 */
@Composable
fun WithSession(
    guard: Guard,
    session: Session,
    onError: (GuardError) -> Unit = {},
    content: @Composable () -> Unit,
) {
    val bound = remember(guard, session) {
        val access = try {
            guard.bind(session)
        } catch (error: GuardError) {
            onError(error)
            Access.nothing
        }
        Bound(access)
    }
    CompositionLocalProvider(LocalAccess provides bound.access, content = content)
}

/** What may be shown, or why nothing may. */
sealed interface Visible<out T> {
    /** This may be shown. */
    data class Rows<out T>(val value: T) : Visible<T>

    /** Nothing may. */
    data class Nothing(val error: GuardError) : Visible<kotlin.Nothing>
}

/** One row as it may be shown, redacted anew whenever it or the session changes. */
@Composable
inline fun <reified T> rememberRow(
    json: String,
    resource: String,
    screen: String? = null,
): Visible<Shown<T>> {
    val access = LocalAccess.current
    return remember(access, json, resource, screen) {
        visible { access.decode<T>(json, resource, screen) }
    }
}

/** A page that is an array of rows, in one call. */
@Composable
inline fun <reified T> rememberPage(
    json: String,
    resource: String,
    screen: String? = null,
): Visible<List<Shown<T>>> {
    val access = LocalAccess.current
    return remember(access, json, resource, screen) {
        visible { access.decodePage<T>(json, resource, screen) }
    }
}

/** A page in an envelope of the app's own, in one call. */
@Composable
inline fun <reified E> rememberEnvelope(
    json: String,
    resource: String,
    screen: String? = null,
): Visible<E> {
    val access = LocalAccess.current
    return remember(access, json, resource, screen) {
        visible { access.decodeEnvelope<E>(json, resource, screen) }
    }
}

/** Shows what stands in it only where the action would work on the row. */
@Composable
fun Can(action: Action, row: Shown<*>, content: @Composable () -> Unit) {
    if (row.can(action)) {
        content()
    }
}

/** What was decoded, or the error that it ended in. */
@PublishedApi
internal inline fun <T> visible(decode: () -> T): Visible<T> = try {
    Visible.Rows(decode())
} catch (error: GuardError) {
    Visible.Nothing(error)
}

/** Ends the access when it is forgotten. */
private class Bound(val access: Access) : RememberObserver {
    override fun onRemembered() = Unit

    override fun onForgotten() = access.close()

    override fun onAbandoned() = access.close()
}
