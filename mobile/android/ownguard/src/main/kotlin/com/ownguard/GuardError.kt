// Why nothing is shown: a closed set, each with what is wrong and how to mend it. None holds a value of a row.

package com.ownguard

/** Why nothing is shown. [why] and [mend] are for developers; [code] is stable. */
sealed class GuardError(
    val code: String,
    val why: String,
    val mend: String,
    cause: Throwable? = null,
) : Exception("$why; $mend", cause) {
    /** The model is refused; the last good one stays. */
    class ModelInvalid(why: String, mend: String) : GuardError("model_invalid", why, mend)

    /** The model is older than the one that is held; that one stays. */
    class ModelOlder(why: String, mend: String) : GuardError("model_older", why, mend)

    /** The claims or the facts are not of their form. */
    class SessionInvalid(why: String, mend: String) : GuardError("session_invalid", why, mend)

    /** The session is past its time. */
    class SessionExpired(why: String, mend: String) : GuardError("session_expired", why, mend)

    /** The model asks the app for memberships, and none were told. */
    class FactsMissing(why: String, mend: String) : GuardError("facts_missing", why, mend)

    /** Facts about the person are older than the model allows, and no server judged the row. */
    class FactsStale(why: String, mend: String) : GuardError("facts_stale", why, mend)

    /** The model has no such resource. */
    class UnknownResource(why: String, mend: String) : GuardError("unknown_resource", why, mend)

    /** The resource has no such screen. */
    class UnknownScreen(why: String, mend: String) : GuardError("unknown_screen", why, mend)

    /** The model has no such action. */
    class UnknownAction(why: String, mend: String) : GuardError("unknown_action", why, mend)

    /** The document is not JSON, or such that two readers may read it differently. */
    class JsonInvalid(why: String, mend: String) : GuardError("json_invalid", why, mend)

    /** The document is larger than the model lets anybody inspect. */
    class TooLarge(why: String, mend: String) : GuardError("too_large", why, mend)

    /** No row stands where the model knows one. */
    class RowsNotFound(why: String, mend: String) : GuardError("rows_not_found", why, mend)

    /** A row does not say enough to be judged, and its server did not judge it. */
    class LabelsMissing(val labels: List<String>, why: String, mend: String) :
        GuardError("labels_missing", why, mend)

    /** The person may not read the one row; [reason] is a stable name such as `other_tenant`. */
    class Refused(val reason: String, why: String, mend: String) : GuardError("refused", why, mend)

    /** It was closed, as at sign-out, or nobody was bound. */
    class Closed(
        why: String = "it was closed",
        mend: String = "bind the session that is signed in now",
    ) : GuardError("closed", why, mend)

    /** The redacted row is not of the shape that it was to be decoded into. */
    class NotDecodable(cause: Throwable? = null) : GuardError(
        "not_decodable",
        "the redacted row is not of the shape that it was to be decoded into",
        "give every field that a person may not see a default, such as null",
        cause,
    )

    /** The native library is missing, or of another version than this code. */
    class LibraryUnusable(cause: Throwable) : GuardError(
        "library_unusable",
        "the native library is missing, or of another version than this code",
        "take both from one release; a debug build may hold a stale library",
        cause,
    )

    /** A defect of ownguard. */
    class Internal(
        why: String = "ownguard failed, and shows nothing",
        mend: String = "report it, with the model and the shape of the document",
        cause: Throwable? = null,
    ) : GuardError("internal", why, mend, cause)
}
