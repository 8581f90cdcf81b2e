//! Whether something was already built from exactly these inputs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use anyhow::{Context, Result};

/// A fingerprint of inputs, kept with that of the outputs in a file beside them:
/// outputs that something else wrote are not current either.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: u64,
}

impl Stamp {
    /// Fingerprints the contents of `inputs`; `file` is where the last one stands.
    pub(crate) fn of(file: PathBuf, inputs: &[PathBuf]) -> Result<Self> {
        Ok(Self {
            file,
            inputs: fingerprint(inputs)?,
        })
    }

    /// Whether the outputs are there and were built from these inputs.
    pub(crate) fn is_current(&self, outputs: &[PathBuf]) -> bool {
        let last = fs::read_to_string(&self.file);
        last.is_ok_and(|last| self.with(outputs).is_ok_and(|now| last == now))
    }

    /// Remembers that the outputs now follow from these inputs.
    pub(crate) fn set(&self, outputs: &[PathBuf]) -> Result<()> {
        fs::write(&self.file, self.with(outputs)?)
            .with_context(|| format!("writing `{}`", self.file.display()))
    }

    fn with(&self, outputs: &[PathBuf]) -> Result<String> {
        Ok(format!(
            "{:016x} {:016x}\n",
            self.inputs,
            fingerprint(outputs)?
        ))
    }
}

fn fingerprint(files: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("reading `{}`", file.display()))?;
        bytes.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_either_side_is_not_current() -> Result<()> {
        let dir = std::env::temp_dir().join(format!("ownguard-stamp-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let [input, output, file] = ["in", "out", "stamp"].map(|name| dir.join(name));
        fs::write(&input, "a")?;
        fs::write(&output, "b")?;
        let (inputs, outputs) = ([input], [output]);
        let current =
            || -> Result<bool> { Ok(Stamp::of(file.clone(), &inputs)?.is_current(&outputs)) };
        assert!(!current()?, "never built");
        Stamp::of(file.clone(), &inputs)?.set(&outputs)?;
        assert!(current()?, "just built");
        for changed in inputs.iter().chain(&outputs) {
            let before = fs::read(changed)?;
            fs::write(changed, "c")?;
            assert!(!current()?, "{} changed", changed.display());
            fs::write(changed, before)?;
        }
        for gone in &outputs {
            fs::remove_file(gone)?;
            assert!(!current()?, "{} is gone", gone.display());
        }
        fs::remove_dir_all(dir)?;
        Ok(())
    }
}
