// What a call costs from Kotlin: `Bench <folder>` with `model.json`, `session.json` (claims), `one.json` (2 kB)
// and `page.json` (50 rows). Prints one line of JSON: microseconds a call, the median of many rounds, and a
// hash of what was answered, to be compared with the other languages.

package com.ownguard

import java.io.File
import java.util.Locale
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

fun main(arguments: Array<String>) {
    val folder = File(arguments.single())
    fun read(name: String) = folder.resolve("$name.json").readText()
    val (one, page, claims) = listOf(read("one"), read("page"), read("session"))
    val now = Json.parseToJsonElement(claims).jsonObject.getValue("iat").jsonPrimitive.long
    val access = Guard(read("model")) { now }.bind(Session.ofClaims(claims))

    val answers = listOf(
        access.redact(one, "invoice"),
        access.redactPage(page, "invoice"),
        "${access.can(Action.Update, "invoice", one)}",
    )
    val costs = mapOf(
        "redact" to median(200) { access.redact(one, "invoice").length },
        "redactPage" to median(10) { access.redactPage(page, "invoice").length },
        "can" to median(200) { if (access.can(Action.Update, "invoice", one)) 1 else 0 },
    )
    val members = costs.map { (name, cost) -> "\"$name\":${"%.3f".format(Locale.ROOT, cost)}" }
    println("{${members.joinToString(",")},\"answers\":\"${hash(answers)}\"}")
}

/** Microseconds a call: the median of rounds, after some that do not count. */
private fun median(calls: Int, call: () -> Int): Double {
    var seen = 0
    val rounds = List(250) {
        val began = System.nanoTime()
        repeat(calls) { seen += call() }
        (System.nanoTime() - began) / 1e3 / calls
    }
    check(seen != Int.MIN_VALUE)
    return rounds.drop(50).sorted()[100]
}

/** FNV-1a of 64 bits over the answers with a line break behind each, in hexadecimal. */
private fun hash(answers: List<String>): String {
    val bytes = answers.flatMap { "$it\n".toByteArray().asList() }
    val hash = bytes.fold(0xcbf29ce484222325uL) { hash, byte ->
        (hash xor byte.toUByte().toULong()) * 0x100000001b3uL
    }
    return hash.toString(16).padStart(16, '0')
}
