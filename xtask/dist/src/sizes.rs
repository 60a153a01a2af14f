//! What a download of each file costs.

use std::io::Write;

use anyhow::Result;
use brotli::{BrotliCompress, enc::BrotliEncoderParams};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value, json};

use crate::Artefacts;

/// Bytes of each file: as it is, and compressed as well as servers do for files that do not change.
pub(crate) fn json(artefacts: &Artefacts) -> Result<Vec<u8>> {
    let mut sizes = Map::new();
    for (name, bytes) in artefacts.iter() {
        let size = json!({"raw": bytes.len(), "gzip": gzip(bytes)?, "brotli": brotli(bytes)?});
        sizes.insert(name.to_owned(), size);
    }
    let mut text = serde_json::to_vec_pretty(&Value::Object(sizes))?;
    text.push(b'\n');
    Ok(text)
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
