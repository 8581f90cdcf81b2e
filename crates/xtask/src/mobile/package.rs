//! What Xcode and Gradle take: an `XCFramework`, which is a folder, and the libraries of an AAR. Then what is
//! left to do on a Mac or with an NDK, exactly.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::targets::{Built, OLDEST_IOS, System};
use super::weigh::PAGES;
use super::{LIBRARY, android, ios};
use crate::{run, ui};

const FRAMEWORK: &str = "OwnGuardFFI.xcframework";
const HEADER: &str = "OwnGuardFFI.h";
/// Xcode puts the headers of all such frameworks into one folder: in one of its own, named as the module,
/// the module map is found, and collides with none.
const HEADERS: &str = "Headers/OwnGuardFFI";
const MODULE: &str = "module OwnGuardFFI {\n    header \"OwnGuardFFI.h\"\n    export *\n}\n";
/// The oldest Android that the library claims.
const OLDEST_ANDROID: &str = "26";

pub(super) fn all(built: &[Built]) -> Result<()> {
    let framework = ui::step("XCFramework", || framework(built))?;
    let mut left = vec![format!(
        "on a Mac: `xcodebuild -create-xcframework` is not needed; open `mobile/ios`, which finds `{}`. To hand \
         it out signed: `codesign --timestamp -s <identity> {FRAMEWORK}`. There is no slice for a simulator on an Intel Mac",
        within_tree(&framework)
    )];
    match ndk() {
        Some(ndk) => {
            ui::step("libraries for Android, by the NDK", || jni(built, &ndk))?;
            if run::installed("gradle") && env::var_os("ANDROID_HOME").is_some() {
                ui::step("AAR", || {
                    let mut gradle = Command::new("gradle");
                    gradle.args(["--no-daemon", ":ownguard:assembleRelease"]);
                    gradle.arg(":ownguard-compose:assembleRelease");
                    run::succeed(gradle.current_dir(android()))
                })?;
            } else {
                left.push(
                    "with the Android SDK: `gradle :ownguard:assembleRelease :ownguard-compose:assembleRelease` \
                     in `mobile/android`, with `ANDROID_HOME` set"
                        .to_owned(),
                );
            }
        }
        None => left.push(
            "with an NDK: set `ANDROID_NDK_HOME` and run `cargo xtask mobile` again, which links \
             `libownguard_mobile.so` for three ABIs into `mobile/android/ownguard/src/main/jniLibs`; then \
             `gradle :ownguard:assembleRelease :ownguard-compose:assembleRelease` in `mobile/android`"
                .to_owned(),
        ),
    }
    for one in left {
        ui::print(&format!("left to do {one}\n"));
    }
    Ok(())
}

/// Beside the Swift package, which names it.
fn framework(built: &[Built]) -> Result<PathBuf> {
    let root = ios().join(FRAMEWORK);
    if root.exists() {
        fs::remove_dir_all(&root).with_context(|| format!("emptying `{}`", root.display()))?;
    }
    let mut slices = String::new();
    for one in built {
        let System::Ios(folder, variant) = one.target.system else {
            continue;
        };
        let slice = root.join(folder);
        let headers = slice.join(HEADERS);
        fs::create_dir_all(&headers).with_context(|| format!("making `{}`", headers.display()))?;
        let header = ios().join("Sources/OwnGuardFFI/include").join(HEADER);
        fs::copy(&one.archive, slice.join(format!("lib{LIBRARY}.a")))?;
        fs::copy(header, headers.join(HEADER))?;
        fs::write(headers.join("module.modulemap"), MODULE)?;
        slices.push_str(&described(folder, variant));
    }
    fs::write(root.join("Info.plist"), plist(&slices))?;
    Ok(root)
}

/// One entry of `AvailableLibraries`.
fn described(folder: &str, variant: Option<&str>) -> String {
    let variant = variant.map_or(String::new(), |variant| {
        format!("\n\t\t\t<key>SupportedPlatformVariant</key>\n\t\t\t<string>{variant}</string>")
    });
    format!(
        "\t\t<dict>
\t\t\t<key>BinaryPath</key>
\t\t\t<string>lib{LIBRARY}.a</string>
\t\t\t<key>HeadersPath</key>
\t\t\t<string>Headers</string>
\t\t\t<key>LibraryIdentifier</key>
\t\t\t<string>{folder}</string>
\t\t\t<key>LibraryPath</key>
\t\t\t<string>lib{LIBRARY}.a</string>
\t\t\t<key>SupportedArchitectures</key>
\t\t\t<array>
\t\t\t\t<string>arm64</string>
\t\t\t</array>
\t\t\t<key>SupportedPlatform</key>
\t\t\t<string>ios</string>{variant}
\t\t</dict>
"
    )
}

fn plist(slices: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<plist version=\"1.0\">
<dict>
\t<key>AvailableLibraries</key>
\t<array>
{slices}\t</array>
\t<key>CFBundlePackageType</key>
\t<string>XFWK</string>
\t<key>MinimumOSVersion</key>
\t<string>{OLDEST_IOS}</string>
\t<key>XCFrameworkFormatVersion</key>
\t<string>1.0</string>
</dict>
</plist>
"
    )
}

/// The programs of an NDK.
fn ndk() -> Option<PathBuf> {
    let home = env::var_os("ANDROID_NDK_HOME").or_else(|| env::var_os("ANDROID_NDK_ROOT"))?;
    let hosts = Path::new(&home).join("toolchains/llvm/prebuilt");
    let host = fs::read_dir(hosts).ok()?.flatten().next()?;
    Some(host.path().join("bin"))
}

/// Links each archive by the NDK's compiler, into the Gradle module.
fn jni(built: &[Built], ndk: &Path) -> Result<()> {
    for one in built {
        let System::Android(abi, _) = one.target.system else {
            continue;
        };
        let folder = android().join("ownguard/src/main/jniLibs").join(abi);
        fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
        let exports = one.archive.with_file_name("exports.map");
        // Clang names the ARM of 32 bits otherwise than cargo.
        let clang = one.target.triple.replace("armv7-", "armv7a-");
        let mut linker = Command::new(ndk.join(format!("{clang}{OLDEST_ANDROID}-clang")));
        linker
            .args(["-shared", "-s", "-Wl,--gc-sections", "-Wl,--icf=all"])
            .arg(format!("-Wl,-z,{PAGES}"))
            .arg(format!("-Wl,--version-script={}", exports.display()))
            .arg("-Wl,--whole-archive")
            .arg(&one.archive)
            .args([
                "-Wl,--no-whole-archive",
                "-lunwind",
                "-lc",
                "-lm",
                "-ldl",
                "-llog",
            ])
            .arg("-o")
            .arg(folder.join(format!("lib{LIBRARY}.so")));
        run::succeed(&mut linker)?;
    }
    Ok(())
}

fn within_tree(path: &Path) -> String {
    let root = run::root();
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_xcframework_names_the_device_and_its_simulator() {
        let text = plist(
            &[
                described("ios-arm64", None),
                described("ios-arm64-simulator", Some("simulator")),
            ]
            .concat(),
        );
        assert_eq!(text.matches("<key>LibraryIdentifier</key>").count(), 2);
        assert_eq!(text.matches("SupportedPlatformVariant").count(), 1);
        for tag in ["dict", "array", "string", "key"] {
            let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
            assert_eq!(
                text.matches(&open).count(),
                text.matches(&close).count(),
                "{tag}"
            );
        }
    }
}
