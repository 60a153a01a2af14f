//! A client that speaks HTTP/1.1 word for word, through a socket.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    time::Duration,
};

use tokio::{net::TcpStream, time::timeout};

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Client {
    stream: TcpStream,
    /// Received bytes that are not a part of an answer yet.
    pub(crate) read: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    /// In lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self {
            stream: TcpStream::connect(address).await.unwrap(),
            read: Vec::new(),
        }
    }

    pub(crate) async fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.writable().await?;
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(crate) async fn send(&self, text: &str) {
        self.write(text.as_bytes()).await.unwrap();
    }

    /// Reads on; false at the end.
    async fn more(&mut self) -> bool {
        loop {
            let readable = timeout(PATIENCE, self.stream.readable()).await;
            readable.unwrap().unwrap();
            let mut buffer = [0; 4_096];
            match self.stream.try_read(&mut buffer) {
                Ok(length) => {
                    self.read.extend(&buffer[..length]);
                    return length > 0;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // A reset ends the connection too.
                Err(_) => return false,
            }
        }
    }

    /// Reads one answer, which has a `Content-Length` or no body.
    pub(crate) async fn answer(&mut self) -> Answer {
        let head = loop {
            let end = self.read.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let head: Vec<u8> = self.read.drain(..end + 4).collect();
                break String::from_utf8(head).unwrap().to_lowercase();
            }
            assert!(self.more().await, "the connection ended");
        };
        let mut lines = head.lines();
        let length = lines.find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.trim().parse().unwrap());
        while self.read.len() < length {
            assert!(self.more().await, "the connection ended");
        }
        let body: Vec<u8> = self.read.drain(..length).collect();
        Answer {
            head,
            body: String::from_utf8(body).unwrap(),
        }
    }

    /// Waits until the server closes the connection.
    pub(crate) async fn ends(&mut self) {
        while self.more().await {}
    }
}
