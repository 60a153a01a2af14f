//! A server that stores sign-ups without waiting for the disk, as configured: it shows that the test would
//! detect such a server. It is a separate process of this test binary.

use std::{
    env,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    process::Command,
};

use rusqlite::Connection;

/// Tells the process how careless to be, and where: `OFF:/some/directory`.
const VARIABLE: &str = "VESTIBULE_TEST_CARELESS";

/// A server on a new database in a directory, with a setting of `PRAGMA synchronous`.
pub(super) fn command(synchronous: &str, directory: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([
            "storage::crash::careless::serves_carelessly",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(VARIABLE, format!("{synchronous}:{}", directory.display()));
    command
}

#[test]
#[ignore = "another test runs it as a process of its own"]
fn serves_carelessly() {
    let told = env::var(VARIABLE).unwrap();
    let (synchronous, directory) = told.split_once(':').unwrap();
    let file = Connection::open(Path::new(directory).join("careless.db")).unwrap();
    let wal: String = file
        .query_row("PRAGMA journal_mode = WAL", (), |row| row.get(0))
        .unwrap();
    assert_eq!(wal, "wal");
    file.execute_batch(&format!(
        "PRAGMA synchronous = {synchronous}; CREATE TABLE document (key TEXT PRIMARY KEY) STRICT"
    ))
    .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    eprintln!("Listening on http://{}", listener.local_addr().unwrap());
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut buffer = [0; 4_096];
        // A client waits for its answer, so the next bytes are one request, or the end.
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            let request = String::from_utf8_lossy(&buffer[..length]);
            let (_, rest) = request.split_once(r#""username":""#).unwrap();
            let key = format!("username/{}", rest.split_once('"').unwrap().0);
            file.execute("INSERT INTO document VALUES (?)", [key])
                .unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                .unwrap();
        }
    }
}
