// The Android build: `ownguard` is the library, `ownguard-compose` its helper for Compose.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "ownguard-android"
include(":ownguard", ":ownguard-compose")
