// Paste-able: one invoice, for its team and for support. One composable serves both: support is shown the
// fields that the model gives `staff.support`, and no button that the server would refuse.

package com.example.invoices

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import com.ownguard.Action
import com.ownguard.Shown
import com.ownguard.compose.Can
import com.ownguard.compose.Visible
import com.ownguard.compose.rememberRow

/** [body] is the answer of `GET /w/{workspace}/invoices/{id}`, as it came. */
@Composable
fun InvoiceDetail(body: String, edit: (Invoice) -> Unit, delete: (Invoice) -> Unit) {
    when (val shown = rememberRow<Invoice>(body, "invoice")) {
        is Visible.Nothing -> Text("This invoice can't be shown.")
        is Visible.Rows -> Column {
            Fields(shown.value.row)
            SupportView(shown.value)
            Can(Action.Update, shown.value) {
                TextButton(onClick = { edit(shown.value.row) }) { Text("Edit") }
            }
            Can(Action.Delete, shown.value) {
                TextButton(onClick = { delete(shown.value.row) }) { Text("Delete") }
            }
        }
    }
}

@Composable
private fun Fields(invoice: Invoice) {
    Text(invoice.number)
    Field("Status", invoice.status)
    Field("Total", invoice.total?.let { "$it €" })
    Field("Customer", invoice.customerEmail)
    Field("Internal notes", invoice.internalNotes)
}

/** A field that is there only where the model shows it. */
@Composable
private fun Field(title: String, value: String?) {
    if (value != null) {
        Row {
            Text(title)
            Text(value)
        }
    }
}

/** Looking, and saying so. */
@Composable
private fun SupportView(invoice: Shown<Invoice>) {
    if (invoice.actions == setOf(Action.Read)) {
        Text("You can look at this invoice, not change it.")
    }
}
