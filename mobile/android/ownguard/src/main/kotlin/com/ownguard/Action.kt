// An action of the model by its name.

package com.ownguard

/** What somebody may do with a row: a built-in action, or one of the model's own by its name. */
@JvmInline
value class Action(val name: String) {
    override fun toString() = name

    companion object {
        val List = Action("list")
        val Read = Action("read")
        val Create = Action("create")
        val Update = Action("update")
        val Delete = Action("delete")
        val Restore = Action("restore")
        val Export = Action("export")
        val Share = Action("share")
        val Invite = Action("invite")
        val BulkUpdate = Action("bulk_update")
    }
}
