//! What an artefact weighs, and how much it may.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::ui;

/// Bytes of a set of files, as they are and as they travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
}

/// Weighs the files one by one, says so, and refuses more than `limit` bytes
/// of gzip in all.
pub(crate) fn gate(files: &[PathBuf], limit: u64) -> Result<Weight> {
    let mut sum = Weight::default();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("reading `{}`", file.display()))?;
        let weight = weigh(&bytes)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ui::note(&format!(
            "{name:<16} {:>9} raw {:>9} gzip",
            kib(weight.raw),
            kib(weight.gzip)
        ));
        sum.raw += weight.raw;
        sum.gzip += weight.gzip;
    }
    let limit_kib = kib(limit);
    ui::note(&format!(
        "{:<16} {:>9} raw {:>9} gzip",
        "all",
        kib(sum.raw),
        kib(sum.gzip)
    ));
    if sum.gzip > limit {
        bail!(
            "{} gzip is more than the {limit_kib} that may be",
            kib(sum.gzip)
        );
    }
    Ok(sum)
}

fn weigh(bytes: &[u8]) -> Result<Weight> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    Ok(Weight {
        raw: bytes.len() as u64,
        gzip: packed.len() as u64,
    })
}

fn kib(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / 1024;
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_limit_is_refused() {
        let file = std::env::temp_dir().join(format!("ownguard-size-{}", std::process::id()));
        // Hardly compressible, so that the gzip size is near the raw one.
        let bytes: Vec<u8> = (0_u32..4096)
            .map(|it| it.wrapping_mul(2_654_435_761).to_be_bytes()[0])
            .collect();
        fs::write(&file, &bytes).unwrap_or_default();
        let files = [file.clone()];
        let weight = gate(&files, u64::MAX).unwrap_or_default();
        assert_eq!(weight.raw, 4096);
        assert!(gate(&files, weight.gzip).is_ok());
        assert!(gate(&files, weight.gzip - 1).is_err());
        let _ = fs::remove_file(file);
    }
}
