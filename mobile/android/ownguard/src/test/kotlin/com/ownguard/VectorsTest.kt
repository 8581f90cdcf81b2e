// The shared vectors that concern a phone, byte for byte; the same files run in Rust and in Swift.

package com.ownguard

import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

class VectorsTest {
    private val shared = file("cases.json")
    private val device = file("device.json")

    @TestFactory
    fun `every shared vector that concerns a phone comes to the same`() = shared.cases.map(::test)

    @TestFactory
    fun `what only a phone meets comes to what the rules say`() = device.cases.map(::test)

    @Test
    fun `as many vectors run as in Rust`() {
        assertTrue(shared.cases.size >= 280, "${shared.cases.size}")
        assertTrue(device.cases.size >= 80, "${device.cases.size}")
    }

    private fun test(case: Case) =
        DynamicTest.dynamicTest(case.id) { assertEquals(case.expected(), case.outcome()) }

    private fun file(name: String): Vectors =
        Json.decodeFromString(text("mobile/vectors/$name"))
}

@Serializable
private class Vectors(val cases: List<Case>, val left_out: List<LeftOut>)

@Serializable
private class LeftOut(val id: String, val because: String)

@Serializable
private class Told(
    val claims: String? = null,
    val facts: String? = null,
    val link: List<String>? = null,
)

@Serializable
private class Case(
    val id: String,
    val model: String,
    val now: Long,
    val session: Told,
    val call: String,
    val resource: String = "",
    val json: String? = null,
    val screen: String? = null,
    val action: String? = null,
    val tenant: String? = null,
    val above: String? = null,
    val expect: JsonElement,
) {
    /** What came of it, in one text: the value, or the code of the error. */
    fun outcome(): String = try {
        Guard(source()) { now }.use { guard -> guard.bind(session()).use { "${ask(it)}" } }
    } catch (error: GuardError) {
        "error ${error.code}"
    }

    fun expected(): String {
        if (expect is JsonPrimitive) return expect.content
        val (kind, value) = expect.jsonObject.entries.single()
        return when (kind) {
            "json" -> value.jsonPrimitive.content
            "can" -> "${value.jsonPrimitive.boolean}"
            "actions" -> "${value.jsonArray.map { it.jsonPrimitive.content }}"
            "error" -> "error ${value.jsonPrimitive.content}"
            else -> error("no expectation `$kind`")
        }
    }

    private fun ask(access: Access): Any = when (call) {
        "bind" -> "bound"
        "redact" -> access.redact(json.orEmpty(), resource, screen)
        "redactPage" -> access.redactPage(json.orEmpty(), resource, screen)
        "allowedActions" -> access.allowedActions(resource, json.orEmpty()).map { it.name }
        "can" -> access.can(Action(action.orEmpty()), resource, json, tenant, above)
        else -> error("no call `$call`")
    }

    private fun source(): String =
        if ('\n' in model) model else text("tests/vectors/models/$model.toml")

    /** Facts without claims are refused by the library itself; no `Session` can be made so. */
    private fun session(): Session {
        val told = when (val claims = session.claims) {
            null -> Session.anonymous(session.facts)
            else -> Session.ofClaims(claims, session.facts)
        }
        return session.link?.let { (resource, key) -> told.withLink(resource, key) } ?: told
    }
}
