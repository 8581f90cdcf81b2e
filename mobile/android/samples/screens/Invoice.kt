// The app's own types. What the model may hide from somebody has a default; the rest always arrives.

package com.example.invoices

import com.ownguard.Shown
import kotlinx.serialization.Serializable

@Serializable
data class Invoice(
    val id: String,
    val number: String,
    val status: String? = null,
    val total: Long? = null,
    /** Masked for whoever may only know that there is one. */
    val customerEmail: String? = null,
    /** For managers alone. */
    val internalNotes: String? = null,
)

/** A page as the API answers it. */
@Serializable
data class InvoicePage(val data: List<Shown<Invoice>>, val nextCursor: String? = null)
