//! Whether something was already built from exactly these inputs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A fingerprint of inputs, kept in a file beside what was built from them.
pub(crate) struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    /// Fingerprints the contents of `inputs` and `settings`; `file` is where
    /// the last one stands.
    pub(crate) fn of(file: PathBuf, inputs: &[PathBuf], settings: &impl Hash) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        settings.hash(&mut hasher);
        for input in inputs {
            fs::read(input)
                .with_context(|| format!("reading `{}`", input.display()))?
                .hash(&mut hasher);
        }
        Ok(Self {
            file,
            value: format!("{:016x}\n", hasher.finish()),
        })
    }

    /// Whether the outputs are there and were built from these inputs.
    pub(crate) fn is_current(&self, outputs: &[PathBuf]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|last| last == self.value)
            && outputs.iter().all(|output| Path::is_file(output))
    }

    /// Remembers that the outputs now follow from these inputs.
    pub(crate) fn set(&self) -> Result<()> {
        fs::write(&self.file, &self.value)
            .with_context(|| format!("writing `{}`", self.file.display()))
    }
}
