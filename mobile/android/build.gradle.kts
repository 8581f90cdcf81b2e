// Versions of the plugins; each module takes what it needs.
plugins {
    id("com.android.library") version "8.13.0" apply false
    kotlin("android") version "2.2.21" apply false
    kotlin("plugin.serialization") version "2.2.21" apply false
    kotlin("plugin.compose") version "2.2.21" apply false
}
