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
    })
}
