// The two screens without Compose: prints which rows, fields and buttons each person gets of the same two
// answers.

package com.example.terminal

import com.example.invoices.Invoice
import com.example.invoices.InvoicePage
import com.ownguard.Access
import com.ownguard.Action
import com.ownguard.Guard
import com.ownguard.GuardError
import com.ownguard.Session
import com.ownguard.decode
import com.ownguard.decodeEnvelope

fun main() {
    val now = System.currentTimeMillis() / 1000
    Guard(MODEL.trim()).use { guard ->
        for ((who, claims) in people(now)) {
            println(who)
            guard.bind(Session.ofClaims(claims)).use { access ->
                orders(access)
                invoice(access)
            }
        }
    }
}

private fun orders(access: Access) {
    println("  Orders")
    val page = access.decodeEnvelope<InvoicePage>(PAGE.trim(), "invoice", screen = "order_status")
    for (order in page.data) {
        val button = if (order.can(Action("remind"))) "  [Send a reminder]" else ""
        println("    ${order.row.number}  ${order.row.status ?: "–"}$button")
    }
}

private fun invoice(access: Access) {
    println("  Invoice F-2")
    try {
        val invoice = access.decode<Invoice>(INVOICE.trim(), "invoice")
        println("    ${invoice.row}")
        println("    may ${invoice.actions.joinToString()}")
    } catch (refused: GuardError.Refused) {
        println("    can't be shown: ${refused.reason}")
    }
}
