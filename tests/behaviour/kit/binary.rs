//! The binary, as an operator runs it.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use super::Connection;

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(120);

const LISTENING: &str = "Listening on http://";

/// A data directory. Its compiled code is shared with that of the other tests.
pub(crate) fn data_directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    share_code(directory.path());
    directory
}

/// Lets a data directory use the compiled code of all tests.
pub(crate) fn share_code(data: &Path) {
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/component/cache");
    std::fs::create_dir_all(&cache).unwrap();
    let cache = cache.canonicalize().unwrap();
    std::os::unix::fs::symlink(cache, data.join("cache")).unwrap();
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
    command.env("RUST_LOG", "trace");
    start(command)
}

/// Lets a server take any number of attempts: all clients of a test have one address.
pub(crate) fn unthrottled(command: &mut Command) {
    for limit in [
        "FAILURES_PER_ACCOUNT",
        "FAILURES_PER_SOURCE",
        "SIGNUPS_PER_SOURCE",
    ] {
        command.env(format!("VESTIBULE_THROTTLING_{limit}"), "0");
    }
}

/// Runs a command that serves, and waits until it does.
pub(crate) fn start(mut command: Command) -> Server {
    command.stderr(Stdio::piped());
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
    /// Its output to standard error so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Sends a request below `/zato/sso`; returns status and JSON.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.connect().call(method, path, body).unwrap()
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address).unwrap()
    }

    /// Ends it without a warning: `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.ended();
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
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
        self.ended()
    }

    /// Waits for the end.
    pub(crate) fn ended(&mut self) -> ExitStatus {
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
