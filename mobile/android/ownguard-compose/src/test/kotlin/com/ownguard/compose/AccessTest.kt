// The Compose helper, composed without a screen.

package com.ownguard.compose

import androidx.compose.runtime.AbstractApplier
import androidx.compose.runtime.BroadcastFrameClock
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Composition
import androidx.compose.runtime.Recomposer
import com.example.invoices.Invoice
import com.ownguard.Access
import com.ownguard.Action
import com.ownguard.GuardError
import com.ownguard.NOW
import com.ownguard.ROW
import com.ownguard.Session
import com.ownguard.Shown
import com.ownguard.guard
import com.ownguard.owner
import kotlinx.coroutines.Dispatchers
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class AccessTest {
    @Test
    fun `rows and buttons stand below a session`() {
        val seen = mutableListOf<Visible<Shown<Invoice>>>()
        val buttons = mutableListOf<Action>()
        composed {
            WithSession(guard(), owner) {
                val row = rememberRow<Invoice>(ROW, "invoice")
                seen += row
                if (row is Visible.Rows) {
                    for (action in listOf(Action.Update, Action.Delete)) {
                        Can(action, row.value) { buttons += action }
                    }
                }
            }
        }
        val row = assertInstanceOf(Visible.Rows::class.java, seen.single()).value as Shown<*>
        assertEquals("7", (row.row as Invoice).number)
        assertEquals(listOf(Action.Update), buttons)
    }

    @Test
    fun `a page is one list and what may not be read is not in it`() {
        val seen = mutableListOf<Visible<List<Shown<Invoice>>>>()
        composed {
            WithSession(guard(), owner) {
                seen += rememberPage<Invoice>("[$ROW,${ROW.replace("t1", "t2")}]", "invoice")
            }
        }
        val page = assertInstanceOf(Visible.Rows::class.java, seen.single()).value as List<*>
        assertEquals(1, page.size)
    }

    @Test
    fun `outside of a session nothing is shown`() {
        val seen = mutableListOf<Visible<Shown<Invoice>>>()
        composed { seen += rememberRow<Invoice>(ROW, "invoice") }
        val nothing = assertInstanceOf(Visible.Nothing::class.java, seen.single())
        assertInstanceOf(GuardError.Closed::class.java, nothing.error)
    }

    @Test
    fun `a session that can not be bound shows nothing and says why`() {
        val seen = mutableListOf<Visible<Shown<Invoice>>>()
        val errors = mutableListOf<GuardError>()
        val past = Session.ofClaims("""{"sub":"u9","exp":$NOW}""")
        composed {
            WithSession(guard(), past, errors::add) { seen += rememberRow<Invoice>(ROW, "invoice") }
        }
        assertInstanceOf(GuardError.SessionExpired::class.java, errors.single())
        assertInstanceOf(Visible.Nothing::class.java, seen.single())
    }

    @Test
    fun `what leaves the screen ends its access`() {
        var held: Access? = null
        composed { WithSession(guard(), owner) { held = LocalAccess.current } }
        val access = checkNotNull(held)
        assertTrue(access !== Access.nothing)
        assertThrows(GuardError.Closed::class.java) { access.redact(ROW, "invoice") }
    }

    /** Composes once, and leaves. */
    private fun composed(content: @Composable () -> Unit) {
        val recomposer = Recomposer(Dispatchers.Unconfined + BroadcastFrameClock())
        val composition = Composition(NoNodes, recomposer)
        composition.setContent(content)
        composition.dispose()
        recomposer.close()
    }

    private object NoNodes : AbstractApplier<Unit>(Unit) {
        override fun insertTopDown(index: Int, instance: Unit) = Unit

        override fun insertBottomUp(index: Int, instance: Unit) = Unit

        override fun remove(index: Int, count: Int) = Unit

        override fun move(from: Int, to: Int, count: Int) = Unit

        override fun onClear() = Unit
    }
}
