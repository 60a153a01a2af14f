//! A client that waits for its answers, keeps its connection, and reports a missing answer as an error,
//! because a server may be killed at any time.

use std::{
    io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request below `/zato/sso`; returns status and JSON. After an error the outcome of the
    /// request is unknown.
    pub(crate) fn call(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, Value)> {
        self.send(method, &format!("/zato/sso{path}"), body)
    }

    /// Sends a request to any path.
    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, Value)> {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.0.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut length = 0;
        loop {
            let line = self.line()?.to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok((status.unwrap(), json))
    }

    /// A line without its end.
    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        match line.strip_suffix("\r\n") {
            Some(line) => Ok(line.to_owned()),
            None => Err(Error::from(ErrorKind::UnexpectedEof)),
        }
    }
}
