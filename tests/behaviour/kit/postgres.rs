//! PostgreSQL servers of the tests' own: made with `initdb`, started with `pg_ctl` on a free port,
//! gone with the process that started them, however that ends.
//!
//! PostgreSQL refuses to run as root, so where tests do, their servers run as `nobody`.

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
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::TempDir;
use vestibule::storage::{Postgres, PostgresOptions};

use super::until;

/// The user and group `nobody`.
pub(crate) const NOBODY: u32 = 65_534;
/// Another process may take a free port before the server does.
const ATTEMPTS: u32 = 5;

pub(crate) struct PostgresServer {
    directory: PathBuf,
    port: u16,
    options: String,
    databases: AtomicU32,
    /// Ends when this process does, and takes the server along.
    _shepherd: Child,
}

/// A database that nobody else uses, on the server that all tests of this process share. That server
/// never has to survive anything, so it does not wait for the disk.
pub(crate) fn database() -> String {
    static SHARED: OnceLock<PostgresServer> = OnceLock::new();
    SHARED
        .get_or_init(|| PostgresServer::start("-c fsync=off -c full_page_writes=off"))
        .database()
}

/// The store in a database, with so many connections.
pub(crate) async fn open(url: &str, connections: usize) -> anyhow::Result<Postgres> {
    let options = PostgresOptions {
        connections,
        ..PostgresOptions::default()
    };
    Postgres::open(url, options).await
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

    /// Starts it again, on the same port.
    pub(crate) fn run(&self) {
        assert!(self.try_to_run(), "{}", self.log());
    }

    fn try_to_run(&self) -> bool {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
             -c max_connections=200 -c shared_buffers=64MB {}",
            self.port, self.options
        );
        self.control(&["start", "-w", "-o", &options])
    }

    /// Kills it with all its processes at once.
    pub(crate) fn kill(&self) {
        let first = self.pid();
        // So that it starts no other process meanwhile.
        signal("STOP", &first);
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"));
        // The first alone would leave the others time for a last word.
        let all = format!("{first} {}", children.unwrap());
        signal("KILL", &all);
        until(|| !all.split_whitespace().any(is_running));
        // Or the next one would take a process that nobody has buried yet for a living one.
        fs::remove_file(self.directory.join("data/postmaster.pid")).unwrap();
    }

    fn pid(&self) -> String {
        let file = fs::read_to_string(self.directory.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
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

    fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }
}

/// One of several may have ended by itself.
fn signal(name: &str, processes: &str) {
    let kill = format!("kill -{name} {processes}");
    Command::new("sh").args(["-c", &kill]).status().unwrap();
}

fn is_running(process: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().unwrap_or_default();
    !state.is_empty() && !state.starts_with('Z')
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

/// PostgreSQL's own opinion of a database: every index agrees with its table.
pub(crate) fn check(url: &str) {
    let checked = program("pg_amcheck")
        .args(["--install-missing", "--heapallindexed", "--parent-check"])
        .arg(url)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

/// Waits until the server has finished what hosts that are gone by now have begun.
pub(crate) fn hosts_are_gone(url: &str) {
    let left = "SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'vestibule' AND datname = current_database()";
    until(|| psql(url, left) == "0");
}

/// A program of PostgreSQL, run by somebody it agrees with.
fn program(name: &str) -> Command {
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
