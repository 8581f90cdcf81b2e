// The border to the native library: it is checked once, and whatever goes wrong behind it is a GuardError.

package com.ownguard

import com.ownguard.ffi.GuardException
import com.ownguard.ffi.InternalException
import com.ownguard.ffi.uniffiEnsureInitialized
import java.nio.charset.CharacterCodingException

internal object Border {
    /** Why the library can't be used; none where it can. */
    private val unusable: Throwable? by lazy {
        try {
            // Without this a library of another version is called as if it were of this one.
            uniffiEnsureInitialized()
            null
        } catch (missing: LinkageError) {
            missing
        } catch (stale: RuntimeException) {
            stale
        }
    }

    fun <T> cross(call: () -> T): T {
        unusable?.let { throw GuardError.LibraryUnusable(it) }
        return try {
            call()
        } catch (error: GuardException) {
            throw told(error)
        } catch (panic: InternalException) {
            throw GuardError.Internal(cause = panic)
        } catch (half: CharacterCodingException) {
            throw GuardError.JsonInvalid(
                "a text holds half a character",
                "read the body of the answer as UTF-8",
            )
        } catch (closed: IllegalStateException) {
            // What the generated code says of an object that was destroyed.
            throw GuardError.Closed()
        } catch (missing: LinkageError) {
            throw GuardError.LibraryUnusable(missing)
        }
    }

    private fun told(error: GuardException): GuardError = when (error) {
        is GuardException.ModelInvalid -> GuardError.ModelInvalid(error.why, error.mend)
        is GuardException.ModelOlder -> GuardError.ModelOlder(error.why, error.mend)
        is GuardException.SessionInvalid -> GuardError.SessionInvalid(error.why, error.mend)
        is GuardException.SessionExpired -> GuardError.SessionExpired(error.why, error.mend)
        is GuardException.FactsMissing -> GuardError.FactsMissing(error.why, error.mend)
        is GuardException.FactsStale -> GuardError.FactsStale(error.why, error.mend)
        is GuardException.UnknownResource -> GuardError.UnknownResource(error.why, error.mend)
        is GuardException.UnknownScreen -> GuardError.UnknownScreen(error.why, error.mend)
        is GuardException.UnknownAction -> GuardError.UnknownAction(error.why, error.mend)
        is GuardException.JsonInvalid -> GuardError.JsonInvalid(error.why, error.mend)
        is GuardException.TooLarge -> GuardError.TooLarge(error.why, error.mend)
        is GuardException.RowsNotFound -> GuardError.RowsNotFound(error.why, error.mend)
        is GuardException.LabelsMissing ->
            GuardError.LabelsMissing(error.labels, error.why, error.mend)
        is GuardException.Refused -> GuardError.Refused(error.reason, error.why, error.mend)
        is GuardException.Closed -> GuardError.Closed(error.why, error.mend)
        is GuardException.Internal -> GuardError.Internal(error.why, error.mend)
    }
}
