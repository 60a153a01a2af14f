//! The binary, as an operator runs it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(120);

const LISTENING: &str = "Listening on http://";

/// A data directory. Its compiled code is shared with that of the other tests.
pub(crate) fn data_directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/component/cache");
    std::fs::create_dir_all(&cache).unwrap();
    let cache = cache.canonicalize().unwrap();
    std::os::unix::fs::symlink(cache, directory.path().join("cache")).unwrap();
    directory
}

/// A command on a data directory, with cheap hashes and nothing else in its environment.
pub(crate) fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command
        .args(arguments)
        .env_clear()
        .env("VESTIBULE_DATA", data)
        .env("VESTIBULE_PASSWORD_ARGON2_MEMORY_KIB", "64")
        .env("VESTIBULE_PASSWORD_ARGON2_ITERATIONS", "1")
        .stdin(Stdio::null());
    command
}

pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    command(data, arguments).output().unwrap()
}

/// Standard output and standard error.
pub(crate) fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// A server in a process of its own.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    said: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
}

pub(crate) fn serve(data: &Path, arguments: &[&str]) -> Server {
    let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
    all.extend(arguments);
    let mut command = command(data, &all);
    command.env("RUST_LOG", "trace").stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let said = Arc::new(Mutex::new(String::new()));
    let (sender, address) = mpsc::channel();
    let listener = {
        let said = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if let Some(address) = line.strip_prefix(LISTENING) {
                    let _ = sender.send(address.parse().unwrap());
                }
                *said.lock().unwrap() += &format!("{line}\n");
            }
        })
    };
    let Ok(address) = address.recv_timeout(PATIENCE) else {
        let _ = child.kill();
        panic!("it does not serve: {}", said.lock().unwrap());
    };
    Server {
        child,
        address,
        said,
        listener: Some(listener),
    }
}

impl Server {
    /// What it has written to its standard error.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Sends a request below `/zato/sso`; returns status and JSON.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let length = body.len();
        let head = format!("{method} /zato/sso{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        write!(stream, "{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// Sends a signal, such as `TERM`, and waits for the end.
    pub(crate) fn stop(&mut self, signal: &str) -> ExitStatus {
        let pid = self.child.id();
        let kill = format!("kill -{signal} {pid}");
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        let status = self.child.wait().unwrap();
        if let Some(listener) = self.listener.take() {
            listener.join().unwrap();
        }
        status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
