// What goes wrong on a device: each ends in a typed error, with nothing shown.

package com.ownguard

import com.ownguard.ffi.GuardException
import com.ownguard.ffi.RustBuffer
import com.ownguard.ffi.UniffiRustCallStatus
import com.sun.jna.NativeLibrary
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import kotlinx.serialization.Serializable
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class GuardTest {
    private inline fun <reified E : GuardError> fails(noinline call: () -> Unit): E =
        assertThrows(E::class.java, call)

    @Test
    fun `a document of ten megabytes is too large`() {
        val page = generateSequence { ROW }.take(10 * 1024 * 1024 / ROW.length).joinToString(",", "[", "]")
        assertTrue(page.length > 10_000_000)
        guard().bind(owner).use { access ->
            fails<GuardError.TooLarge> { access.redactPage(page, "invoice") }
            fails<GuardError.TooLarge> { access.redact(page, "invoice") }
            fails<GuardError.TooLarge> { access.allowedActions("invoice", page) }
            fails<GuardError.TooLarge> { access.can(Action.Read, "invoice", page) }
            assertFalse(access.allows(Action.Read, "invoice", page))
        }
    }

    @Test
    fun `a document of ten megabytes is shown where the model allows it`() {
        val access = guard(billing.replace("\"4KiB\"", "\"64MiB\"")).bind(owner)
        val long = "\"metadata\":[\"${"x".repeat(10 * 1024 * 1024)}\"]"
        val shown = access.redact(ROW.replace("\"number\":\"7\"", long), "invoice")
        assertTrue(shown.length > 10 * 1024 * 1024 && "stripeId" !in shown)
    }

    @Test
    fun `what is no JSON is refused, also where only half of a character stands`() {
        val access = guard().bind(owner)
        for (bad in listOf("", "{", "not json", "{}{}", "\uFEFF{}", "{\"id\":\"\\ud800\"}")) {
            fails<GuardError.JsonInvalid> { access.redact(bad, "invoice") }
        }
        // Half a surrogate pair is no text in UTF-8.
        val half = assertThrows(Exception::class.java) { access.redact("{\"id\":\"\uD800\"}", "invoice") }
        assertInstanceOf(GuardError::class.java, half)
    }

    @Test
    fun `an unknown resource is an error and an unknown field is left out`() {
        val access = guard().bind(owner)
        fails<GuardError.UnknownResource> { access.redact(ROW, "invoices") }
        fails<GuardError.UnknownResource> { access.redactPage("[]", "") }
        fails<GuardError.UnknownScreen> { access.redact(ROW, "invoice", "none") }
        fails<GuardError.UnknownAction> { access.can(Action("fly"), "invoice", ROW) }
        assertFalse("new" in access.redact(ROW.replace("\"total\"", "\"new\":1,\"total\""), "invoice"))
    }

    @Test
    fun `after close nothing is shown to whoever still holds it`() {
        val guard = guard()
        val access = guard.bind(owner)
        val elsewhere = access
        access.close()
        access.close()
        fails<GuardError.Closed> { elsewhere.redact(ROW, "invoice") }
        fails<GuardError.Closed> { elsewhere.redactPage("[]", "invoice") }
        fails<GuardError.Closed> { elsewhere.allowedActions("invoice", ROW) }
        fails<GuardError.Closed> { elsewhere.can(Action.List, "invoice") }
        fails<GuardError.Closed> { elsewhere.version }
        guard.close()
        guard.close()
        fails<GuardError.Closed> { guard.bind(owner) }
        fails<GuardError.Closed> { guard.replace(billing) }
        fails<GuardError.Closed> { guard.version }
    }

    @Test
    fun `a closed guard does not end who is bound already`() {
        val access = guard().use { it.bind(owner) }
        assertTrue("\"_can\"" in access.redact(ROW, "invoice"))
    }

    @Test
    fun `before anybody is bound nothing is shown and nothing allowed`() {
        fails<GuardError.Closed> { Access.nothing.redact(ROW, "invoice") }
        assertFalse(Access.nothing.allows(Action.Read, "invoice", ROW))
        Access.nothing.close()
    }

    @Test
    fun `four threads at once get what one gets`() {
        val guard = guard()
        val access = guard.bind(owner)
        val alone = access.redact(ROW, "invoice")
        val threads = Executors.newFixedThreadPool(4)
        val work = (0 until 4).map { turn ->
            Callable {
                repeat(500) {
                    assertEquals(alone, access.redact(ROW, "invoice"))
                    if (turn == 0) guard.replace(billing)
                    guard.bind(owner).use { assertEquals(alone, it.redact(ROW, "invoice")) }
                }
            }
        }
        threads.invokeAll(work).forEach { it.get() }
        threads.shutdown()
    }

    @Test
    fun `closing in one thread while others ask ends in an error and no crash`() {
        repeat(50) {
            val access = guard().bind(owner)
            val threads = Executors.newFixedThreadPool(3)
            val asking = (0 until 2).map {
                threads.submit(
                    Callable {
                        runCatching { while (true) access.redact(ROW, "invoice") }.exceptionOrNull()
                    },
                )
            }
            access.close()
            asking.forEach { assertInstanceOf(GuardError.Closed::class.java, it.get()) }
            threads.shutdown()
        }
    }

    @Test
    fun `a model that is refused or older leaves the held one`() {
        val guard = guard()
        val held = guard.version
        assertEquals(3L, held.revision)
        fails<GuardError.ModelInvalid> { guard.replace("version = 9") }
        fails<GuardError.ModelOlder> { guard.replace(billing.replace("revision = 3", "revision = 2")) }
        assertEquals(held, guard.version)
        assertEquals(4L, guard.replace(billing.replace("revision = 3", "revision = 4")).revision)
        fails<GuardError.ModelInvalid> { Guard("") }
    }

    @Test
    fun `a panic in the library becomes an error and the guard goes on`() {
        val guard = com.ownguard.ffi.Guard(billing)
        val panics = NativeLibrary.getInstance("ownguard_mobile")
            .getFunction("uniffi_ownguard_mobile_fn_method_guard_panics")
        val status = UniffiRustCallStatus()
        panics.invoke(RustBuffer.ByValue::class.java, arrayOf(guard.uniffiCloneHandle(), status))
        status.read()
        assertTrue(status.isError(), "${status.code}")
        val error = GuardException.lift(status.error_buf)
        assertInstanceOf(GuardException.Internal::class.java, error)
        assertEquals(3UL, guard.version().revision)
    }

    @Test
    fun `claims are read and not verified`() {
        assertEquals("""{"sub":"u1"}""", decodeClaimsUnverified("e30.eyJzdWIiOiJ1MSJ9.AA"))
        fails<GuardError.SessionInvalid> { decodeClaimsUnverified("e30.e30") }
        fails<GuardError.SessionInvalid> { Session.ofToken("") }
    }

    @Serializable
    private data class Invoice(val id: String, val number: String? = null, val total: Long? = null)

    @Serializable
    private data class Strict(val id: String, val stripeId: String)

    @Serializable
    private data class Page(val data: List<Shown<Invoice>>, val nextCursor: String? = null)

    @Test
    fun `redacted rows decode into the app's own types with what they allow`() {
        val access = guard().bind(owner)
        val shown = access.decode<Invoice>(ROW, "invoice")
        assertEquals(Invoice("i1", "7", 5), shown.row)
        assertTrue(shown.can(Action.Update) && !shown.can(Action.Delete))
        assertEquals(listOf(shown), access.decodePage<Invoice>("[$ROW]", "invoice"))
        val page = access.decodeEnvelope<Page>("""{"data":[$ROW],"nextCursor":"c","sum":9}""", "invoice")
        assertEquals(Page(listOf(shown), "c"), page)
    }

    @Test
    fun `a row type that insists on what was left out is an error that quotes nothing`() {
        val error = fails<GuardError.NotDecodable> {
            guard().bind(owner).decode<Strict>(ROW, "invoice")
        }
        assertFalse("i1" in "$error ${error.stackTraceToString()}")
    }
}
