// swift-tools-version: 6.0
// The Swift package. An app gets the library as the XCFramework that `cargo xtask mobile` assembles
// beside this file. Where `OWNGUARD_LIBRARY` names a folder with the library built for this machine
// (`cargo xtask swift` sets it), that is linked, and tests, samples and the bench stand beside.
import PackageDescription

let library = Context.environment["OWNGUARD_LIBRARY"]
let inSwift5 = Context.environment["OWNGUARD_SWIFT_MODE"] == "5"

let ffi: Target =
    if library == nil {
        .binaryTarget(name: "OwnGuardFFI", path: "OwnGuardFFI.xcframework")
    } else {
        .systemLibrary(name: "OwnGuardFFI")
    }

// There is no SwiftUI on Linux: a few declarations of the same names let its users be type-checked.
#if os(Linux)
    let stubs: [Target] = [.target(name: "SwiftUI", path: "Tests/SwiftUIStub")]
#else
    let stubs: [Target] = []
#endif
let swiftUI = stubs.map { Target.Dependency(stringLiteral: $0.name) }

let package = Package(
    name: "OwnGuard",
    // The XCFramework has slices for iOS; on a Mac it is tested.
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "OwnGuard", targets: ["OwnGuard"])],
    targets: [
        ffi,
        .target(
            name: "OwnGuardBindings",
            dependencies: ["OwnGuardFFI"],
            path: "Sources/OwnGuard/Generated"
        ),
        .target(
            name: "OwnGuard",
            dependencies: ["OwnGuardBindings", "OwnGuardFFI"] + swiftUI,
            exclude: ["Generated"],
            linkerSettings: library.map { folder in
                [
                    .unsafeFlags(["-L", folder, "-Xlinker", "-rpath", "-Xlinker", folder]),
                    .linkedLibrary("ownguard_mobile"),
                ]
            }
        ),
    ] + stubs,
    swiftLanguageModes: [inSwift5 ? .v5 : .v6]
)

if library != nil {
    #if os(Linux)
        package.products.append(
            .library(name: "StaleLibrary", type: .dynamic, targets: ["StaleLibrary"]))
        package.targets.append(.target(name: "StaleLibrary", path: "Tests/StaleLibrary"))
    #endif
    package.targets += [
        .target(name: "Screens", dependencies: ["OwnGuard"] + swiftUI, path: "Samples/Screens"),
        .executableTarget(
            name: "ownguard-sample",
            dependencies: ["OwnGuard", "Screens"],
            path: "Samples/Terminal"
        ),
        .executableTarget(name: "ownguard-bench", dependencies: ["OwnGuard"], path: "Bench"),
        .testTarget(
            name: "OwnGuardTests",
            dependencies: ["OwnGuard", "OwnGuardBindings", "OwnGuardFFI", "Screens"] + swiftUI
        ),
    ]
}
