//! What an artefact weighs, and how much it may.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::ui;

/// Bytes, as they are and as they travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
}

/// Weighs the files one by one, says so, and refuses more than `limit` bytes
/// of gzip in all.
pub(crate) fn gate(files: &[PathBuf], limit: u64) -> Result<()> {
    let mut all = Weight::default();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("reading `{}`", file.display()))?;
        let weight = weigh(&bytes)?;
        say(
            &file.file_name().unwrap_or_default().to_string_lossy(),
            weight,
        );
        all.raw += weight.raw;
        all.gzip += weight.gzip;
    }
    say("all", all);
    within(all, limit)
}

fn within(weight: Weight, limit: u64) -> Result<()> {
    if weight.gzip > limit {
        bail!(
            "{} gzip is more than the {} allowed",
            kib(weight.gzip),
            kib(limit)
        );
    }
    Ok(())
}

fn say(name: &str, weight: Weight) {
    ui::note(&format!(
        "{name:<16} {:>10} raw {:>10} gzip",
        kib(weight.raw),
        kib(weight.gzip)
    ));
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
    fn what_repeats_travels_smaller() {
        let weight = weigh(&[7; 4096]).unwrap_or_default();
        assert_eq!(weight.raw, 4096);
        assert!((1..200).contains(&weight.gzip), "{weight:?}");
    }

    #[test]
    fn only_more_than_the_limit_is_refused() {
        let weight = Weight {
            raw: 5000,
            gzip: 2048,
        };
        assert!(within(weight, 2048).is_ok());
        let said = within(weight, 2047).map_err(|error| error.to_string());
        assert_eq!(
            said,
            Err("2.0 KiB gzip is more than the 1.9 KiB allowed".to_owned())
        );
    }
}
