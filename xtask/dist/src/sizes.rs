//! What a download of each file costs.

use std::{io::Write, thread};

use anyhow::{Result, anyhow};
use brotli::{BrotliCompress, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value, json};

use crate::Artefacts;

/// Bytes of each file: as it is, and compressed as well as servers do for files that do not change.
pub(crate) fn json(artefacts: &Artefacts) -> Result<Vec<u8>> {
    let sizes: Result<Map<String, Value>> = thread::scope(|scope| {
        let sizes = artefacts.iter();
        let sizes = sizes.map(|(name, bytes)| (name, scope.spawn(|| size(bytes))));
        let sizes: Vec<_> = sizes.collect();
        let joined = sizes.into_iter().map(|(name, size)| {
            let size = size.join().map_err(|_| anyhow!("cannot compress {name}"))?;
            Ok((name.to_owned(), size?))
        });
        joined.collect()
    });
    let sizes = sizes?;
    let mut text = serde_json::to_vec_pretty(&sizes)?;
    text.push(b'\n');
    Ok(text)
}

fn size(bytes: &[u8]) -> Result<Value> {
    Ok(json!({"raw": bytes.len(), "gzip": gzip(bytes)?, "brotli": brotli(bytes)?}))
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(mut bytes: &[u8]) -> Result<usize> {
    let best = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    BrotliCompress(&mut bytes, &mut compressed, &best)?;
    Ok(compressed.len())
}
