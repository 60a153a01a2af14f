//! A load generator: keep-alive connections that each wait for an answer before they ask again.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Requests to send in turn, over and over.
#[derive(Clone)]
pub(crate) struct Load {
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
}

pub(crate) struct Measured {
    pub(crate) rate: f64,
    pub(crate) answers: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// A request with a JSON body.
pub(crate) fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

impl Load {
    pub(crate) fn new(address: SocketAddr, requests: Arc<Vec<Vec<u8>>>) -> Self {
        Self {
            address,
            requests,
            next: Arc::default(),
        }
    }

    pub(crate) async fn run(&self, connections: usize, during: Duration) -> Result<Measured> {
        let began = Instant::now();
        let workers: Vec<_> = (0..connections)
            .map(|_| tokio::spawn(self.clone().work(began + during)))
            .collect();
        let mut times = Vec::new();
        for worker in workers {
            times.extend(worker.await??);
        }
        let took = began.elapsed().as_secs_f64();
        times.sort();
        let answers = f64::from(u32::try_from(times.len())?);
        ensure!(!times.is_empty(), "no answer in a whole round");
        Ok(Measured {
            rate: answers / took,
            answers,
            p50: times[times.len() / 2],
            p99: times[times.len() * 99 / 100],
        })
    }

    pub(crate) async fn once_each(&self) -> Result<()> {
        let mut connection = Connection::open(self.address).await?;
        for request in self.requests.iter() {
            connection.ask(request).await?;
        }
        Ok(())
    }

    async fn work(self, until: Instant) -> Result<Vec<Duration>> {
        let mut connection = Connection::open(self.address).await?;
        let mut times = Vec::new();
        while Instant::now() < until {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let began = Instant::now();
            connection
                .ask(&self.requests[next % self.requests.len()])
                .await?;
            times.push(began.elapsed());
        }
        Ok(times)
    }
}

/// Checks repeatedly whether a server that printed its address is ready, until it is.
pub(crate) async fn is_ready(address: SocketAddr) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    connection.ask(&request("GET", "/readyz", "")).await
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(4096),
        })
    }

    /// Sends a request and reads the whole response, which has to be 200 and, if it is JSON, ok.
    async fn ask(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server closed the connection");
            let Some(head) = find(&self.buffer, b"\r\n\r\n") else {
                continue;
            };
            let length = content_length(&self.buffer[..head])?;
            if self.buffer.len() >= head + 4 + length {
                let body = &self.buffer[head + 4..];
                let is_ok = self.buffer.starts_with(b"HTTP/1.1 200")
                    && (body.is_empty() || find(body, b"\"status\":\"ok\"").is_some())
                    && find(body, b"\"is_valid\":false").is_none();
                ensure!(is_ok, "{}", String::from_utf8_lossy(&self.buffer));
                return Ok(());
            }
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

fn content_length(head: &[u8]) -> Result<usize> {
    let head = std::str::from_utf8(head)?;
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    Ok(line.context("no content-length")?.parse()?)
}
