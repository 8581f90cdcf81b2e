// Redacted rows as Kotlin values, by kotlinx.serialization.

package com.ownguard

import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.descriptors.buildClassSerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject

/**
 * A redacted row and what its reader may do with it: `invoice.row.number`, `invoice.can(Action.Update)`.
 * Stands wherever the row itself would: alone, in a list, in an envelope of the app's own. A field that some
 * reader may not see needs a default.
 */
@Serializable(with = ShownSerializer::class)
data class Shown<out T>(val row: T, val actions: Set<Action>) {
    /** Whether the action would work on this row. */
    fun can(action: Action): Boolean = action in actions
}

/** Reads `_can` beside the row's own fields. */
class ShownSerializer<T>(private val row: KSerializer<T>) : KSerializer<Shown<T>> {
    override val descriptor: SerialDescriptor = buildClassSerialDescriptor("com.ownguard.Shown")

    override fun deserialize(decoder: Decoder): Shown<T> {
        val json = decoder as? JsonDecoder ?: throw SerializationException("rows are JSON")
        val members = json.decodeJsonElement().jsonObject
        val can = members[CAN] as? JsonArray ?: JsonArray(emptyList())
        val names = can.mapNotNull { name -> (name as? JsonPrimitive)?.takeIf { it.isString } }
        val fields = JsonObject(members - CAN)
        return Shown(
            json.json.decodeFromJsonElement(row, fields),
            names.mapTo(LinkedHashSet()) { Action(it.content) },
        )
    }

    override fun serialize(encoder: Encoder, value: Shown<T>): Nothing =
        throw SerializationException("a redacted row is no row to send")

    private companion object {
        const val CAN = "_can"
    }
}

/** What the model leaves out is unknown to no row type: names that a type lacks are passed over. */
val OwnguardJson: Json = Json { ignoreUnknownKeys = true }

/**
 * One row, redacted and decoded.
 *
 * @throws GuardError and nothing else.
 */
inline fun <reified T> Access.decode(
    json: String,
    resource: String,
    screen: String? = null,
    format: Json = OwnguardJson,
): Shown<T> = decoded(redact(json, resource, screen), format)

/** A page that is an array of rows, redacted and decoded. */
inline fun <reified T> Access.decodePage(
    json: String,
    resource: String,
    screen: String? = null,
    format: Json = OwnguardJson,
): List<Shown<T>> = decoded(redactPage(json, resource, screen), format)

/** A page in an envelope: [E] is the app's own, and holds `List<Shown<…>>` where the rows stand. */
inline fun <reified E> Access.decodeEnvelope(
    json: String,
    resource: String,
    screen: String? = null,
    format: Json = OwnguardJson,
): E = decoded(redactPage(json, resource, screen), format)

@PublishedApi
internal inline fun <reified T> decoded(redacted: String, format: Json): T = try {
    format.decodeFromString<T>(redacted)
} catch (wrong: IllegalArgumentException) {
    // What it says may quote the row.
    throw GuardError.NotDecodable()
}
