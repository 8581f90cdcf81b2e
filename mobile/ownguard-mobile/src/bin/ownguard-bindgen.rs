//! Writes the Swift and the Kotlin that calls a built library, by the generator of the very version that
//! the library was built with: `ownguard-bindgen <library> <uniffi.toml> <folder>`.

use camino::Utf8PathBuf;
use uniffi::{
    GenerateOptions, SwiftBindingsOptions, TargetLanguage, generate, generate_swift_bindings,
};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).map(Utf8PathBuf::from);
    let (Some(library), Some(config), Some(out)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        anyhow::bail!("usage: ownguard-bindgen <library> <uniffi.toml> <folder>");
    };
    generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.clone(),
        out_dir: out.join("kotlin"),
        config_override: Some(config.clone()),
        ..GenerateOptions::default()
    })?;
    generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        generate_headers: true,
        source: library,
        out_dir: out.join("swift"),
        config: Some(config),
        ..SwiftBindingsOptions::default()
    })?;
    let bindings = out.join("swift/OwnGuardBindings.swift");
    let generated = std::fs::read_to_string(&bindings)?;
    std::fs::write(&bindings, with_open_check(generated)?)?;
    Ok(())
}

/// Swift's check that the library is of the bindings' version ends the process where it fails. Opened to the package, it
/// is asked first, and what would end becomes an error.
fn with_open_check(mut generated: String) -> anyhow::Result<String> {
    for item in ["enum InitializationResult", "let initializationResult"] {
        let hidden = format!("private {item}");
        anyhow::ensure!(
            generated.matches(&hidden).count() == 1,
            "`{hidden}` does not stand once in the generated Swift: mend this to what stands there now"
        );
        generated = generated.replacen(&hidden, &format!("package {item}"), 1);
    }
    Ok(generated)
}
