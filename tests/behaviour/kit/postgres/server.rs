//! PostgreSQL servers of the tests' own: made with `initdb`, started with `pg_ctl` on a free port,
//! gone with the process that started them, however that ends.
//!
//! PostgreSQL refuses to run as root, so if tests run as root, their servers run as `nobody`.

use std::{
    ffi::OsStr,
    fs,
    io::Read,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

/// The user and group `nobody`.
pub(crate) const NOBODY: u32 = 65_534;
/// Another process may take a free port before the server does.
const ATTEMPTS: u32 = 5;

pub(crate) struct PostgresServer {
    pub(super) directory: PathBuf,
    port: u16,
    options: String,
    databases: AtomicU32,
    /// Ends when this process does, and takes the server along.
    _shepherd: Child,
}

impl PostgresServer {
    /// Starts one with options of its command line.
    pub(crate) fn start(options: &str) -> Self {
        let directory = TempDir::with_prefix("vestibule-postgres-").unwrap().keep();
        if is_root() {
            chown(&directory, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let shepherd = shepherd(&directory);
        let made = program("initdb")
            .args(["--username=sso", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync", "--pgdata"])
            .arg(directory.join("data"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let mut server = Self {
            directory,
            port: 0,
            options: options.to_owned(),
            databases: AtomicU32::new(0),
            _shepherd: shepherd,
        };
        let started = (0..ATTEMPTS).any(|_| {
            server.port = free_port();
            server.try_to_run()
        });
        assert!(started, "{}", server.log());
        server
    }

    pub(super) fn try_to_run(&self) -> bool {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
             -c max_connections=200 -c shared_buffers=64MB {}",
            self.port, self.options
        );
        self.control(&["start", "-w", "-o", &options])
    }

    /// A new, empty database.
    pub(crate) fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::SeqCst);
        let name = format!("sso_{number}");
        self.psql("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://sso@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs SQL and returns what it prints, without decoration.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> String {
        psql(&self.url(database), sql)
    }

    fn control(&self, arguments: &[&str]) -> bool {
        let status = program("pg_ctl")
            .args(arguments)
            .arg("--pgdata")
            .arg(self.directory.join("data"))
            .arg("--log")
            .arg(self.directory.join("log"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.unwrap().success()
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }
}

/// Runs SQL in the database of a URL and returns what it prints, without decoration.
pub(crate) fn psql(url: &str, sql: &str) -> String {
    let ran = program("psql")
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--set=ON_ERROR_STOP=1", "--command", sql, url])
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    String::from_utf8(ran.stdout).unwrap().trim_end().to_owned()
}

/// A program of PostgreSQL, run by a user that it accepts.
pub(super) fn program(name: &str) -> Command {
    let mut command = by_nobody(find(name));
    command.env("LC_ALL", "C");
    command
}

fn by_nobody(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Debian keeps most of them off the path.
fn find(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.flatten().map(|version| version.path().join("bin"));
    std::env::split_paths(&path)
        .chain(debian)
        .map(|directory| directory.join(name))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("PostgreSQL's {name} is needed (Debian: postgresql)"))
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits for the end of its input, which is ours, and cleans up.
fn shepherd(directory: &Path) -> Child {
    let script =
        r#"echo ready; cat > /dev/null; "$0" stop -s -m immediate -D "$1/data"; rm -rf "$1""#;
    let mut shepherd = by_nobody("sh")
        .args(["-c", script])
        .arg(find("pg_ctl"))
        .arg(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut ready = [0; 6];
    let output = shepherd.stdout.as_mut().unwrap();
    output.read_exact(&mut ready).unwrap();
    shepherd
}
