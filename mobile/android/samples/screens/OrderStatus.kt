// Paste-able: a list of orders. The screen `order_status` of the model says which fields it gets, so what it
// need not know never reaches a composable, a saved state or a log of this screen.

package com.example.invoices

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import com.ownguard.Action
import com.ownguard.compose.Can
import com.ownguard.compose.Visible
import com.ownguard.compose.rememberEnvelope

/** [body] is the answer of `GET /w/{workspace}/invoices`, as it came. */
@Composable
fun OrderStatus(body: String, remind: (Invoice) -> Unit) {
    when (val page = rememberEnvelope<InvoicePage>(body, "invoice", screen = "order_status")) {
        // Nothing that could not be judged stands on the screen.
        is Visible.Nothing -> Text("Orders can't be shown right now.")
        is Visible.Rows -> LazyColumn {
            items(page.value.data, key = { it.row.id }) { order ->
                Column {
                    Row {
                        Text(order.row.number)
                        Text(order.row.status ?: "–")
                    }
                    Can(Action("remind"), order) {
                        TextButton(onClick = { remind(order.row) }) { Text("Send a reminder") }
                    }
                }
            }
        }
    }
}
