// A library that does not fit this code: each in a process of its own, since a library is loaded once.

package com.ownguard

import java.io.File
import java.util.concurrent.TimeUnit
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class LibraryTest {
    @Test
    fun `a stale library under newer code is an error and nothing is shown`() {
        assertEquals("library_unusable library_unusable", load(libraries.resolve("stale")))
    }

    @Test
    fun `a missing library is an error and nothing is shown`() {
        assertEquals("library_unusable library_unusable", load(libraries.resolve("none")))
    }

    @Test
    fun `the library of this version loads`() {
        assertEquals("loaded loaded", load(libraries.resolve("now")))
    }

    private fun load(folder: File): String {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val library = folder.resolve("libownguard_mobile.so").path
        val process = ProcessBuilder(
            java,
            "-Duniffi.component.ownguard_mobile.libraryOverride=$library",
            "-cp",
            System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path"),
            "com.ownguard.Loading",
        ).redirectErrorStream(true).start()
        val said = process.inputStream.bufferedReader().readText()
        process.waitFor(30, TimeUnit.SECONDS)
        return said.trim()
    }
}

/** Says twice what comes of using the library. */
internal object Loading {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val said = List(2) {
            try {
                Guard("version = 1").close()
                "loaded"
            } catch (error: GuardError) {
                error.code
            }
        }
        println(said.joinToString(" "))
    }
}
