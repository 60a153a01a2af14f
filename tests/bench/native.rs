//! The limits: the same HTTP server with nothing behind it, Argon2id with nothing around it, and the
//! disk.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use axum::{Router, http::header};
use tokio::net::TcpListener;
use vestibule::http::{Limits, serve};

/// The answer of a session check.
const ANSWER: &str = r#"{"cid":"0123456789abcdef01234567","is_valid":true,"status":"ok"}"#;

pub(crate) async fn serve_constant() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("Listening on http://{}", listener.local_addr()?);
    let router = Router::new().fallback(|_body: axum::body::Bytes| async {
        (
            [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            ANSWER,
        )
    });
    serve(listener, router, Limits::default(), std::future::pending()).await
}

/// Hashes per second at the default cost, on all cores, re-using memory.
pub(crate) fn hash_rate(during: Duration) -> f64 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads: Vec<_> = (0..cores)
        .map(|_| thread::spawn(move || hash_for(during)))
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum()
}

fn hash_for(during: Duration) -> f64 {
    let params = Params::new(19_456, 2, 1, None).unwrap();
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = [0; 32];
    let began = Instant::now();
    let mut hashes = 0.0;
    while began.elapsed() < during {
        argon2
            .hash_password_into_with_memory(b"a password", &[7; 16], &mut hash, &mut memory)
            .unwrap();
        hashes += 1.0;
    }
    hashes / began.elapsed().as_secs_f64()
}

/// How often a second the disk of the temporary directory confirms a small write, one after the
/// other.
pub(crate) fn sync_rate(during: Duration) -> std::io::Result<f64> {
    let mut file = tempfile::tempfile()?;
    let began = Instant::now();
    let mut syncs = 0.0;
    while began.elapsed() < during {
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        syncs += 1.0;
    }
    Ok(syncs / began.elapsed().as_secs_f64())
}
